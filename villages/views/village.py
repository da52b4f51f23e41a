"""Villages: the list, the record, and the form for the fields that the office adds."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import SignedInRequest, allow, one_at_a_time
from accounts.lists.listing import Listing
from accounts.pages import back_to, form_page, record, record_url
from accounts.tabs import tabs_of
from villages.actions.village import save_village
from villages.filters.village import VillageFilters
from villages.forms.village import VillageForm
from villages.models import Village
from villages.overviews.board import open_demands
from villages.tables.village import VillageTable


@require_safe
@allow("villages.view")
def village_list(request: SignedInRequest) -> HttpResponse:
    """The villages that the user sees."""
    rows = Village.objects.visible_to(request.user).select_related("town")
    rows = rows.annotate(open_demands=open_demands())
    listing = Listing(
        request,
        rows,
        table=VillageTable,
        filters=VillageFilters,
        title=_("Villages"),
        empty_text=_(
            "No village is visible to you. Villages come with the national list: run "
            "import_divisions."
        ),
    )
    return listing.render(register="villages")


@require_safe
@allow("villages.view")
def village_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One village: its details and officer, and tabs with figures, demands and more."""
    user = request.user
    village = _get_village(request, pk)
    page = {
        "village": village,
        # By name, since pairings is a higher app.
        "serving": village.pairings.visible_to(user).current().select_related("officer"),
        "may_change": user.may("villages.change"),
        "may_raise": user.may("demands.raise"),
        "may_open_need": user.may("needs.view")
        and village.town.county_code == settings.COUNTY_CODE,
    }
    return render(
        request,
        "villages/village_detail.html",
        page | record(village, user) | tabs_of(request, village),
    )


@allow("villages.change")
@one_at_a_time
def village_update(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change the fields that the office adds to a village."""
    village = _get_village(request, pk)
    form = VillageForm(request.POST or None, instance=village)
    back = back_to(request, reverse("villages:village_detail", args=[pk]))
    if form.is_valid():
        save_village(village, by=request.user)
        messages.success(request, _("The village has been saved."))
        return redirect(back)
    return form_page(
        request,
        form,
        title=village,
        parents=[(_("Villages"), reverse("villages:village_list")), (village, record_url(village))],
        step=_("Change"),
        cancel_url=back,
        status=form.status,
    )


def _get_village(request: SignedInRequest, pk: int) -> Village:
    return get_object_or_404(Village.objects.visible_to(request.user).select_related("town"), pk=pk)
