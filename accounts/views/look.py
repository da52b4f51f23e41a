"""Display settings of a device, kept in cookies, so that they also apply before log-in."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from accounts.pages import back_to

TEXT_SIZE = "text_size"
A_YEAR = 365 * 24 * 3600


@login_not_required
@require_POST
def set_text_size(request: HttpRequest) -> HttpResponse:
    """Switch between large and normal text and return to the page."""
    response = HttpResponseRedirect(back_to(request, "/"))
    if request.POST.get("size") == "large":
        response.set_cookie(
            TEXT_SIZE,
            "large",
            max_age=A_YEAR,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    else:
        response.delete_cookie(TEXT_SIZE)
    return response
