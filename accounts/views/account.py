from functools import partial

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import SignedInRequest, allow, one_at_a_time
from accounts.actions import user as actions
from accounts.actions.visit import end_visit
from accounts.forms.account import AccountForm, PasswordForm
from accounts.models import User, Visit
from accounts.pages import make_move
from accounts.sessions import second_factor, sudo, visits


@allow("accounts.home")
@one_at_a_time
def account(request: SignedInRequest) -> HttpResponse:
    """The user's own profile."""
    # A copy, so that a refused change doesn't appear in the frame of the page.
    own = User.objects.visible_to(request.user).get(pk=request.user.pk)
    here = request.session.session_key
    form = AccountForm(request.POST or None, instance=own)
    if form.is_valid():
        actions.save_user(own, by=request.user)
        messages.success(request, _("Your account has been saved."))
        return redirect("accounts:account")
    visits_here = Visit.objects.visible_to(request.user)
    page = {
        "form": form,
        "row": own,
        "visits": visits_here,
        "here": here,
        "factor": second_factor.in_use(own),
    }
    return render(request, "accounts/account.html", page, status=form.status)


@require_POST
@allow("accounts.home")
def visit_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """End one of the user's own sessions."""
    visit = get_object_or_404(Visit.objects.visible_to(request.user), pk=pk)
    done = _("You are logged out there.")
    return make_move(request, visit, end_visit, done=done, to=reverse("accounts:account"))


@allow("accounts.home")
def password_change(request: SignedInRequest) -> HttpResponse:
    """Change the user's own password; the session continues."""
    form = PasswordForm(
        request.POST or None, user=request.user, is_right=partial(sudo.is_right, request)
    )
    if form.is_valid():
        here = request.session.session_key
        user = actions.change_password(request.user, form.cleaned_data["new_password"], here=here)
        update_session_auth_hash(request, user)
        visits.go_on_as(here, request.session.session_key)
        messages.success(
            request, _("Your password has been changed. Elsewhere you are logged out.")
        )
        return redirect("accounts:account")
    return render(request, "accounts/password_change.html", {"form": form})
