"""What is shown where a request was not read or failed: what happened, what to do, and that nothing
was saved.

No page here reads the body of the request: it may be what failed, and would fail again.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

import structlog
from django.conf import settings
from django.core.exceptions import (
    BadRequest,
    DisallowedHost,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import get_template
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views import csrf, defaults
from django.views.decorators.csrf import requires_csrf_token

from jingyan import uploads

P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, P], HttpResponse]


class RequestTooLarge(RequestDataTooBig):
    """A request that is refused by its size before anything of it is read."""


class UnsupportedCharset(BadRequest):
    """A request whose texts are not in UTF-8."""


def discard_body(request: HttpRequest) -> None:
    """Leave `request.POST` empty for all later code, unless the body was read without a fault."""
    if not hasattr(request, "_post"):
        request._mark_post_parse_error()  # type: ignore[attr-defined]  # Django's parsers do so


def without_body(page: Page[P]) -> Page[P]:
    """`page` for a request whose body may be unreadable. Outermost, because other decorators look
    into the body.
    """

    @wraps(page)
    def safe_page(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        discard_body(request)
        return page(request, *args, **kwargs)

    return safe_page


forbidden = without_body(defaults.permission_denied)
not_found = without_body(defaults.page_not_found)
csrf_failure = without_body(csrf.csrf_failure)


@without_body
@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A request that could not be read, with the reason where that is known; one that was too large
    says the limits.
    """
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return render(
            request,
            "413.html",
            {"reason": _why_too_large(exception), "largest": uploads.MAX_BYTES},
            status=413,
        )
    status = 415 if isinstance(exception, UnsupportedCharset) else 400
    return render(request, "400.html", {"reason": _why_unreadable(exception)}, status=status)


def _why_too_large(exception: Exception) -> str:
    if isinstance(exception, RequestTooLarge):
        return _("One step takes %d MB at most, all of its files together.") % (
            settings.LARGEST_REQUEST >> 20
        )
    if isinstance(exception, TooManyFieldsSent):
        return (
            _("One step takes %d entries at most. Send fewer at once.")
            % settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
        )
    if isinstance(exception, TooManyFilesSent):
        return (
            _("One step takes %d files at most. Send fewer at once.")
            % settings.DATA_UPLOAD_MAX_NUMBER_FILES
        )
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE >> 20
    return (
        _("The texts of this form are longer than %d MB. Shorten them, or attach a file instead.")
        % most
    )


def _why_unreadable(exception: Exception | None) -> str:
    if isinstance(exception, UnsupportedCharset):
        return _(
            "The system accepts text in UTF-8 only. Send the form from its page, opened in a "
            "current browser."
        )
    if isinstance(exception, DisallowedHost):
        return _(
            "The system is not reached under this name. Use the address that your office was given."
        )
    return _("What the browser sent could not be read.")


def wrong_method(request: HttpRequest) -> HttpResponse:
    """The address of a step that was opened as a page, as happens when a page of refusal is loaded
    again.
    """
    return render(request, "405.html", status=405)


@without_body
@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """An internal error, with the time and the number by which the log finds it; nothing here asks
    the database.
    """
    number = structlog.contextvars.get_contextvars().get("request_id", "")
    page = {"number": number, "when": localtime().strftime("%Y-%m-%d %H:%M:%S")}
    return HttpResponseServerError(get_template("500.html").render(page))
