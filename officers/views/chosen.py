"""People ticked in a ledger: the form of the step opens over them, and names those who can't take
it, and why.
"""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.access import SignedInRequest, allow
from accounts.lists import bulk
from accounts.lists.bulk import Refused
from accounts.papers import request as request_papers
from officers import actions, papers
from officers.filters import AppointmentFilters, RegistrationFilters
from officers.forms import PeopleForm, ProposalsForm, PublicityForm, RenewalsForm
from officers.models import Appointment, Registration
from officers.views import proposals, publicity

CANDIDATES: dict[str, Any] = {
    "filters": RegistrationFilters,
    "ledger": "officers:registration_list",
}
TERMS: dict[str, Any] = {"filters": AppointmentFilters, "ledger": "officers:appointment_list"}


@require_POST
@allow("registrations.register")
def registration_submit_chosen(request: SignedInRequest) -> HttpResponse:
    """Submit all chosen drafts for review."""
    return bulk.run(request, _candidates(request), actions.submit, label=_("Submit"), **CANDIDATES)


@require_POST
@allow("publicities.run")
def publicity_choose(request: SignedInRequest) -> HttpResponse:
    """Draw up a publicity over the chosen candidates."""

    def show(rows: QuerySet[Registration], left_out: list[Refused]) -> HttpResponse:
        form = PublicityForm(rows=rows, picked=_keys(rows))
        form_url = reverse("officers:publicity_create")
        return publicity.show_form(request, form, left_out=left_out, form_url=form_url)

    ready = publicity.ready_to_publicise(request.user)
    return bulk.choose(request, _candidates(request), show, ready=ready, why=_lacking, **CANDIDATES)


@require_POST
@allow("appointments.propose")
def appointment_propose_chosen(request: SignedInRequest) -> HttpResponse:
    """Propose the chosen candidates together."""
    return _open(
        request,
        _candidates(request),
        ProposalsForm,
        "appointment_propose_many",
        ready=proposals.ready_to_propose(request.user),
        why=_lacking,
        **CANDIDATES,
    )


@require_POST
@allow("appointments.approve")
def appointment_approve_chosen(request: SignedInRequest) -> HttpResponse:
    """Approve the chosen proposals by one document."""

    def why(row: Appointment) -> str:
        return (
            _("You proposed it yourself")
            if row.state == Appointment.State.PROPOSED
            else _state(row)
        )

    ready = proposals.ready_to_approve(request.user)
    return _open(
        request,
        _terms(request),
        PeopleForm,
        "appointment_approve_many",
        ready=ready,
        why=why,
        **TERMS,
    )


@require_POST
@allow("appointments.propose")
def appointment_renew_chosen(request: SignedInRequest) -> HttpResponse:
    """Propose the next term of the chosen officers."""

    def why(row: Appointment) -> str:
        if row.state != Appointment.State.ACTIVE:
            return _state(row)
        if row.renewals.exclude(state=Appointment.State.REJECTED).exists():
            return _("The next term has already been proposed")
        return _("The term runs to %s") % row.ends_on

    ready = proposals.ready_to_renew(request.user)
    return _open(
        request,
        _terms(request),
        RenewalsForm,
        "appointment_renew_many",
        ready=ready,
        why=why,
        **TERMS,
    )


@require_POST
@allow("appointments.propose")
def appointment_letters_chosen(request: SignedInRequest) -> HttpResponse:
    """The letters of the chosen terms in one archive, made by a job, to edit."""
    return _letters(request, "docx")


@require_POST
@allow("appointments.propose")
def appointment_letters_chosen_pdf(request: SignedInRequest) -> HttpResponse:
    """The same, to print."""
    return _letters(request, "pdf")


def _letters(request: SignedInRequest, file_format: str) -> HttpResponse:
    def show(rows: QuerySet[Appointment], left_out: list[Refused]) -> HttpResponse:
        if left_out:
            words = ngettext(
                "%d term has not been decided on: there is no letter of it.",
                "%d terms have not been decided on: there are no letters of them.",
                len(left_out),
            )
            messages.warning(request, words % len(left_out))
        keys = list(rows.values_list("pk", flat=True))
        return redirect(
            "accounts:job_detail",
            request_papers(papers.LETTER, keys, file_format, by=request.user).pk,
        )

    ready = papers.appointed(request.user)
    return bulk.choose(request, _terms(request), show, ready=ready, why=_state, **TERMS)


def _open(
    request: SignedInRequest, rows: QuerySet[Any], form: type[PeopleForm], name: str, **choice: Any
) -> HttpResponse:
    def show(ready: QuerySet[Any], left_out: list[Refused]) -> HttpResponse:
        opened = form(rows=ready, picked=_keys(ready))
        context = {"left_out": left_out, "form_url": reverse(f"officers:{name}")}
        return proposals.show_form(request, opened, f"officers/{name}.html", **context)

    return bulk.choose(request, rows, show, **choice)


def _candidates(request: SignedInRequest) -> QuerySet[Registration]:
    return Registration.objects.visible_to(request.user).select_related("officer", "inspection")


def _terms(request: SignedInRequest) -> QuerySet[Appointment]:
    return Appointment.objects.visible_to(request.user).select_related("officer")


def _keys(rows: QuerySet[Any]) -> list[str]:
    return [str(key) for key in rows.values_list("pk", flat=True)]


def _lacking(row: Registration) -> str:
    """The stage that a candidate has left out, else the state."""
    uninspected = (
        row.state in Registration.MOVES["fail_inspection"].sources and not row.is_inspected
    )
    return (
        _("The inspection is not on file")
        if uninspected and actions.inspection_asked()
        else _state(row)
    )


def _state(row: Any) -> str:
    return str(row.get_state_display())
