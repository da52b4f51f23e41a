"""Requests as the web servers pass them on: text is UTF-8, even if a client names another charset.

Django takes the charset of `Content-Type` for the query and the body, and does so while it builds
the request, where no error page can help: `charset=base64`, or a query with too many fields, ends
in the bare 500 of the web server.
"""

from typing import Any

import django
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.utils.http import parse_header_parameters

UNREADABLE = {"charset": "unreadable"}


class Utf8Request(WSGIRequest):
    """A request whose named charset is kept in `content_params` for
    `jingyan.middleware.ReadableBody`, and not used.
    """

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        try:
            self.content_type, self.content_params = parse_header_parameters(
                meta.get("CONTENT_TYPE", "")
            )
        except (ValueError, LookupError):
            self.content_type, self.content_params = "", dict(UNREADABLE)


class Handler(WSGIHandler):
    """Django's WSGI handler, with the request class above."""

    request_class = Utf8Request


def wsgi_application() -> Handler:
    """As Django's `get_wsgi_application`, with the handler above."""
    django.setup(set_prefix=False)
    return Handler()
