"""Middleware for every request, signed in or not."""

from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django_structlog.middlewares import RequestMiddleware

from jingyan import error_pages
from jingyan.clients import address_of

# Browser features that no page needs.
NEVER_ASKED_FOR = (
    "accelerometer",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "microphone",
    "payment",
    "usb",
)
UTF8 = ("", "utf-8", "utf8")
# What Django and Python raise over a body: by its size, by its form, by what a part of it claims to
# be.
UNREADABLE = (
    SuspiciousOperation,
    BadRequest,
    MultiPartParserError,
    UnreadablePostError,
    ValueError,
    LookupError,
)


class PermissionsPolicy:
    """Tells the browser which features no page may use."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.value = ", ".join(f"{name}=()" for name in NEVER_ASKED_FOR)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers["Permissions-Policy"] = self.value
        return response


class RequestLog(RequestMiddleware):
    """One line of the log a request: who by key, what by path. The answer carries the number of its
    lines.
    """

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        """The address without its query, which may hold anything."""
        return f"{request.method} {request.path}"

    @classmethod
    def bind_ip(cls, request: HttpRequest) -> None:
        """Where it comes from, as far as that can be believed."""
        structlog.contextvars.bind_contextvars(ip=address_of(request))

    def handle_response(self, request: HttpRequest, response: HttpResponse) -> Any:
        """Name the request in the answer, so that a user can say which one failed."""
        response.headers["X-Request-ID"] = structlog.contextvars.get_contextvars().get(
            "request_id", ""
        )
        return super().handle_response(request, response)


class LargestRequest:
    """Refuses a request whose declared size is larger than any step needs, with a page that states
    the limits.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        content_length = request.META.get("CONTENT_LENGTH") or ""
        if content_length.isdecimal() and int(content_length[:20]) > settings.LARGEST_REQUEST:
            raise error_pages.RequestTooLarge
        return self.get_response(request)


class ReadableBody:
    """Reads a form before anything else does: one that can't be read is refused here, with a page,
    and never again.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> None:
        """Ahead of the check of the form's token, which would be the first to read it."""
        if request.method in ("GET", "HEAD", "OPTIONS"):
            return
        charset = (request.content_params or {}).get("charset", "")
        # Compared as text: Python remembers each name of a codec that it was ever asked for.
        if charset.lower().replace("_", "-") not in UTF8:
            error_pages.discard_body(request)
            raise error_pages.UnsupportedCharset
        try:
            request.POST  # noqa: B018
        except UNREADABLE as error:
            error_pages.discard_body(request)
            raise error if isinstance(error, SuspiciousOperation) else BadRequest from error


class StepsAreNoPages:
    """Explains a step's address that is opened as a page, instead of showing an empty 405."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code != 405 or request.method != "GET":
            return response
        page = error_pages.wrong_method(request)
        page.headers["Allow"] = response.headers.get("Allow", "POST")
        return page
