"""System pages."""

from functools import partial

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import actions, chain, jobs, lockout, second_factor, sudo, visits
from accounts.access import SignedInRequest, allow, one_at_a_time
from accounts.filters import JobFilters, TechnicalJobFilters, TechnicalTrailFilters, TrailFilters, UserFilters
from accounts.forms import AccountForm, PasswordForm, UserForm
from accounts.machines import machines
from accounts.models import Job, Town, TrailEntry, User, Visit
from accounts.moves import MoveRefused
from accounts.pages import back_to, make_move, may_open, record
from accounts.roles import PERMISSIONS, Role
from accounts.tables import JobTable, TechnicalJobTable, TechnicalTrailTable, TownTable, TrailTable, UserTable
from jingyan.listing import Listing


@allow("accounts.home")
@one_at_a_time
def account(request: SignedInRequest) -> HttpResponse:
    """One's own profile."""
    # A copy: a refused change must not show in the frame of the page.
    own = User.objects.visible_to(request.user).get(pk=request.user.pk)
    here = request.session.session_key
    form = AccountForm(request.POST or None, instance=own)
    if form.is_valid():
        actions.save_user(own, by=request.user)
        messages.success(request, _("Your account has been saved."))
        return redirect("accounts:account")
    visits_here = Visit.objects.visible_to(request.user)
    page = {"form": form, "row": own, "visits": visits_here, "here": here, "factor": second_factor.in_use(own)}
    return render(request, "accounts/account.html", page, status=form.status)


@require_POST
@allow("accounts.home")
def visit_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """Log oneself out on another device."""
    visit = get_object_or_404(Visit.objects.visible_to(request.user), pk=pk)
    done = _("You are logged out there.")
    return make_move(request, visit, actions.end_visit, done=done, to=reverse("accounts:account"))


@allow("accounts.home")
def password_change(request: SignedInRequest) -> HttpResponse:
    """A new password for oneself; the session goes on."""
    form = PasswordForm(request.POST or None, user=request.user, is_right=partial(sudo.is_right, request))
    if form.is_valid():
        here = request.session.session_key
        user = actions.change_password(request.user, form.cleaned_data["new_password"], here=here)
        update_session_auth_hash(request, user)
        visits.go_on_as(here, request.session.session_key)
        messages.success(request, _("Your password has been changed. Elsewhere you are logged out."))
        return redirect("accounts:account")
    return render(request, "accounts/password_change.html", {"form": form})


@require_safe
@allow("accounts.roles")
def role_table(request: SignedInRequest) -> HttpResponse:
    """Who may do what: the permissions, and every state machine of the system."""
    rows = [(meaning, [role in holders for role in Role]) for meaning, holders in PERMISSIONS.values()]
    return render(request, "accounts/role_table.html", {"roles": Role, "rows": rows, "machines": machines()})


@require_safe
@allow("accounts.towns")
def town_list(request: SignedInRequest) -> HttpResponse:
    """All towns."""
    towns = Town.objects.visible_to(request.user)
    towns = towns.annotate(liaisons=Count("users", filter=Q(users__is_active=True)))
    empty = _("The towns come with the official list of divisions: run import_divisions.")
    listing = Listing(request, towns, table=TownTable, title=_("Towns"), empty_text=empty)
    return listing.render("accounts/town_list.html")


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
    return listing.render("accounts/user_list.html")


@allow("accounts.users")
def user_create(request: SignedInRequest) -> HttpResponse:
    """A new account."""
    return _user_form(request, User(), "accounts/user_create.html")


@allow("accounts.users")
@one_at_a_time
def user_update(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change an account: role, town, or shut it."""
    if request.method == "POST":
        actions.hold_administrators(request.user)
    users = User.objects.visible_to(request.user).people().with_second_factor()
    return _user_form(request, get_object_or_404(users, pk=pk), "accounts/user_update.html")


@require_POST
@allow("accounts.users")
def user_reset_password(request: SignedInRequest, pk: int) -> HttpResponse:
    """A one-time password for somebody who has forgotten theirs."""
    row = get_object_or_404(User.objects.visible_to(request.user).people(), pk=pk)
    try:
        password = actions.reset_password(row, by=request.user)
    except MoveRefused as refusal:
        back = reverse("accounts:user_update", args=[pk])
        return render(request, "refused.html", {"refusal": refusal, "back": back}, status=409)
    return _one_time_password(request, row, password)


@require_POST
@allow("accounts.users")
def user_unlock(request: SignedInRequest, pk: int) -> HttpResponse:
    """Open the log-in again for somebody who was locked out."""
    row = get_object_or_404(User.objects.visible_to(request.user).people(), pk=pk)
    done = _("The failed log-ins no longer count. The user can log in again at once.")
    return make_move(request, row, actions.unlock, done=done, to=reverse("accounts:user_update", args=[pk]))


def _one_time_password(request: SignedInRequest, row: User, password: str) -> HttpResponse:
    """The answer to a POST, which no browser keeps."""
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


@require_safe
@allow("accounts.trail")
def trail_list(request: SignedInRequest) -> HttpResponse:
    """Every act, latest first."""
    entries = TrailEntry.objects.visible_to(request.user).order_by("-pk")
    named = request.user.sees_programme
    table, filters = (TrailTable, TrailFilters) if named else (TechnicalTrailTable, TechnicalTrailFilters)
    listing = Listing(request, entries, table=table, filters=filters, title=_("Trail"))
    verified = TrailEntry.objects.visible_to(request.user).last_verified()
    return listing.render("accounts/trail_list.html", verified=verified)


@require_POST
@allow("accounts.trail")
def trail_verify(request: SignedInRequest) -> HttpResponse:
    """Ask for the walk along the chain of entries; a job says how far it is, the trail how it ended."""
    return redirect("accounts:job_detail", chain.request(by=request.user).pk)


@require_safe
@allow("accounts.jobs")
def job_list(request: SignedInRequest) -> HttpResponse:
    """Background jobs, latest first."""
    rows = Job.objects.visible_to(request.user).select_related("created_by")
    empty = _("Imports, exports and reports that run behind the pages are listed here.")
    named = request.user.sees_programme
    table, filters = (JobTable, JobFilters) if named else (TechnicalJobTable, TechnicalJobFilters)
    listing = Listing(request, rows, table=table, filters=filters, title=_("Jobs"), empty_text=empty)
    return listing.render("accounts/job_list.html")


@require_safe
@allow("accounts.jobs")
def job_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One job and how far it is; htmx asks for the progress alone."""
    job = get_object_or_404(Job.objects.visible_to(request.user).select_related("created_by"), pk=pk)
    template = "accounts/_parts/progress.html" if request.htmx else "accounts/job_detail.html"
    page = {
        "job": job,
        "title": jobs.called(job, request.user),
        "error": jobs.why_failed(job, request.user),
        "may_open": may_open(request.user, job.result_url),
    }
    return render(request, template, page)


@require_POST
@allow("accounts.jobs")
def job_retry(request: SignedInRequest, pk: int) -> HttpResponse:
    """Queue a failed job again."""
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    return make_move(request, job, actions.retry_job, done=_("Queued again."), to=reverse("accounts:job_list"))
