"""Middleware for sessions (idle time-out, mandatory password change, second factor, lock-out), for
personal numbers in addresses and for the outbox.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import resolve, reverse
from django.utils.http import escape_leading_slashes, urlencode
from django.utils.translation import gettext as _

from accounts import drafts, id_number_search
from accounts.models import dictionaries_remembered, one_act
from accounts.sessions import second_factor, visits
from accounts.sessions.lockout import LockedOut
from jingyan.parsing import id_number_in, names_a_person

# Open to users who must choose a password first.
WITH_A_GIVEN_PASSWORD = {"accounts:password_change", "accounts:logout"}
# Open to users who must set up a second factor first.
WITHOUT_SECOND_FACTOR = {
    *WITH_A_GIVEN_PASSWORD,
    "accounts:second_factor",
    "accounts:second_factor_remove",
}


class VisitMiddleware:
    """Ends idle sessions, redirects users who must choose a password or set up a second factor, and
    forbids browsers to store pages.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with dictionaries_remembered(), one_act():
            response = self.get_response(request)
        drafts.settle(request, response)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_view(self, request: HttpRequest, view: Any, *_: Any) -> HttpResponseBase | None:
        """Runs before Django's LoginRequiredMiddleware."""
        if not request.user.is_authenticated or not getattr(view, "login_required", True):
            return None
        if not visits.goes_on(request):
            return _to_log_in(request)
        where = request.resolver_match.view_name if request.resolver_match else ""
        if (
            request.user.must_change_password
            and not settings.DEMO
            and where not in WITH_A_GIVEN_PASSWORD
        ):
            return redirect("accounts:password_change")
        # The session records whether it began with a code, so this usually needs no query.
        lacks = visits.SECOND_FACTOR not in request.session and second_factor.is_required(
            request.user
        )
        if lacks and where not in WITHOUT_SECOND_FACTOR:
            return redirect("accounts:second_factor")
        return None


def _to_log_in(request: HttpRequest) -> HttpResponseBase:
    if "HX-Request" in request.headers:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    # A POST can't be resumed by following a link.
    back = {"next": request.get_full_path()} if request.method == "GET" else {}
    return redirect(f"{reverse(settings.LOGIN_URL)}?{urlencode({**back, 'idle': '1'})}")


class NumbersStayOutOfAddresses:
    """Drops ID numbers and mobile phones from an address: browsers, proxies and logs keep addresses
    for a long time.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD") or not request.META.get("QUERY_STRING"):
            return self.get_response(request)
        query = request.GET.copy()
        for name, values in request.GET.lists():
            if any(names_a_person(text) for text in (name, *values)):
                del query[name]
        if len(query) == len(request.GET):
            return self.get_response(request)
        texts = [text for name, values in request.GET.lists() for text in (name, *values)]
        if id_number_search.keep(request, next(filter(None, map(id_number_in, texts)), "")):
            words = _(
                "An ID number must not be part of an address, so it was removed from this one and "
                "not searched for."
            )
            messages.warning(request, words, extra_tags=id_number_search.KEPT)
        else:
            messages.warning(
                request, _("ID numbers and mobile phones are not searched for. Search by name.")
            )
        return HttpResponseRedirect(
            escape_leading_slashes(f"{request.path}?{query.urlencode()}".rstrip("?"))
        )


class LockedDoor:
    """Turns LockedOut, raised wherever a password or code is entered, into a page (429) that says
    until when.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        if not isinstance(exception, LockedOut):
            return None
        return render(request, "accounts/locked_out.html", {"until": exception.until}, status=429)


class PlainAnswers:
    """Answers the browser's outbox with JSON instead of a redirect, which scripts can't read:
    {"to": URL}, or 401 if the user must log in first.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if "X-Outbox" not in request.headers or not isinstance(response, HttpResponseRedirect):
            return response
        where = resolve(urlsplit(response.url).path).view_name
        is_let_in = where not in {settings.LOGIN_URL, *WITHOUT_SECOND_FACTOR}
        plain = JsonResponse({"to": response.url}) if is_let_in else JsonResponse({}, status=401)
        plain.cookies = response.cookies
        return plain
