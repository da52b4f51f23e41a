from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SignedInRequest, allow
from accounts.actions import verification
from accounts.filters import TechnicalTrailFilters, TrailFilters
from accounts.lists.listing import Listing
from accounts.models import TrailEntry
from accounts.tables import TechnicalTrailTable, TrailTable


@require_safe
@allow("accounts.trail")
def trail_list(request: SignedInRequest) -> HttpResponse:
    """Every act, latest first."""
    entries = TrailEntry.objects.visible_to(request.user).order_by("-pk")
    named = request.user.sees_programme
    table, filters = (
        (TrailTable, TrailFilters) if named else (TechnicalTrailTable, TechnicalTrailFilters)
    )
    listing = Listing(request, entries, table=table, filters=filters, title=_("Trail"))
    verified = TrailEntry.objects.visible_to(request.user).last_verified()
    return listing.render("accounts/trail_list.html", verified=verified)


@require_POST
@allow("accounts.trail")
def trail_verify(request: SignedInRequest) -> HttpResponse:
    """Queue the verification of the chain and show its job; the result is in the trail."""
    return redirect("accounts:job_detail", verification.request(by=request.user).pk)
