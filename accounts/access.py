"""Access control: the permission that each view requires."""

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
    """A request to a view behind `@allow`, so that `user` is a signed-in `User`."""

    user: User
    htmx: Any


def require(user: User, permission: str) -> None:
    """Raise PermissionDenied unless `user` holds `permission`; for actions that aren't moves."""
    if not user.may(permission):
        raise PermissionDenied


def allow(permission: str) -> Callable[[View], View]:
    """Open a view to the roles that hold `permission`; everyone else receives 403."""
    if permission not in MAY:
        raise LookupError(f"{permission} isn't in accounts.roles.PERMISSIONS")

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method not in METHODS:
                return HttpResponseNotAllowed(METHODS)
            require(cast("User", request.user), permission)
            return view(request, *args, **kwargs)

        # Functions take attributes, but their type doesn't declare this one.
        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return decorate


def one_at_a_time(view: View) -> View:
    """Run a POST in one transaction, so that what its form compared under lock still holds when the
    action writes.
    """

    @wraps(view)
    def atomic_post(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        with transaction.atomic():
            return view(request, *args, **kwargs)

    return atomic_post
