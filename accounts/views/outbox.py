"""The outbox of a browser: entries made offline, kept on the device and sent later."""

from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import SignedInRequest, allow


@require_safe
@allow("accounts.home")
def outbox_list(request: SignedInRequest) -> HttpResponse:
    """The page of unsent entries, which its script fills in."""
    return render(request, "accounts/outbox_list.html")


@require_safe
@allow("accounts.home")
def outbox_token(request: SignedInRequest) -> HttpResponse:
    """The logged-in user and a fresh CSRF token, since that of a stored page may have expired."""
    return JsonResponse({"user": request.user.pk, "token": get_token(request)})
