"""The demand ledger: list, form, record, and one view per move."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SignedInRequest, allow, one_at_a_time
from accounts.files import serve
from accounts.lists.listing import Listing
from accounts.models import User
from accounts.moves import MoveRefused
from accounts.pages import (
    back_to,
    form_page,
    make_move,
    make_move_with_reason,
    record,
    refusal_page,
)
from villages.actions import demand as actions
from villages.actions.resurvey import resurvey
from villages.filters.demand import DemandFilters
from villages.forms.demand import DemandForm, MeetForm, ResurveyForm
from villages.models import Demand, DemandProof, Village
from villages.tables.demand import DemandTable

_SHOWN = ("village__town", "category", "entered_by", "taken_up_by", "continued_by")
# Fields that a link from another page may fill in, such as from the meeting where it was raised.
PREFILLED = ("village", "category", "title", "amount", "urgency", "raised_on", "source")


@require_safe
@allow("demands.view")
def demand_list(request: SignedInRequest) -> HttpResponse:
    """The ledger; `?state=open` filters to the demands that no one has taken up."""
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
    return listing.render("villages/demand_list.html", may_survey=request.user.may("demands.raise"))


@require_safe
@allow("demands.view")
def demand_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One demand."""
    demand = _get_demand(request, pk)
    is_open = demand.state == Demand.State.OPEN
    page = {
        "demand": demand,
        "may_open_village": Village.objects.visible_to(request.user)
        .filter(pk=demand.village_id)
        .exists(),
        "may_change": is_open and request.user.may("demands.raise"),
        "may_meet": demand.state == Demand.State.DELIVERING and request.user.may("demands.handle"),
        "promises": _promises(demand, request.user),
        "may_promise": is_open and request.user.may("promises.make"),
        "proofs": demand.proofs.visible_to(request.user).select_related("uploaded_by"),
        "continues": demand.continues.visible_to(request.user),
    }
    record_context = record(demand, request.user)
    # Closing needs a proof, and taking up a promise, so each has a page of its own.
    record_context["moves"] = [
        button for button in record_context["moves"] if button.name not in ("meet", "take_up")
    ]
    return render(request, "villages/demand_detail.html", page | record_context)


@allow("demands.raise")
def demand_create(request: SignedInRequest) -> HttpResponse:
    """Raise a demand; the URL may fill in fields, for example `?village=3&source=meeting`."""
    prefilled = {name: request.GET[name] for name in PREFILLED if name in request.GET}
    initial = {"raised_on": timezone.localdate(), **prefilled}
    form = DemandForm(request.POST or None, user=request.user, initial=initial)
    if form.is_valid():
        try:
            demand = actions.raise_demand(form.save(commit=False), by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The demand is in the ledger."))
            return redirect(back_to(request, reverse("villages:demand_detail", args=[demand.pk])))
    return form_page(
        request,
        form,
        title=_("Raise a demand"),
        parents=[(_("Demands"), reverse("villages:demand_list"))],
        cancel_url=back_to(request, reverse("villages:demand_list")),
    )


@allow("demands.raise")
@one_at_a_time
def demand_update(request: SignedInRequest, pk: int) -> HttpResponse:
    """Correct a demand that has not been taken up yet."""
    demand = _get_demand(request, pk)
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
    return form_page(
        request,
        form,
        title=demand,
        parents=[(_("Demands"), reverse("villages:demand_list")), (demand, back)],
        step=_("Change"),
        status=form.status,
    )


@require_POST
@allow("demands.take_up")
def demand_take_up(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take an open demand up."""
    return make_move(
        request, _get_demand(request, pk), actions.take_up, done=_("You have taken up the demand.")
    )


@require_POST
@allow("demands.take_up")
def demand_start(request: SignedInRequest, pk: int) -> HttpResponse:
    """Start delivery."""
    return make_move(
        request, _get_demand(request, pk), actions.start, done=_("Delivery has started.")
    )


@allow("demands.handle")
def demand_meet(request: SignedInRequest, pk: int) -> HttpResponse:
    """Close a demand as met, with its proof, prefilled with the promises kept for it."""
    demand = _get_demand(request, pk)
    back = back_to(request, reverse("villages:demand_detail", args=[pk]))
    if demand.state != Demand.State.DELIVERING:
        refusal = _("Only a demand that is being delivered can be closed; this one is “%s”.")
        return refusal_page(request, refusal % demand.get_state_display(), back)
    words = "\n".join(promise.delivery_text for promise in _promises(demand, request.user).kept())
    form = MeetForm(request.POST or None, request.FILES or None, initial={"proof": words})
    if form.is_valid():
        try:
            actions.meet(demand, by=request.user, **form.cleaned_data)
        except (MoveRefused, ValidationError) as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("The demand is met."))
            return redirect(back)
    return render(
        request, "villages/demand_meet.html", {"form": form, "demand": demand, "cancel_url": back}
    )


@allow("demands.raise")
def demand_resurvey(request: SignedInRequest) -> HttpResponse:
    """Raise the demands left open from earlier years again, for a village or a town in one step."""
    form = ResurveyForm(request.POST or None, user=request.user)
    if form.is_valid():
        place, day = form.places[form.cleaned_data["place"]], form.cleaned_data["raised_on"]
        raised = resurvey(place, by=request.user, raised_on=day)
        messages.success(
            request,
            _("%(count)d demands have been raised again for %(place)s.")
            % {"count": len(raised), "place": place},
        )
        query = urlencode({"source": "survey", "raised_on_after": day, "raised_on_before": day})
        return redirect(f"{reverse('villages:demand_list')}?{query}")
    context = {
        "form": form,
        "left": len(form.places),
        "cancel_url": reverse("villages:demand_list"),
    }
    return render(request, "villages/demand_resurvey.html", context)


@require_safe
@allow("demands.view")
def proof_download(request: SignedInRequest, pk: int) -> FileResponse:
    """Download a proof of a closed demand; browsers save it and never display it."""
    return serve(request, get_object_or_404(DemandProof.objects.visible_to(request.user), pk=pk))


@require_POST
@allow("demands.handle")
def demand_reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put a demand back into the ledger."""
    return make_move_with_reason(
        request, _get_demand(request, pk), actions.reopen, done=_("The demand is open again.")
    )


@require_POST
@allow("demands.handle")
def demand_set_aside(request: SignedInRequest, pk: int) -> HttpResponse:
    """Set aside a demand that can't be met for now."""
    return make_move_with_reason(
        request, _get_demand(request, pk), actions.set_aside, done=_("The demand is set aside.")
    )


def _promises(demand: Demand, user: User) -> Any:
    """The promises in force for a demand that `user` sees. By name, since promises belong to a
    higher app.
    """
    promises: Any = demand.promises
    return promises.visible_to(user).in_force().select_related("owner").prefetch_related("demands")


def show_refusal(form: MeetForm, refused: MoveRefused | ValidationError) -> None:
    """Add the reasons to the form, each at its field."""
    form.add_error(None, refused if isinstance(refused, ValidationError) else str(refused))


def _get_demand(request: SignedInRequest, pk: int) -> Demand:
    rows = Demand.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related(*_SHOWN), pk=pk)
