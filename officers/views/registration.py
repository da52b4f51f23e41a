"""Registrations: the ledger, the form, the page and one door a move."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SignedInRequest, allow, one_at_a_time
from accounts.lists import bulk
from accounts.lists.listing import Listing
from accounts.moves import MoveRefused
from accounts.pages import make_move, make_move_with_reason
from officers import actions
from officers.filters import RegistrationFilters
from officers.forms import ProposalForm, RegistrationForm
from officers.models import Registration
from officers.tables import RegistrationTable
from officers.views.registration_page import registration_page, seen_registrations


@require_safe
@allow("registrations.view")
def registration_list(request: SignedInRequest) -> HttpResponse:
    rows = Registration.objects.visible_to(request.user)
    listing = Listing(
        request,
        rows.select_related("officer__enterprise", "batch", "registered_by"),
        table=RegistrationTable,
        filters=RegistrationFilters,
        title=_("Registrations"),
        create_url=reverse("officers:registration_create")
        if request.user.may("registrations.register")
        else "",
        create_label=_("Register a candidate"),
        empty_text=_("No one has been registered yet."),
        bulk=bulk.offer(
            request.user,
            officers__registration_submit_chosen=_("Submit"),
            officers__registration_pass_chosen=_("Pass the review"),
            officers__publicity_choose=_("Publicise"),
            officers__appointment_propose_chosen=_("Propose for appointment"),
        ),
    )
    may = {"may_publicise": "publicities.run", "may_propose": "appointments.propose"}
    return listing.render(
        "officers/registration_list.html",
        **{name: request.user.may(permission) for name, permission in may.items()},
    )


@allow("registrations.register")
def registration_create(request: SignedInRequest) -> HttpResponse:
    form = RegistrationForm(request.POST or None)

    def act() -> Registration:
        return actions.register(
            by=request.user, id_number=form.cleaned_data["id_number"], **form.values()
        )

    if form.is_valid() and (registration := _run_or_add_errors(form, act)):
        messages.success(
            request, _("The candidate has been registered. Submit the registration for review.")
        )
        return redirect("officers:registration_detail", registration.pk)
    return render(
        request,
        "officers/registration_create.html",
        _form_page(form, reverse("officers:registration_list")),
    )


@allow("registrations.register")
@one_at_a_time
def registration_update(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a registration that hasn't been submitted, or has been returned."""
    registration = _get_registration_or_404(request, pk)
    form = RegistrationForm(request.POST or None, registration=registration)

    def act() -> Registration:
        return actions.update_registration(registration, by=request.user, **form.values())

    if form.is_valid() and _run_or_add_errors(form, act):
        messages.success(request, _("The registration has been changed."))
        return redirect("officers:registration_detail", pk)
    page = _form_page(form, reverse("officers:registration_detail", args=[pk]))
    page["registration"] = registration
    return render(request, "officers/registration_update.html", page, status=form.status)


@require_safe
@allow("registrations.view")
def registration_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One registration: the application, and the box in which it's decided. Who may review it has
    opened it now.
    """
    registration = _get_registration_or_404(request, pk)
    if registration.state == Registration.State.SUBMITTED and registration.opened_at is None:
        actions.open_for_review(registration, by=request.user)
        registration = _get_registration_or_404(request, pk)
    return registration_page(request, registration)


@require_POST
@allow("registrations.register")
def registration_submit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Hand in for review."""
    return make_move(
        request,
        _get_registration_or_404(request, pk),
        actions.submit,
        done=_("The registration is waiting for review."),
    )


@require_POST
@allow("registrations.register")
def registration_recall(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take back before the review."""
    return make_move(
        request,
        _get_registration_or_404(request, pk),
        actions.recall,
        done=_("The registration is a draft again."),
    )


@require_POST
@allow("registrations.review")
def registration_disqualify(request: SignedInRequest, pk: int) -> HttpResponse:
    """Find after an upheld objection that the candidate doesn't qualify."""
    done = _("The candidate has not passed.")
    return make_move_with_reason(
        request, _get_registration_or_404(request, pk), actions.disqualify, done=done
    )


@require_POST
@allow("appointments.propose")
def registration_reserve(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep for a later batch."""
    return make_move_with_reason(
        request,
        _get_registration_or_404(request, pk),
        actions.reserve,
        done=_("The candidate is in reserve."),
    )


@require_POST
@allow("registrations.register")
def registration_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Record that the candidate withdraws."""
    return make_move_with_reason(
        request,
        _get_registration_or_404(request, pk),
        actions.withdraw,
        done=_("The registration has been withdrawn."),
    )


@require_POST
@allow("appointments.propose")
def registration_propose(request: SignedInRequest, pk: int) -> HttpResponse:
    registration = _get_registration_or_404(request, pk)
    form = ProposalForm(request.POST)
    if not form.is_valid():
        return registration_page(request, registration, proposal=form)
    done = _("The appointment is waiting for approval.")
    return make_move(request, registration, actions.propose, done=done, **form.cleaned_data)


def _get_registration_or_404(request: SignedInRequest, pk: int) -> Registration:
    return get_object_or_404(seen_registrations(request.user), pk=pk)


def _run_or_add_errors(
    form: RegistrationForm, act: Callable[[], Registration]
) -> Registration | None:
    """What `act` returns, or None where it is refused: the reasons are then errors of the form."""
    try:
        return act()
    except actions.AlreadyKnown as refusal:
        form.add_error("id_number", str(refusal))
        form.known = refusal.officer
    except ValidationError as refusal:
        form.add_error(None, refusal)
    except MoveRefused as refusal:
        form.add_error(None, str(refusal))
    return None


def _form_page(form: RegistrationForm, cancel_url: str) -> dict[str, Any]:
    return {"form": form, "cancel_url": cancel_url, "known": form.known, "namesake": form.namesake}
