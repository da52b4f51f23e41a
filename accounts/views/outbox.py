"""The outbox of a browser: what was entered without a connection and is sent later. The entries
stay on the device.
"""

from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import SignedInRequest, allow


@require_safe
@allow("accounts.home")
def outbox_list(request: SignedInRequest) -> HttpResponse:
    """What this device keeps and has not sent yet; the page's script fills it in."""
    return render(request, "accounts/outbox_list.html")


@require_safe
@allow("accounts.home")
def outbox_token(request: SignedInRequest) -> HttpResponse:
    """Who is logged in, and a fresh token: that of the page may be older than the visit."""
    return JsonResponse({"user": request.user.pk, "token": get_token(request)})
