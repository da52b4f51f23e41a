"""Terms of office: the ledger, the record and one door a move."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SignedInRequest, allow
from accounts.lists import bulk
from accounts.lists.listing import Listing
from accounts.pages import make_move, make_move_with_reason, record, refusal_page
from accounts.papers import MOST
from accounts.papers import request as request_papers
from officers import actions, papers
from officers.filters import AppointmentFilters
from officers.models import Appointment
from officers.tables import AppointmentTable
from officers.views.proposals import AHEAD_DAYS, ready_to_renew


@require_safe
@allow("appointments.view")
def appointment_list(request: SignedInRequest) -> HttpResponse:
    rows = Appointment.objects.visible_to(request.user).select_related(
        "officer__enterprise", "batch"
    )
    listing = Listing(
        request,
        rows,
        table=AppointmentTable,
        filters=AppointmentFilters,
        title=_("Appointments"),
        empty_text=_(
            "No appointment yet: one is proposed on the page of a registration that has passed the "
            "review."
        ),
        bulk=bulk.offer(
            request.user,
            officers__appointment_approve_chosen=_("Approve proposals"),
            officers__appointment_letters_chosen=_("Make letters (DOCX)"),
            officers__appointment_letters_chosen_pdf=_("Make letters (PDF)"),
            officers__appointment_renew_chosen=_("Propose renewals"),
        ),
    )
    letters = papers.LETTER if request.user.may(papers.LETTER.permission) else None
    may = {"may_renew": "appointments.propose", "may_approve": "appointments.approve"}
    return listing.render(
        "officers/appointment_list.html",
        letters=letters,
        **{name: request.user.may(permission) for name, permission in may.items()},
    )


@require_POST
@allow("appointments.propose")
def appointment_letters(request: SignedInRequest) -> HttpResponse:
    """The letters of all terms of the list, as the address narrows it, in one archive."""
    rows = AppointmentFilters(
        request.GET, queryset=papers.appointed(request.user), request=request
    ).qs
    keys = list(rows.values_list("pk", flat=True)[:MOST])
    if not keys:
        refusal = _(
            "No term of this list has been decided on yet. A letter is written once the leader has "
            "approved."
        )
        return refusal_page(request, refusal, reverse("officers:appointment_list"))
    file_format = "pdf" if request.POST.get("format") == "pdf" else "docx"
    return redirect(
        "accounts:job_detail", request_papers(papers.LETTER, keys, file_format, by=request.user).pk
    )


@require_safe
@allow("appointments.view")
def appointment_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    appointment = _get_appointment_or_404(request, pk)
    shared = record(appointment, request.user, notes=request.user.may("officers.restricted"))
    linked = appointment.registration_id is not None and request.user.may("registrations.view")
    soon = appointment.ends_on <= localdate() + timedelta(days=AHEAD_DAYS) and request.user.may(
        "appointments.propose"
    )
    renewable = soon and ready_to_renew(request.user).filter(pk=pk).exists()
    page = {
        "appointment": appointment,
        "may_open_registration": linked,
        "may_renew": renewable,
        **shared,
    }
    return render(request, "officers/appointment_detail.html", page)


# Who decides depends on the measures, so that the next two doors are as wide as the page, and the
# moves are asked.
@require_POST
@allow("appointments.view")
def appointment_approve(request: SignedInRequest, pk: int) -> HttpResponse:
    return make_move(
        request,
        _get_appointment_or_404(request, pk),
        actions.approve,
        done=_("The appointment takes effect."),
    )


@require_POST
@allow("appointments.view")
def appointment_reject(request: SignedInRequest, pk: int) -> HttpResponse:
    return make_move_with_reason(
        request,
        _get_appointment_or_404(request, pk),
        actions.reject,
        done=_("The proposal has been rejected."),
    )


@require_POST
@allow("appointments.end")
def appointment_suspend(request: SignedInRequest, pk: int) -> HttpResponse:
    """Suspend the term."""
    return make_move_with_reason(
        request,
        _get_appointment_or_404(request, pk),
        actions.suspend,
        done=_("The officer is suspended."),
    )


@require_POST
@allow("appointments.end")
def appointment_resume(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let the term go on."""
    return make_move(
        request,
        _get_appointment_or_404(request, pk),
        actions.resume,
        done=_("The officer is in office again."),
    )


def _get_appointment_or_404(request: SignedInRequest, pk: int) -> Appointment:
    rows = Appointment.objects.visible_to(request.user)
    return get_object_or_404(
        rows.select_related(
            "officer__enterprise", "batch", "measures", "end_document", "proposed_by", "approved_by"
        ),
        pk=pk,
    )
