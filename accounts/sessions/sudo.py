"""Protected steps, which ask for the password again unless it was entered recently, so that an
unattended screen is not enough.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from accounts.access import SignedInRequest
from accounts.sessions import lockout

View = Callable[..., HttpResponseBase]
GIVEN_AT = "password_at"
# Posted fields that the password page does not pass on.
NOT_CARRIED = {"csrfmiddlewaretoken", "password"}


def is_recent(request: SignedInRequest) -> bool:
    """Whether the password was entered in this session within PASSWORD_RECENT_SECONDS."""
    age = _now() - int(request.session.get(GIVEN_AT, 0))
    return 0 <= age <= settings.PASSWORD_RECENT_SECONDS


def given(request: SignedInRequest) -> None:
    """Record in the session that the password was entered now."""
    request.session[GIVEN_AT] = _now()


def is_right(request: SignedInRequest, password: str) -> bool:
    """Whether this is the user's password. A wrong one counts as a failed log-in and is recorded in
    the trail.
    """

    def fits() -> bool:
        return request.user.check_password(password)

    is_own = lockout.passes(
        request, request.user, lockout.Kind.PASSWORD, fits, act="password_wrong"
    )
    if is_own:
        given(request)
    return is_own


def asks_password(view: View) -> View:
    """Require a recent password for a POST; otherwise show a page that asks for it and passes the
    posted fields on.
    """

    @wraps(view)
    def asking(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST" or is_recent(request):
            return view(request, *args, **kwargs)
        typed = request.POST.get("password", "")
        if typed and is_right(request, typed):
            return view(request, *args, **kwargs)
        return _ask(request, wrong=bool(typed))

    return asking


def _ask(request: SignedInRequest, *, wrong: bool) -> HttpResponse:
    carried = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in NOT_CARRIED
        for value in values
    ]
    page = {"carried": carried, "wrong": wrong}
    return render(request, "accounts/password_again.html", page, status=403 if wrong else 200)


def _now() -> int:
    return int(timezone.now().timestamp())
