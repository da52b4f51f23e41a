"""Pages of the towns' liaisons."""

from django.contrib import messages
from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SignedInRequest, allow
from accounts.lists.listing import Listing
from accounts.models import Town, User
from accounts.pages import back_to, make_move_with_reason, record
from pairings.actions import liaison as actions
from pairings.filters.support import LiaisonFilters
from pairings.forms import LeaveForm, LiaisonForm
from pairings.models import HandOver, Liaison, Pairing
from pairings.tables.support import LiaisonTable
from villages.models import Village


@require_safe
@allow("liaisons.view")
def liaison_list(request: SignedInRequest) -> HttpResponse:
    """The towns of the programme with who answers for them."""
    may_name = request.user.may("liaisons.change")
    listing = Listing(
        request,
        _towns(request.user),
        table=LiaisonTable,
        filters=LiaisonFilters,
        title=_("Town liaisons"),
        create_url=reverse("pairings:liaison_create") if may_name else "",
        create_label=_("Name a liaison"),
        empty_text=_("No village is in the programme yet, so no town needs a liaison."),
    )
    return listing.render()


def _towns(user: User) -> QuerySet[Town]:
    current = Liaison.objects.visible_to(user).current().filter(town=OuterRef("pk"))
    pairs = Pairing.objects.visible_to(user).current().filter(village__town=OuterRef("pk"))
    waiting = HandOver.objects.visible_to(user).waiting().filter(town=OuterRef("pk"))
    rows = Town.objects.visible_to(user).filter(
        Exists(Village.objects.visible_to(user).in_programme().filter(town=OuterRef("pk")))
    )
    return rows.annotate(
        liaison_key=Subquery(current.values("pk")[:1]),
        who=Subquery(current.values("user__full_name")[:1]),
        liaison_post=Subquery(current.values("post")[:1]),
        since=Subquery(current.values("starts_on")[:1]),
        pairs=_count_per(pairs, "village__town"),
        waiting=_count_per(waiting, "town"),
    )


def _count_per(rows: QuerySet[Pairing] | QuerySet[HandOver], by: str) -> Coalesce:
    counts = rows.order_by().values(by).annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counts, output_field=IntegerField()), 0)


@allow("liaisons.change")
def liaison_create(request: SignedInRequest) -> HttpResponse:
    """Name the liaison of a town; `?town=` preselects the town."""
    initial = {"town": request.GET["town"]} if "town" in request.GET else {}
    form = LiaisonForm(request.POST or None, user=request.user, initial=initial)
    liaison = form.run(actions.name, by=request.user) if form.is_valid() else None
    if liaison:
        opened = HandOver.objects.visible_to(request.user).filter(liaison=liaison).first()
        messages.success(
            request,
            _("The liaison is named.")
            if not opened
            else _("Named. Both have to sign the hand-over."),
        )
        page = (
            ("pairings:hand_over_detail", opened.pk)
            if opened
            else ("pairings:liaison_detail", liaison.pk)
        )
        return redirect(back_to(request, reverse(page[0], args=[page[1]])))
    return render(
        request,
        "pairings/liaison_create.html",
        {"form": form, "cancel_url": reverse("pairings:liaison_list")},
    )


@require_safe
@allow("liaisons.view")
def liaison_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One liaison: since when, of which pairs, and who was it before."""
    return _detail(request, _get_liaison(request, pk), LeaveForm())


def _detail(
    request: SignedInRequest, row: Liaison, form: LeaveForm, status: int = 200
) -> HttpResponse:
    user = request.user
    may_change = user.may("liaisons.change") and row.ends_on is None
    context = {
        "liaison": row,
        "terms": Liaison.objects.visible_to(user).filter(town=row.town).select_related("user"),
        "hand_overs": HandOver.objects.visible_to(user)
        .filter(town=row.town)
        .select_related("pairing__village", "town")[:10],
        "pairings": Pairing.objects.visible_to(user)
        .current()
        .filter(village__town=row.town)
        .select_related("village", "officer"),
        "leave_form": form if may_change else None,
        **record(row, user),
    }
    return render(request, "pairings/liaison_detail.html", context, status=status)


@require_POST
@allow("liaisons.change")
def liaison_leave(request: SignedInRequest, pk: int) -> HttpResponse:
    """End a liaison's time with no successor yet."""
    row, form = _get_liaison(request, pk), LeaveForm(request.POST)
    if not form.is_valid():
        return _detail(request, row, form, status=400)
    day = form.cleaned_data["ends_on"]
    done = _("The town has no liaison now. Name the next one.")
    return make_move_with_reason(request, row, actions.leave_vacant, ends_on=day, done=done)


def _get_liaison(request: SignedInRequest, pk: int) -> Liaison:
    rows = Liaison.objects.visible_to(request.user).select_related("town", "user", "entered_by")
    return get_object_or_404(rows, pk=pk)
