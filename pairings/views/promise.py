"""Pages of promises: measures of plans, and what officers took up beside them."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SignedInRequest, allow, one_at_a_time
from accounts.files import serve
from accounts.lists.listing import Listing
from accounts.models import with_changes_by
from accounts.pages import form_page, make_move, make_move_with_reason, record, refusal_page
from pairings.actions import measure
from pairings.actions import promise as actions
from pairings.filters.plan import PromiseFilters
from pairings.forms import DeliverForm, PromiseForm, TakeUpForm
from pairings.models import Plan, Promise, PromiseEvidence
from pairings.tables.plan import PromiseTable
from villages.models import Demand, Village

_WITH = (
    "plan__pairing__village",
    "plan__pairing__officer",
    "owner",
    "village__town",
    "follows",
    "entered_by",
)
_PEOPLE = ("delivered_by", "verified_by")


def _get_promise(request: SignedInRequest, pk: int) -> Promise:
    rows = Promise.objects.visible_to(request.user).select_related(*_WITH, *_PEOPLE)
    return get_object_or_404(with_changes_by(rows, request.user), pk=pk)


@require_safe
@allow("promises.view")
def promise_list(request: SignedInRequest) -> HttpResponse:
    """Every promise in force."""
    rows = (
        Promise.objects.visible_to(request.user).in_force().select_related("owner", "village__town")
    )
    listing = Listing(
        request,
        rows,
        table=PromiseTable,
        filters=PromiseFilters,
        title=_("Promises"),
        empty_text=_(
            "Promises appear here once a plan is signed, or once an officer takes up a demand."
        ),
    )
    return listing.render("pairings/promise_list.html")


@allow("promises.make")
def demand_promise(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take the open demand `pk` up, of whichever village, with a promise beside any plan."""
    rows = Demand.objects.visible_to(request.user).select_related("village__town", "category")
    demand = get_object_or_404(rows, pk=pk)
    back = reverse("villages:demand_detail", args=[pk])
    if demand.state != Demand.State.OPEN:
        refusal = _("This demand is now “%s”. Choose another one.") % demand.get_state_display()
        return refusal_page(request, refusal, back)
    form = TakeUpForm(request.POST or None, user=request.user, demand=demand)
    promise = form.run(actions.take_up, demand, by=request.user) if form.is_valid() else None
    if promise:
        messages.success(request, _("The demand is taken up with this promise."))
        return redirect("pairings:promise_detail", promise.pk)
    return render(
        request,
        "pairings/demand_promise.html",
        {"form": form, "demand": demand, "cancel_url": back},
    )


@allow("plans.write")
def plan_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Add a measure to the drafted plan `pk`."""
    rows = Plan.objects.visible_to(request.user).select_related(
        "pairing__village", "pairing__officer"
    )
    plan = get_object_or_404(rows, pk=pk)
    form = PromiseForm(request.POST or None, user=request.user, plan=plan)
    promise = form.run(measure.add, plan, by=request.user) if form.is_valid() else None
    back = reverse("pairings:plan_detail", args=[pk])
    if promise:
        messages.success(request, _("The measure has been added."))
        return redirect(back)
    return form_page(
        request,
        form,
        title=_("Add a measure"),
        parents=[(_("Assistance plans"), reverse("pairings:plan_list")), (plan.pairing, back)],
    )


@require_safe
@allow("promises.view")
def promise_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One promise: what was agreed, what came of it, and who says so."""
    promise, user = _get_promise(request, pk), request.user
    page_context = record(promise, user)
    context = {
        "promise": promise,
        # Reporting asks what was done, so it has a page of its own.
        "moves": [button for button in page_context["moves"] if button.name != "deliver"],
        "history": page_context["history"],
        "demands": promise.demands.select_related("village"),
        "evidence": promise.evidence.visible_to(user).select_related("uploaded_by"),
        "ready": actions.ready_to_close(promise, user),
        "may_deliver": any(button.name == "deliver" for button in page_context["moves"]),
        "may_change": promise.plan
        and promise.plan.state == Plan.State.DRAFT
        and user.may("plans.write"),
        "may_open_village": Village.objects.visible_to(user).filter(pk=promise.village_id).exists(),
        "is_late": promise.state in Promise.UNDONE and promise.due_on < timezone.localdate(),
    }
    return render(request, "pairings/promise_detail.html", context)


@allow("plans.write")
@one_at_a_time
def promise_update(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a measure of a drafted plan."""
    promise = _get_promise(request, pk)
    if promise.plan is None:
        raise Http404
    form = PromiseForm(request.POST or None, user=request.user, instance=promise, plan=promise.plan)
    back = reverse("pairings:plan_detail", args=[promise.plan_id])
    saved = form.run(measure.change, promise, by=request.user) if form.is_valid() else None
    if saved:
        messages.success(request, _("The measure has been saved."))
        return redirect(back)
    return form_page(
        request,
        form,
        title=_("Change the measure"),
        parents=[
            (_("Assistance plans"), reverse("pairings:plan_list")),
            (promise.plan.pairing, back),
        ],
        step=promise,
        status=form.status,
    )


@require_POST
@allow("plans.write")
def promise_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a measure out of a drafted plan."""
    promise = _get_promise(request, pk)
    back = reverse("pairings:plan_detail", args=[promise.plan_id]) if promise.plan_id else ""
    return make_move(
        request, promise, measure.remove, done=_("The measure has been taken out."), to=back
    )


@require_POST
@allow("promises.deliver")
def promise_start(request: SignedInRequest, pk: int) -> HttpResponse:
    """Begin on a promise."""
    return make_move(
        request, _get_promise(request, pk), actions.start, done=_("Delivery has started.")
    )


@allow("promises.deliver")
def promise_deliver(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say what was done, with a file where there is one."""
    promise, form = (
        _get_promise(request, pk),
        DeliverForm(request.POST or None, request.FILES or None),
    )
    delivered = form.run(actions.deliver, promise, by=request.user) if form.is_valid() else None
    if delivered:
        messages.success(request, _("Reported as delivered. Another user verifies it."))
        return redirect("pairings:promise_detail", pk)
    back = reverse("pairings:promise_detail", args=[pk])
    return render(
        request,
        "pairings/promise_deliver.html",
        {"form": form, "promise": promise, "cancel_url": back},
    )


@require_POST
@allow("promises.verify")
def promise_verify(request: SignedInRequest, pk: int) -> HttpResponse:
    """Verify a promise that another user reported as delivered."""
    return make_move(
        request,
        _get_promise(request, pk),
        actions.verify,
        done=_("The promise is verified as kept."),
    )


@require_POST
@allow("promises.verify")
def promise_send_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say why a promise isn't delivered yet."""
    return make_move_with_reason(
        request,
        _get_promise(request, pk),
        actions.send_back,
        done=_("The promise is being delivered again."),
    )


@require_POST
@allow("promises.verify")
def promise_break(request: SignedInRequest, pk: int) -> HttpResponse:
    """Declare a promise broken."""
    return make_move_with_reason(
        request,
        _get_promise(request, pk),
        actions.break_,
        done=_("The promise has been declared broken."),
    )


@require_safe
@allow("promises.view")
def promise_evidence_download(request: SignedInRequest, pk: int) -> FileResponse:
    """A file that shows what was delivered: saved, never shown inside the page."""
    return serve(
        request, get_object_or_404(PromiseEvidence.objects.visible_to(request.user), pk=pk)
    )
