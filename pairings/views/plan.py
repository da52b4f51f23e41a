"""Pages of assistance plans."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SignedInRequest, allow, one_at_a_time
from accounts.lists.listing import Listing
from accounts.models import User
from accounts.moves import MoveRefused
from accounts.pages import (
    form_page,
    make_move,
    make_move_with_reason,
    posted_text,
    record,
    record_url,
    refusal_page,
)
from pairings.actions import measure
from pairings.actions import plan as actions
from pairings.filters.plan import PlanFilters
from pairings.forms import AmendForm, PlanForm
from pairings.models import Party, Plan
from pairings.overviews.plan_difference import between
from pairings.tables.plan import PlanTable
from villages.models import Demand

_WITH = ("pairing__village__town", "pairing__officer__enterprise", "previous", "entered_by")


def _get_plan(request: SignedInRequest, pk: int) -> Plan:
    return get_object_or_404(Plan.objects.visible_to(request.user).select_related(*_WITH), pk=pk)


@require_safe
@allow("plans.view")
def plan_list(request: SignedInRequest) -> HttpResponse:
    """All plans, version by version."""
    rows = Plan.objects.visible_to(request.user).select_related(
        "pairing__village__town", "pairing__officer"
    )
    listing = Listing(
        request,
        rows,
        table=PlanTable,
        filters=PlanFilters,
        title=_("Assistance plans"),
        create_url=reverse("pairings:plan_create") if request.user.may("plans.write") else "",
        create_label=_("Write a plan"),
        empty_text=_("No assistance plan has been written yet."),
    )
    return listing.render()


@allow("plans.write")
def plan_create(request: SignedInRequest) -> HttpResponse:
    """Begin a plan; `?pairing=` sets whose."""
    form = PlanForm(
        request.POST or None, user=request.user, initial={"pairing": request.GET.get("pairing")}
    )
    plan = form.run(actions.write, by=request.user) if form.is_valid() else None
    if plan:
        messages.success(request, _("The draft has been created. Now add the measures."))
        return redirect("pairings:plan_detail", plan.pk)
    return form_page(
        request,
        form,
        title=_("Write a plan"),
        parents=[(_("Assistance plans"), reverse("pairings:plan_list"))],
        submit_label=_("Go on to the measures"),
    )


@require_safe
@allow("plans.view")
def plan_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One version of a plan with its measures and signatures."""
    plan, user = _get_plan(request, pk), request.user
    page_context = record(plan, user)
    # Each party signs by a form of its own.
    page_context["moves"] = [button for button in page_context["moves"] if button.name != "sign"]
    drafted = plan.state == Plan.State.DRAFT and user.may("plans.write")
    versions = Plan.objects.visible_to(user).filter(
        pairing=plan.pairing_id, starts_on=plan.starts_on
    )
    context = {
        "plan": plan,
        "promises": plan.promises.select_related("owner").prefetch_related("demands"),
        "signatures": _signatures(plan, user),
        "versions": versions.order_by("version"),
        "may_write": drafted,
        "may_amend": plan.state == Plan.State.SIGNED and user.may("plans.write"),
        "uncovered": _uncovered(plan, user) if drafted else [],
    }
    return render(request, "pairings/plan_detail.html", context | page_context)


