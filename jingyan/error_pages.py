"""What is shown where a request was not read or failed: what happened, what to do, and that nothing was saved."""

import structlog
from django.conf import settings
from django.core.exceptions import DisallowedHost, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import get_template
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token

from jingyan import uploads


class RequestTooLarge(RequestDataTooBig):
    """A request that is refused by its size before anything of it is read."""


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A request that could not be read, with the reason where that is known; one that was too large says the limits."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return render(request, "413.html", {"reason": _why(exception), "largest": uploads.MAX_BYTES}, status=413)
    return render(request, "400.html", {"reason": _why(exception)}, status=400)


def _why(exception: Exception | None) -> str:
    if isinstance(exception, RequestTooLarge):
        return _("One step takes %d MB at most, all of its files together.") % (settings.LARGEST_REQUEST >> 20)
    if isinstance(exception, TooManyFieldsSent):
        return _("One step takes %d entries at most. Send fewer at once.") % settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    if isinstance(exception, TooManyFilesSent):
        return _("One step takes %d files at most. Send fewer at once.") % settings.DATA_UPLOAD_MAX_NUMBER_FILES
    if isinstance(exception, RequestDataTooBig):
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE >> 20
        return _("The texts of this form are longer than %d MB. Shorten them, or attach a file instead.") % most
    if isinstance(exception, DisallowedHost):
        return _("The system is not reached under this name. Use the address that your office was given.")
    return _("What the browser sent could not be read.")


def wrong_method(request: HttpRequest) -> HttpResponse:
    """The address of a step that was opened as a page, as happens when a page of refusal is loaded again."""
    return render(request, "405.html", status=405)


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """A failure of ours, with the time and the number by which the log finds it; nothing here asks the database."""
    number = structlog.contextvars.get_contextvars().get("request_id", "")
    page = {"number": number, "when": localtime().strftime("%Y-%m-%d %H:%M:%S")}
    return HttpResponseServerError(get_template("500.html").render(page))
