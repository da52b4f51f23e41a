"""Log-in and log-out: Django's views with trail entries, and the second step of the log-in."""

from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts import trail
from accounts.forms.log_in import CodeForm, LogInForm
from accounts.models import SecondFactor, User
from accounts.sessions import lockout, second_factor, visits
from accounts.sessions.lockout import LockedOut

# Session key between password and code: the user, the time, and a proof of the password.
PENDING = "second_step"
SECONDS_FOR_THE_CODE = 300
# What browsers clear at log-out. Not the storage: the page itself deletes the user's own drafts.
ON_LEAVING = '"cache"'


class LogIn(LoginView):
    """The log-in page. A failure is recorded under the account, if it exists; nothing else that was
    typed is stored.
    """

    template_name = "accounts/login.html"
    authentication_form = LogInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Log the user in, or continue with the second step."""
        user, attempt = form.get_user(), cast("LogInForm", form).attempt
        if attempt.locked_until:
            attempt.withdraw()
            raise LockedOut(attempt.locked_until)
        if factor := second_factor.in_use(user):
            # Earlier failures still count until the code is right as well.
            attempt.withdraw()
            self.request.session.cycle_key()
            pending = {
                "user": user.pk,
                "proof": _proof(user, factor),
                "at": _now(),
                "next": self.get_success_url(),
            }
            self.request.session[PENDING] = pending
            return redirect("accounts:login_code")
        attempt.forgive()
        response = super().form_valid(form)
        trail.write("log_in", user, by=user)
        return response


@login_not_required
@never_cache
@sensitive_post_parameters("code")
def login_code(request: HttpRequest) -> HttpResponse:
    """The second step: a code from the app, or a recovery code."""
    if PENDING not in request.session:
        return redirect(settings.LOGIN_URL)
    pending = request.session[PENDING]
    user = _pending_user(pending)
    if user is None:
        del request.session[PENDING]
        messages.warning(
            request,
            _("The log-in was not finished in time, or the account was changed. Log in again."),
        )
        return redirect(settings.LOGIN_URL)
    form = CodeForm(request.POST or None)
    if form.is_valid():
        if _is_let_in(request, user, form.cleaned_data["code"]):
            login(request, user)
            request.session.pop(PENDING, None)
            request.session[visits.SECOND_FACTOR] = True
            trail.write("log_in", user, by=user, changes={"second_factor": True})
            return redirect(pending["next"])
        form.add_error(
            "code",
            _("This code is wrong. Enter the one that the app shows now, or a recovery code."),
        )
    return render(request, "accounts/login_code.html", {"form": form})


class LogOut(LogoutView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Record the log-out, end the session, and clear the browser's cache."""
        if request.user.is_authenticated:
            visits.forget(request.session.session_key)
            trail.write("log_out", request.user, by=request.user)
        response = super().post(request, *args, **kwargs)
        response.headers["Clear-Site-Data"] = ON_LEAVING
        return response


def _is_let_in(request: HttpRequest, user: User, code: str) -> bool:
    """Whether the code is right. A wrong one counts as a failed log-in."""
    attempt = lockout.begin(request, user.username, lockout.Kind.CODE)
    if attempt.locked_until:
        raise LockedOut(attempt.locked_until)
    if second_factor.opens(user, code):
        attempt.forgive()
        return True
    attempt.note(user, "second_factor_failed")
    return False


def _pending_user(pending: dict[str, Any]) -> User | None:
    """The user who has entered a password; None if that was too long ago or the account has changed
    since.
    """
    if not 0 <= _now() - int(pending["at"]) <= SECONDS_FOR_THE_CODE:
        return None
    user = second_factor.active_user(pending["user"])
    factor = second_factor.in_use(user) if user else None
    return user if user and factor and pending.get("proof") == _proof(user, factor) else None


def _proof(user: User, factor: SecondFactor) -> list[Any]:
    """What must be unchanged since the password was entered: password, role, town and second
    factor.
    """
    return [user.get_session_auth_hash(), user.role, user.town_id, factor.pk]


def _now() -> int:
    return int(timezone.now().timestamp())
