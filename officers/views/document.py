"""The register of document numbers."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SignedInRequest, allow
from accounts.lists.listing import Listing
from accounts.moves import MoveRefused
from accounts.pages import make_move_with_reason, record
from officers import actions
from officers.filters import DocumentFilters
from officers.forms import OutsideForm
from officers.models import Appointment, DocumentNumber
from officers.tables import DocumentTable


@require_safe
@allow("registrations.view")
def document_number_list(request: SignedInRequest) -> HttpResponse:
    """All numbers, the latest first; none is missing."""
    listing = Listing(
        request,
        DocumentNumber.objects.visible_to(request.user).select_related("taken_by"),
        table=DocumentTable,
        filters=DocumentFilters,
        title=_("Document numbers"),
        empty_text=_("No number has been taken yet: that happens when an appointment is approved."),
    )
    return listing.render(
        "officers/document_number_list.html", may_change=request.user.may("appointments.propose")
    )


@require_safe
@allow("registrations.view")
def document_number_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One number and the terms that rest on it."""
    row = _get_number_or_404(request, pk)
    resting = Q(document=row) | Q(end_document=row)
    terms = (
        Appointment.objects.visible_to(request.user)
        .filter(resting)
        .select_related("officer", "batch")
    )
    page = {"document": row, "appointments": terms, **record(row, request.user)}
    return render(request, "officers/document_number_detail.html", page)


@require_POST
@allow("appointments.propose")
def document_number_void(request: SignedInRequest, pk: int) -> HttpResponse:
    """Void a number; it stays in the register."""
    done = _("The number is void. Terms that still run under it have taken the next one.")
    return make_move_with_reason(request, _get_number_or_404(request, pk), actions.void, done=done)


@allow("appointments.propose")
def document_number_create(request: SignedInRequest) -> HttpResponse:
    """Enter the numbers that were used outside the system."""
    last = actions.latest_measures()
    form = OutsideForm(
        request.POST or None, initial={"series": last.document_prefix if last else ""}
    )
    if form.is_valid():
        try:
            count = actions.record_outside(by=request.user, **form.cleaned_data)
        except MoveRefused as refusal:
            form.add_error("up_to", str(refusal))
        else:
            messages.success(
                request,
                ngettext("%d number has been entered.", "%d numbers have been entered.", count)
                % count,
            )
            return redirect("officers:document_number_list")
    page = {"form": form, "cancel_url": reverse("officers:document_number_list")}
    return render(request, "officers/document_number_create.html", page)


def _get_number_or_404(request: SignedInRequest, pk: int) -> DocumentNumber:
    return get_object_or_404(
        DocumentNumber.objects.visible_to(request.user).select_related("taken_by"), pk=pk
    )
