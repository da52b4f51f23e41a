"""The doors: which permission a view asks for."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase

from accounts.models import User
from accounts.roles import MAY

View = Callable[..., HttpResponseBase]
# A page is read and its form is sent; nothing here answers to any other method.
METHODS = ("GET", "HEAD", "POST")


class SignedInRequest(HttpRequest):
    """A request behind `@allow`: somebody is signed in."""

    user: User
    htmx: Any


def require(user: User, permission: str) -> None:
    """Raise PermissionDenied unless `user` holds `permission`: for actions that are no move of a
    table.
    """
    if not user.may(permission):
        raise PermissionDenied


def allow(permission: str) -> Callable[[View], View]:
    """Open a view to the roles that hold `permission`; everybody else gets 403."""
    if permission not in MAY:
        raise LookupError(f"{permission} isn't in accounts.roles.PERMISSIONS")

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method not in METHODS:
                return HttpResponseNotAllowed(METHODS)
            require(cast("User", request.user), permission)
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return decorate


def one_at_a_time(view: View) -> View:
    """Make a POST one transaction: what its form compares under lock is still so when the action
    writes.
    """

    @wraps(view)
    def held(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        with transaction.atomic():
            return view(request, *args, **kwargs)

    return held
