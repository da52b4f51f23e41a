"""Coming and going: Django's own views, each time with an entry in the trail, and a second step where it is set up."""

from datetime import timedelta
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth import login, user_login_failed
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts import second_factor, trail, visits
from accounts.forms import CodeForm, LogInForm
from accounts.models import TrailEntry, User

# Between the password and the code: whose password it was, and when.
PENDING = "second_step"
SECONDS_FOR_THE_CODE = 300
# What a browser drops when somebody leaves. Not its storage: drafts are wiped by the page itself, its user's alone.
ON_LEAVING = '"cache"'


class LogIn(LoginView):
    """The log-in page. A failed try is written under the account it aimed at; what else was typed is kept nowhere."""

    template_name = "accounts/login.html"
    authentication_form = LogInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Let the user in, or go on to the second step."""
        user: Any = form.get_user()
        if second_factor.in_use(user):
            self.request.session.cycle_key()
            pending = {"user": user.pk, "backend": user.backend, "at": _now(), "next": self.get_success_url()}
            self.request.session[PENDING] = pending
            return redirect("accounts:login_code")
        response = super().form_valid(form)
        trail.write("log_in", user, by=user)
        return response

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """Say no, without saying why."""
        typed = form.data.get("username", "")[:150].replace("\0", "")
        account = User.objects.filter(username=typed).first()
        if account is not None:
            _note_failure(self.request, account, "log_in_failed")
        return super().form_invalid(form)


@login_not_required
@never_cache
@sensitive_post_parameters("code")
def login_code(request: HttpRequest) -> HttpResponse:
    """The second step: the code of the app, or one from paper."""
    pending = request.session.get(PENDING, {})
    user = _pending_user(pending)
    if user is None:
        return redirect(settings.LOGIN_URL)
    form = CodeForm(request.POST or None)
    if form.is_valid():
        if _is_let_in(request, user, form.cleaned_data["code"]):
            login(request, user, backend=pending["backend"])
            request.session.pop(PENDING, None)
            request.session[visits.SECOND_FACTOR] = True
            trail.write("log_in", user, by=user, changes={"second_factor": True})
            return redirect(pending["next"])
        form.add_error("code", _("This code doesn't fit. Enter the one that the app shows now, or a recovery code."))
    return render(request, "accounts/login_code.html", {"form": form})


class LogOut(LogoutView):
    """The way out, by POST."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Write it down, then end the session and have the browser forget its pages."""
        if request.user.is_authenticated:
            visits.forget(request.session.session_key)
            trail.write("log_out", request.user, by=request.user)
        response = super().post(request, *args, **kwargs)
        response.headers["Clear-Site-Data"] = ON_LEAVING
        return response


def _is_let_in(request: HttpRequest, user: User, code: str) -> bool:
    """Whether the code opens. A wrong one counts as a failed log-in: five of either kind lock the door."""
    credentials = {"username": user.username}
    if AxesProxyHandler.is_allowed(request, credentials) and second_factor.opens(user, code):
        return True
    user_login_failed.send(sender=__name__, credentials=credentials, request=request)
    _note_failure(request, user, "second_factor_failed")
    return False


def _pending_user(pending: dict[str, Any]) -> User | None:
    if not 0 <= _now() - int(pending.get("at", 0)) <= SECONDS_FOR_THE_CODE:
        return None
    found: User | None = User.objects.filter(pk=pending["user"], is_active=True).first()
    return found


def _note_failure(request: HttpRequest, account: User, act: str) -> None:
    """Each failure until the door is locked, then that it is locked, then nothing more until it opens."""
    if not getattr(request, "axes_locked_out", False):
        trail.write(act, account, by=account)
        return
    since = timezone.now() - timedelta(hours=settings.AXES_COOLOFF_TIME)
    if not TrailEntry.objects.of(account).filter(act="locked_out", at__gt=since).exists():
        trail.write("locked_out", account, by=account)


def _now() -> int:
    return int(timezone.now().timestamp())
