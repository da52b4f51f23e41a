"""Yearly figures: the ledger and the form."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import SignedInRequest, allow, one_at_a_time
from accounts.lists.listing import Listing
from accounts.pages import back_to, record
from villages.actions.year import save_year
from villages.filters.year import YearFilters
from villages.forms.year import YearForm
from villages.models import VillageYear
from villages.overviews.growth import without_baseline
from villages.tables.year import YearTable


@require_safe
@allow("villages.view")
def year_list(request: SignedInRequest) -> HttpResponse:
    """The yearly figures that the user sees."""
    may_change = request.user.may("villages.change")
    rows = VillageYear.objects.visible_to(request.user).select_related("village__town")
    listing = Listing(
        request,
        rows,
        table=YearTable,
        filters=YearFilters,
        title=_("Yearly figures"),
        create_url=reverse("villages:year_create") if may_change else "",
        create_label=_("Enter yearly figures"),
        empty_text=_("No yearly figures yet. They can also be imported, a whole county at once."),
        columns_out=() if may_change else ("change",),
    )
    return listing.render(register="village_years")


@allow("villages.change")
def year_create(request: SignedInRequest) -> HttpResponse:
    """Enter a village's figures of a year; `?village=` sets the village."""
    form = YearForm(
        request.POST or None, user=request.user, initial={"village": request.GET.get("village")}
    )
    more = {
        "title": _("Enter yearly figures"),
        "parents": [(_("Yearly figures"), reverse("villages:year_list"))],
    }
    return _form(request, form, VillageYear(), "form.html", **more)


@allow("villages.change")
@one_at_a_time
def year_update(request: SignedInRequest, pk: int) -> HttpResponse:
    """Correct a village's figures of a year."""
    year = get_object_or_404(
        VillageYear.objects.visible_to(request.user).select_related("village__town"), pk=pk
    )
    form = YearForm(request.POST or None, user=request.user, instance=year)
    return _form(request, form, year, "villages/year_update.html", **record(year, request.user))


def _form(
    request: SignedInRequest, form: YearForm, year: VillageYear, template: str, **more: Any
) -> HttpResponse:
    back = back_to(request, reverse("villages:year_list"))
    if form.is_valid():
        try:
            saved = save_year(form.save(commit=False), by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The figures have been saved."))
            if missing := without_baseline(saved):
                messages.info(request, missing)
            return redirect(back)
    page = {"form": form, "year": year, "cancel_url": back, **more}
    return render(request, template, page, status=form.status)
