"""What surrounds every request, whoever it is from."""

from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse
from django_structlog.middlewares import RequestMiddleware

from jingyan.clients import address_of


class RequestLog(RequestMiddleware):
    """One line of the log a request: who by key, what by path. The answer carries the number of its lines."""

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
        response.headers["X-Request-ID"] = structlog.contextvars.get_contextvars().get("request_id", "")
        return super().handle_response(request, response)
