"""The demand ledger: list, form, record and one door a move."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SignedInRequest, allow
from accounts.moves import MoveRefused
from accounts.pages import back_to, make_move, record
from jingyan.listing import Listing
from villages import actions
from villages.filters import DemandFilters
from villages.forms import DemandForm
from villages.models import Demand, Village
from villages.tables import DemandTable


@require_safe
@allow("demands.view")
def demand_list(request: SignedInRequest) -> HttpResponse:
    """The ledger; with `?state=open` the demands that nobody has taken up."""
    rows = Demand.objects.visible_to(request.user).select_related("village__town", "category")
    listing = Listing(
        request,
        rows,
        table=DemandTable,
        filters=DemandFilters,
        title=_("Demands"),
        create_url=reverse("villages:demand_create") if request.user.may("demands.raise") else "",
        create_label=_("Raise a demand"),
        empty_text=_("No village has raised a demand yet."),
    )
    return listing.render("villages/demand_list.html")


@require_safe
@allow("demands.view")
def demand_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One demand."""
    demand = _seen(request, pk)
    is_open = demand.state == Demand.State.OPEN
    page = {
        "demand": demand,
        "may_open_village": Village.objects.visible_to(request.user).filter(pk=demand.village_id).exists(),
        "may_change": is_open and request.user.may("demands.raise"),
    }
    return render(request, "villages/demand_detail.html", page | record(demand, request.user))


@allow("demands.raise")
def demand_create(request: SignedInRequest) -> HttpResponse:
    """Raise a demand; `?village=` sets the village."""
    initial = {"village": request.GET.get("village"), "raised_on": timezone.localdate()}
    form = DemandForm(request.POST or None, user=request.user, initial=initial)
    if form.is_valid():
        try:
            demand = actions.raise_demand(form.save(commit=False), by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The demand is in the ledger."))
            return redirect(back_to(request, reverse("villages:demand_detail", args=[demand.pk])))
    cancel_url = back_to(request, reverse("villages:demand_list"))
    return render(request, "villages/demand_create.html", {"form": form, "cancel_url": cancel_url})


@allow("demands.raise")
def demand_update(request: SignedInRequest, pk: int) -> HttpResponse:
    """Correct a demand while nobody has taken it up."""
    demand = _seen(request, pk)
    form = DemandForm(request.POST or None, user=request.user, instance=demand)
    back = reverse("villages:demand_detail", args=[pk])
    if form.is_valid():
        try:
            actions.change_demand(form.save(commit=False), by=request.user)
        except (MoveRefused, ValidationError) as refusal:
            form.add_error(None, refusal if isinstance(refusal, ValidationError) else str(refusal))
        else:
            messages.success(request, _("The demand has been saved."))
            return redirect(back)
    return render(request, "villages/demand_update.html", {"form": form, "demand": demand, "cancel_url": back})


@require_POST
@allow("demands.take_up")
def demand_take_up(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take an open demand up."""
    return make_move(request, _seen(request, pk), actions.take_up, done=_("You have taken up the demand."))


@require_POST
@allow("demands.handle")
def demand_start(request: SignedInRequest, pk: int) -> HttpResponse:
    """Start delivery."""
    return make_move(request, _seen(request, pk), actions.start, done=_("Delivery has started."))


@require_POST
@allow("demands.handle")
def demand_meet(request: SignedInRequest, pk: int) -> HttpResponse:
    """Close a demand as met."""
    return make_move(request, _seen(request, pk), actions.meet, done=_("The demand is met."))


@require_POST
@allow("demands.handle")
def demand_reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put a demand back into the ledger."""
    return make_move(request, _seen(request, pk), actions.reopen, done=_("The demand is open again."))


@require_POST
@allow("demands.handle")
def demand_set_aside(request: SignedInRequest, pk: int) -> HttpResponse:
    """Set a demand aside that can't be met for now."""
    return make_move(request, _seen(request, pk), actions.set_aside, done=_("The demand is set aside."))


def _seen(request: SignedInRequest, pk: int) -> Demand:
    rows = Demand.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("village__town", "category", "entered_by", "taken_up_by"), pk=pk)
