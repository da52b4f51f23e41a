"""Several people at once: proposed together, approved by one document, their terms renewed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import ngettext

from accounts.access import SignedInRequest, allow
from accounts.models import User
from accounts.moves import MoveRefused
from officers import actions
from officers.forms import PeopleForm, ProposalsForm, RenewalsForm
from officers.models import Appointment, Registration

# How long before its last day a term is offered for renewal.
AHEAD_DAYS = 180


@allow("appointments.propose")
def appointment_propose_many(request: SignedInRequest) -> HttpResponse:
    """Propose all who have been cleared, in one step."""
    rows = ready_to_propose(request.user)
    form = ProposalsForm(request.POST or None, rows=rows, picked=request.GET.getlist("people"))

    def act(people: Any, **values: Any) -> str:
        count = len(actions.propose_many(people, by=request.user, **values))
        return (
            ngettext("%d person has been proposed.", "%d people have been proposed.", count) % count
        )

    return _carry_out(request, form, act, "officers/appointment_propose_many.html")


@allow("appointments.approve")
def appointment_approve_many(request: SignedInRequest) -> HttpResponse:
    """Approve several proposals by one document; who proposed one can't."""
    rows = ready_to_approve(request.user)
    form = PeopleForm(request.POST or None, rows=rows, picked=request.GET.getlist("people"))

    def act(people: Any) -> str:
        terms = actions.approve_many(people, by=request.user)
        words = ngettext(
            "%(count)d appointment takes effect: %(number)s.",
            "%(count)d appointments take effect: %(number)s.",
            len(terms),
        )
        return words % {"count": len(terms), "number": terms[0].document_number}

    return _carry_out(request, form, act, "officers/appointment_approve_many.html")


@allow("appointments.propose")
def appointment_renew_many(request: SignedInRequest) -> HttpResponse:
    """Propose the next term of those whose present one ends soon."""
    rows = ready_to_renew(request.user)
    form = RenewalsForm(request.POST or None, rows=rows, picked=request.GET.getlist("people"))

    def act(people: Any, **values: Any) -> str:
        count = len(actions.renew_many(people, by=request.user, **values))
        return (
            ngettext("%d renewal has been proposed.", "%d renewals have been proposed.", count)
            % count
        )

    return _carry_out(request, form, act, "officers/appointment_renew_many.html")


def ready_to_propose(user: User) -> QuerySet[Registration]:
    """The candidates in sight who can be proposed: cleared, or only reviewed where no publicity is
    required.
    """
    states = [Registration.State.CLEARED]
    if not actions.publicity_asked():
        states += [
            Registration.State.REVIEWED,
            Registration.State.INSPECTED,
            Registration.State.RESERVE,
        ]
    rows = Registration.objects.visible_to(user).filter(state__in=states)
    if actions.inspection_asked():
        rows = rows.filter(inspection__suitable=True)
    return rows.select_related("officer__enterprise").order_by("pk")


def ready_to_approve(user: User) -> QuerySet[Appointment]:
    """The proposals in sight that other users made."""
    waiting = Appointment.objects.visible_to(user).filter(state=Appointment.State.PROPOSED)
    return waiting.exclude(proposed_by=user).select_related("officer__enterprise").order_by("pk")


def ready_to_renew(user: User) -> QuerySet[Appointment]:
    """The terms in sight that end soon, or have expired lately, and that no other follows."""
    today, span, visible_terms = (
        localdate(),
        timedelta(days=AHEAD_DAYS),
        Appointment.objects.visible_to(user),
    )
    ending = Q(state=Appointment.State.ACTIVE, ends_on__range=(today, today + span))
    expired = Q(state=Appointment.State.EXPIRED, ends_on__gte=today - span)
    next_terms = visible_terms.filter(
        officer=OuterRef("officer"), starts_on__gt=OuterRef("starts_on")
    )
    rows = visible_terms.filter(ending | expired).exclude(
        Exists(next_terms.exclude(state=Appointment.State.REJECTED))
    )
    return rows.select_related("officer__enterprise").order_by("ends_on", "pk")


def _carry_out(
    request: SignedInRequest, form: PeopleForm, act: Callable[..., str], template: str
) -> HttpResponse:
    """Run `act` over the people chosen and go to the ledger, or show the form with its errors."""
    if form.is_valid():
        try:
            message = act(**form.cleaned_data)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, message)
            return redirect("officers:appointment_list")
    return show_form(request, form, template)


def show_form(
    request: SignedInRequest, form: PeopleForm, template: str, **context: Any
) -> HttpResponse:
    """The form of a step that several people take together."""
    has_people = bool(form.initial["people"])
    page = {
        "form": form,
        "has_people": has_people,
        "cancel_url": reverse("officers:appointment_list"),
        **context,
    }
    return render(request, template, page)
