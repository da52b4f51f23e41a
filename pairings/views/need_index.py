"""Pages of the need index: the ranking, one village explained, a batch chosen, and what rankings
were frozen.
"""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.access import SignedInRequest, allow
from accounts.lists.listing import Listing
from pairings.actions import need_index as actions
from pairings.forms import ChooseVillagesForm
from pairings.matching.village_needs import Need, frozen_needs, needs, rules
from pairings.models import NeedIndex, NeedScore
from pairings.tables.need_index import FrozenNeedTable, NeedIndexTable, NeedTable
from villages.models import Village

AT_MOST = 500


@require_safe
@allow("needs.view")
def need_list(request: SignedInRequest) -> HttpResponse:
    """The villages in sight by need; ranks count over the whole county."""
    measures = rules()
    rows: Any = _in_sight(request, needs(measures))
    listing = Listing(
        request,
        rows,
        table=NeedTable,
        title=_("Need index"),
        create_url=reverse("pairings:need_choose") if request.user.may("needs.choose") else "",
        create_label=_("Choose villages"),
        empty_text=_(
            "No village is visible to you. Villages come with the national list: run "
            "import_divisions."
        ),
    )
    context = {"measures": measures, "may_open_frozen": request.user.may("needs.frozen")}
    return listing.render("pairings/need_list.html", **context)


@require_safe
@allow("needs.view")
def need_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Why a village ranks where it does."""
    village = get_object_or_404(
        Village.objects.visible_to(request.user).select_related("town"), pk=pk
    )
    measures = rules()
    ranking = needs(measures)
    need = next((row for row in ranking if row.pk == village.pk), None)
    if need is None:
        raise Http404
    page = {
        "village": village,
        "need": need,
        "measures": measures,
        "of": sum(row.rank is not None for row in ranking),
    }
    return render(request, "pairings/need_detail.html", page)


@allow("needs.choose")
def need_choose(request: SignedInRequest) -> HttpResponse:
    """Take the neediest `?count=` villages, or others with a reason, into the programme."""
    ranking = needs(rules())
    candidates = [row for row in ranking if not row.in_programme]
    count = _count(request)
    first = [row.pk for row in candidates[:count] if row.rank]
    form = ChooseVillagesForm(request.POST or None, user=request.user, initial={"villages": first})
    index = form.run(actions.choose, by=request.user) if form.is_valid() else None
    if index:
        taken = index.scores.filter(chosen=True).count()
        message = ngettext(
            "%d village has joined the programme.", "%d villages have joined the programme.", taken
        )
        messages.success(request, message % taken)
        return redirect("pairings:ranking_detail", index.pk)
    page = {"form": form, "candidates": candidates, "count": count, "chosen": form.chosen()}
    return render(request, "pairings/need_choose.html", page)


@require_safe
@allow("needs.frozen")
def ranking_list(request: SignedInRequest) -> HttpResponse:
    """The rankings that batches of villages were chosen from."""
    rows = NeedIndex.objects.visible_to(request.user).select_related("measures", "frozen_by")
    listing = Listing(
        request,
        rows.annotate(villages=Count("scores", filter=Q(scores__chosen=True))),
        table=NeedIndexTable,
        title=_("Frozen need indexes"),
        empty_text=_("No batch of villages has been chosen from the need index yet."),
    )
    return listing.render(parents=[(_("Need index"), reverse("pairings:need_list"))])


@require_safe
@allow("needs.frozen")
def ranking_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One frozen ranking."""
    indexes = NeedIndex.objects.visible_to(request.user).select_related("measures", "frozen_by")
    index = get_object_or_404(indexes, pk=pk)
    scores = (
        NeedScore.objects.visible_to(request.user)
        .filter(index=index)
        .select_related("village__town")
    )
    rows: Any = frozen_needs(scores)
    listing = Listing(request, rows, table=FrozenNeedTable, title=_("Need index of %s") % index)
    return listing.render(
        "pairings/ranking_detail.html", index=index, taken=sum(row.chosen for row in rows)
    )


def _in_sight(request: SignedInRequest, ranking: list[Need]) -> list[Need]:
    mine = Village.objects.visible_to(request.user).filter(town__county_code=settings.COUNTY_CODE)
    seen = set(mine.values_list("pk", flat=True))
    return [row for row in ranking if row.pk in seen]


def _count(request: SignedInRequest) -> int:
    count_text = request.GET.get("count", "")
    return (
        min(int(count_text), AT_MOST)
        if count_text.isascii() and count_text.isdigit() and len(count_text) < 10
        else 0
    )
