"""Pages of the action points: the ledger, one record, and its progress."""

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SignedInRequest, allow, one_at_a_time, require
from accounts.files import serve
from accounts.lists import bulk
from accounts.lists.listing import Listing
from accounts.models import with_changes_by
from accounts.pages import (
    back_to,
    form_page,
    make_move,
    make_move_with_reason,
    record,
    record_url,
    refusal_page,
)
from pairings.actions import action_point as actions
from pairings.filters.action_point import ActionPointFilters
from pairings.forms import ActionPointForm, ProgressForm
from pairings.models import ActionPoint, ActionPointEvidence, ActionPointUpdate, Meeting
from pairings.tables.action_point import ActionPointTable
from pairings.views.sending import recorded_before

_WITH = ("meeting__town", "owner", "officer__user", "done_by", "verified_by", "entered_by")


def _get_point(request: SignedInRequest, pk: int) -> ActionPoint:
    rows = ActionPoint.objects.visible_to(request.user).select_related(*_WITH)
    return get_object_or_404(with_changes_by(rows, request.user), pk=pk)


@require_safe
@allow("action_points.view")
def action_point_list(request: SignedInRequest) -> HttpResponse:
    """Every action point in sight."""
    rows = ActionPoint.objects.visible_to(request.user).select_related(
        "meeting__town", "owner", "officer"
    )
    listing = Listing(
        request,
        rows,
        table=ActionPointTable,
        filters=ActionPointFilters,
        title=_("Action points"),
        empty_text=_("Action points appear here once a meeting has decided some."),
        bulk=bulk.offer(request.user, pairings__action_point_verify_chosen=_("Verify")),
    )
    return listing.render()


@require_safe
@allow("action_points.view")
def action_point_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One action point: where it comes from, how it went on, who says so."""
    point, user = _get_point(request, pk), request.user
    page_context = record(point, user)
    context = page_context | {
        "point": point,
        # Reporting asks for a line, so it has a page of its own.
        "moves": [button for button in page_context["moves"] if button.name != "finish"],
        "updates": point.updates.select_related("entered_by", "meeting__town"),
        "evidence": point.evidence.select_related("uploaded_by"),
        "may_change": actions.may_change(point, user),
        "may_report": point.state == ActionPoint.State.OPEN and user.may("action_points.progress"),
        "may_open_meeting": Meeting.objects.visible_to(user).filter(pk=point.meeting_id).exists(),
    }
    return render(request, "pairings/action_point_detail.html", context)


@allow("action_points.progress")
def action_point_progress(request: SignedInRequest, pk: int) -> HttpResponse:
    """Report progress. An entry sent again is redirected to the update already stored."""
    point, back = _get_point(request, pk), reverse("pairings:action_point_detail", args=[pk])
    form = ProgressForm(request.POST or None, request.FILES or None)
    if form.recorded(ActionPointUpdate, by=request.user):
        return recorded_before(request, "pairings:action_point_detail", pk)
    if point.state != ActionPoint.State.OPEN and not form.is_bound:
        return _too_late(request, point)
    update = form.run(actions.progress, point, by=request.user) if form.is_valid() else None
    if update:
        messages.success(request, _("The progress has been recorded."))
        return redirect(back_to(request, back))
    return render(
        request,
        "pairings/action_point_progress.html",
        {"form": form, "point": point, "cancel_url": back},
    )


@allow("meetings.log")
@one_at_a_time
def action_point_update(request: SignedInRequest, pk: int) -> HttpResponse:
    """Correct what is to be done, by whom, by when and with which priority."""
    point, back = _get_point(request, pk), reverse("pairings:action_point_detail", args=[pk])
    require(request.user, point.meeting.log_permission)
    if point.state != ActionPoint.State.OPEN:
        return _too_late(request, point)
    form = ActionPointForm(request.POST or None, instance=point)
    saved = form.run(actions.change, point, by=request.user) if form.is_valid() else None
    if saved:
        messages.success(request, _("The action point has been saved."))
        return redirect(back)
    return form_page(
        request,
        form,
        title=_("Change the action point"),
        parents=[(_("Action points"), reverse("pairings:action_point_list")), (point, back)],
        step=_("Change"),
        status=form.status,
    )


def _too_late(request: SignedInRequest, point: ActionPoint) -> HttpResponse:
    refusal = _("“%(point)s” is already “%(state)s”.") % {
        "point": point,
        "state": point.get_state_display(),
    }
    return refusal_page(request, refusal, record_url(point))


@require_POST
@allow("action_points.verify")
def action_point_verify(request: SignedInRequest, pk: int) -> HttpResponse:
    """Verify an action point that another user reported."""
    return make_move(
        request, _get_point(request, pk), actions.verify, done=_("The action point is verified.")
    )


@require_POST
@allow("action_points.verify")
def action_point_verify_chosen(request: SignedInRequest) -> HttpResponse:
    """Verify all chosen action points."""
    return bulk.run(
        request,
        ActionPoint.objects.visible_to(request.user),
        actions.verify,
        label=_("Verify"),
        filters=ActionPointFilters,
        ledger="pairings:action_point_list",
    )


@require_POST
@allow("action_points.verify")
def action_point_reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say why an action point isn't done yet."""
    return make_move_with_reason(
        request, _get_point(request, pk), actions.reopen, done=_("The action point is open again.")
    )


@require_safe
@allow("action_points.view")
def action_point_evidence_download(request: SignedInRequest, pk: int) -> FileResponse:
    """A file that shows what was done: saved, or small for a page."""
    return serve(
        request, get_object_or_404(ActionPointEvidence.objects.visible_to(request.user), pk=pk)
    )
