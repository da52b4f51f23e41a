"""Pages of accounts for administrators."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SignedInRequest, allow, one_at_a_time
from accounts.actions import user as actions
from accounts.filters import UserFilters
from accounts.forms.user import UserForm
from accounts.lists.listing import Listing
from accounts.models import User
from accounts.moves import MoveRefused
from accounts.pages import back_to, make_move, record, refusal_page
from accounts.sessions import lockout
from accounts.tables import UserTable


@require_safe
@allow("accounts.users")
def user_list(request: SignedInRequest) -> HttpResponse:
    """All accounts."""
    users = User.objects.visible_to(request.user).select_related("town").with_second_factor()
    listing = Listing(
        request,
        users,
        table=UserTable,
        filters=UserFilters,
        title=_("Users"),
        create_url=reverse("accounts:user_create"),
        create_label=_("Add user"),
    )
    return listing.render()


@allow("accounts.users")
def user_create(request: SignedInRequest) -> HttpResponse:
    """Create an account."""
    return _user_form(request, User(), "accounts/user_create.html")


@allow("accounts.users")
@one_at_a_time
def user_update(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change or disable an account."""
    if request.method == "POST":
        actions.hold_administrators(request.user)
    users = User.objects.visible_to(request.user).people().with_second_factor()
    return _user_form(request, get_object_or_404(users, pk=pk), "accounts/user_update.html")


@require_POST
@allow("accounts.users")
def user_reset_password(request: SignedInRequest, pk: int) -> HttpResponse:
    """Set a one-time password for a user who has forgotten theirs."""
    row = get_object_or_404(User.objects.visible_to(request.user).people(), pk=pk)
    try:
        password = actions.reset_password(row, by=request.user)
    except MoveRefused as refusal:
        return refusal_page(request, refusal, reverse("accounts:user_update", args=[pk]))
    return _one_time_password(request, row, password)


@require_POST
@allow("accounts.users")
def user_unlock(request: SignedInRequest, pk: int) -> HttpResponse:
    """Unlock a user who was locked out."""
    row = get_object_or_404(User.objects.visible_to(request.user).people(), pk=pk)
    done = _("The failed log-ins no longer count. The user can log in again at once.")
    return make_move(
        request, row, actions.unlock, done=done, to=reverse("accounts:user_update", args=[pk])
    )


def _one_time_password(request: SignedInRequest, row: User, password: str) -> HttpResponse:
    """The one-time password, in the response to a POST, which browsers don't store."""
    response = render(request, "accounts/user_password.html", {"row": row, "password": password})
    response["Cache-Control"] = "no-store"
    return response


def _user_form(request: SignedInRequest, row: User, template: str) -> HttpResponse:
    form = UserForm(request.POST or None, instance=row, by=request.user)
    back = back_to(request, reverse("accounts:user_list"))
    password = "" if row.pk else actions.one_time_password()
    if form.is_valid():
        try:
            actions.save_user(row, by=request.user, password=password)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            if password:
                return _one_time_password(request, row, password)
            messages.success(request, _("The account %s has been saved.") % row.username)
            return redirect(back)
    history = record(row, request.user)["history"] if row.pk else []
    failures = lockout.failures_of(row) if row.pk else 0
    page = {"form": form, "row": row, "cancel_url": back, "history": history, "failures": failures}
    return render(request, template, page, status=form.status)
