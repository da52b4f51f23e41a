"""People: the ledger and the record."""

from django.contrib import messages
from django.db.models import OuterRef, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SignedInRequest, allow
from accounts.lists.listing import Listing
from accounts.moves import MoveRefused
from accounts.pages import back_to, posted_text, record, record_url, refusal_page
from accounts.sessions.sudo import asks_password
from accounts.tabs import tabs_of
from officers import actions
from officers.filters import OfficerFilters
from officers.models import Appointment, Officer, Registration
from officers.tables import OfficerTable
from officers.views.registration_page import masked_phone

RESTRICTED_COLUMNS = ("political_affiliation",)


@require_safe
@allow("officers.view")
def officer_list(request: SignedInRequest) -> HttpResponse:
    """Officers and candidates, as far as the user sees them."""
    serving = (
        Appointment.objects.visible_to(request.user)
        .in_office(localdate())
        .filter(officer=OuterRef("pk"))
    )
    rows = Officer.objects.visible_to(request.user).select_related("enterprise")
    listing = Listing(
        request,
        rows.annotate(in_office_until=Subquery(serving.values("ends_on")[:1])),
        table=OfficerTable,
        filters=OfficerFilters,
        title=_("Officers"),
        empty_text=_("No officer is visible to you yet."),
        columns_out=() if request.user.may("officers.restricted") else RESTRICTED_COLUMNS,
    )
    return listing.render(
        "officers/officer_list.html", may_find=request.user.may("officers.reveal")
    )


@require_safe
@allow("officers.view")
def officer_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One person: the details, and what else there is about them in tabs."""
    user = request.user
    officer = get_object_or_404(
        Officer.objects.visible_to(user).select_related("enterprise"), pk=pk
    )
    restricted = user.may("officers.restricted")
    registrations = officer.registrations.visible_to(user)
    return render(
        request,
        "officers/officer_detail.html",
        {
            "officer": officer,
            "phone": masked_phone(officer),
            "restricted": restricted,
            "may_register": user.may("registrations.register")
            and not registrations.exclude(state__in=Registration.CLOSED).exists(),
            "may_reveal": user.may("officers.reveal"),
            "may_enter_resources": user.may("officers.resources"),
            **record(officer, user, notes=restricted),
            **tabs_of(request, officer),
        },
    )


@require_POST
@allow("registrations.register")
def officer_register_again(request: SignedInRequest, pk: int) -> HttpResponse:
    """Open another registration of a person on file."""
    officer = get_object_or_404(Officer.objects.visible_to(request.user), pk=pk)
    try:
        registration = actions.register_again(officer, by=request.user)
    except MoveRefused as refusal:
        return refusal_page(request, refusal, record_url(officer))
    messages.success(
        request,
        _("A new draft has been opened. Enter the date of the willingness, then submit it."),
    )
    return redirect("officers:registration_update", registration.pk)


@require_POST
@allow("officers.reveal")
@asks_password
def officer_reveal(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a person's numbers in full, once; the answer to a POST is kept by no browser."""
    officer = get_object_or_404(Officer.objects.visible_to(request.user), pk=pk)
    back = back_to(request, reverse("officers:officer_detail", args=[pk]))
    try:
        numbers = actions.reveal(officer, by=request.user, reason=posted_text(request, "reason"))
    except MoveRefused as refusal:
        return refusal_page(request, refusal, back)
    page = {"officer": officer, "numbers": numbers, "back": back}
    response = render(request, "officers/officer_reveal.html", page)
    response["Cache-Control"] = "no-store"
    return response