@allow("plans.write")
@one_at_a_time
def plan_update(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change the words of a draft."""
    plan = _get_plan(request, pk)
    if plan.state != Plan.State.DRAFT:
        return _locked(request, plan)
    form = PlanForm(request.POST or None, user=request.user, instance=plan)
    saved = form.run(actions.change, plan, by=request.user) if form.is_valid() else None
    if saved:
        messages.success(request, _("The plan has been saved."))
        return redirect("pairings:plan_detail", pk)
    return form_page(
        request,
        form,
        title=_("Change the plan"),
        parents=[
            (_("Assistance plans"), reverse("pairings:plan_list")),
            (plan.pairing, record_url(plan)),
        ],
        step=_("Change"),
        status=form.status,
    )


@allow("plans.write")
def plan_amend(request: SignedInRequest, pk: int) -> HttpResponse:
    """Begin the next version of a plan in force."""
    plan, form = _get_plan(request, pk), AmendForm(request.POST or None)
    version = form.run(actions.amend, plan, by=request.user) if form.is_valid() else None
    if version:
        messages.success(
            request, _("The next version is a draft now. The signed one stays in force until then.")
        )
        return redirect("pairings:plan_detail", version.pk)
    back = reverse("pairings:plan_detail", args=[pk])
    return render(
        request, "pairings/plan_amend.html", {"form": form, "plan": plan, "cancel_url": back}
    )


@require_safe
@allow("plans.view")
def plan_difference(request: SignedInRequest, pk: int) -> HttpResponse:
    """What this version says otherwise than the one before."""
    plan = _get_plan(request, pk)
    difference = between(plan.previous, plan) if plan.previous else None
    return render(
        request, "pairings/plan_difference.html", {"plan": plan, "difference": difference}
    )


@require_POST
@allow("plans.write")
def plan_fill(request: SignedInRequest, pk: int) -> HttpResponse:
    """Turn the chosen demands into measures, all at once."""
    plan = _get_plan(request, pk)
    keys = [
        key
        for key in request.POST.getlist("demands")
        if key.isascii() and key.isdigit() and len(key) < 19
    ]
    chosen = list(Demand.objects.visible_to(request.user).filter(pk__in=keys))
    try:
        measures = measure.fill(plan, chosen, by=request.user)
    except (MoveRefused, ValidationError) as refusal:
        return refusal_page(request, refusal, record_url(plan))
    messages.success(request, _("%d measures have been added.") % len(measures))
    return redirect("pairings:plan_detail", pk)


@require_POST
@allow("plans.write")
def plan_submit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give a draft out for signing."""
    return make_move(
        request, _get_plan(request, pk), actions.submit, done=_("The plan can be signed now.")
    )


@require_POST
@allow("plans.write")
def plan_send_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a plan back to the draft."""
    return make_move_with_reason(
        request, _get_plan(request, pk), actions.send_back, done=_("The plan is a draft again.")
    )


@require_POST
@allow("plans.sign")
def plan_sign(request: SignedInRequest, pk: int) -> HttpResponse:
    """Sign for one party."""
    plan, back = _get_plan(request, pk), reverse("pairings:plan_detail", args=[pk])
    try:
        party, name = (posted_text(request, given) for given in ("party", "name"))
        signed = actions.sign(plan, party=party, name=name, by=request.user)
    except (MoveRefused, ValidationError) as refusal:
        return refusal_page(request, refusal, back)
    in_force = signed.state == Plan.State.SIGNED
    messages.success(
        request, _("All three have signed: the plan is in force.") if in_force else _("Signed.")
    )
    return redirect(back)


def _signatures(plan: Plan, user: User) -> list[dict[str, object]]:
    """Each party with its signature, or with whether `user` may give it now."""
    given = {
        row.party: row for row in plan.signatures.visible_to(user).select_related("recorded_by")
    }
    open_to = actions.parties_of(plan, user) if plan.state == Plan.State.SIGNING else []
    return [
        {
            "party": party,
            "given": given.get(party),
            "may_sign": party in open_to,
            "asks_name": party == Party.VILLAGE,
        }
        for party in Party
    ]


def _uncovered(plan: Plan, user: User) -> list[Demand]:
    """The open demands of the village that no measure of the draft answers yet."""
    rows = Demand.objects.visible_to(user).filter(
        village=plan.pairing.village_id, state=Demand.State.OPEN
    )
    return list(
        rows.exclude(promises__plan=plan).select_related("category").order_by("raised_on", "pk")
    )


def _locked(request: SignedInRequest, plan: Plan) -> HttpResponse:
    refusal = (
        _("This plan is “%s” and can't be changed. Make a new version.") % plan.get_state_display()
    )
    return refusal_page(request, refusal, record_url(plan))
