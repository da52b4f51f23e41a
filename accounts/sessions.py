"""Coming and going: Django's own views, with an entry in the trail for each time."""

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse

from accounts import trail, visits
from accounts.forms import LogInForm
from accounts.models import User


class LogIn(LoginView):
    """The log-in page. A failed try is written under the account it aimed at; what else was typed is kept nowhere."""

    template_name = "accounts/login.html"
    authentication_form = LogInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Let the user in."""
        response = super().form_valid(form)
        user = form.get_user()
        trail.write("log_in", user, by=user)
        return response

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """Say no, without saying why."""
        account = User.objects.filter(username=form.data.get("username", "")[:150]).first()
        if account is not None:
            trail.write("log_in_failed", account, by=account)
        return super().form_invalid(form)


class LogOut(LogoutView):
    """The way out, by POST."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Write it down, then end the session."""
        if request.user.is_authenticated:
            visits.forget(request.session.session_key)
            trail.write("log_out", request.user, by=request.user)
        return super().post(request, *args, **kwargs)
