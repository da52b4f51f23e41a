"""Pages of evaluation rounds and evaluations."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SignedInRequest, allow
from accounts.lists.listing import Listing
from accounts.models import User
from accounts.moves import MoveRefused
from accounts.pages import form_page, make_move, make_move_with_reason, record, refusal_page
from evaluations import actions, publicity, ranking
from evaluations.filters import EvaluationFilters, PeerFilters, RoundFilters
from evaluations.forms import RoundForm, ScoreForm
from evaluations.meetings import grounds_of, meetings_of
from evaluations.models import Evaluation, Round, Score
from evaluations.tables import EvaluationTable, PeerTable, RoundTable
from officers.forms import NoticeForm

GRADED = Q(evaluations__state__in=["approved", "publicised", "appealed", "final"])
RELATED = ("round__rubric", "pairing__officer__enterprise", "pairing__village__town")


def _get_round(request: SignedInRequest, pk: int) -> Round:
    return get_object_or_404(
        Round.objects.visible_to(request.user).select_related("rubric", "opened_by"), pk=pk
    )


def _get_evaluation(request: SignedInRequest, pk: int) -> Evaluation:
    rows = Evaluation.objects.visible_to(request.user)
    return get_object_or_404(
        rows.select_related(*RELATED, "scored_by", "reviewed_by", "approved_by"), pk=pk
    )


@require_safe
@allow("evaluations.view")
def round_list(request: SignedInRequest) -> HttpResponse:
    """The evaluation rounds."""
    rows = Round.objects.visible_to(request.user).select_related("rubric")
    may_open = request.user.may("evaluations.open")
    listing = Listing(
        request,
        rows.annotate(count=Count("evaluations"), graded=Count("evaluations", filter=GRADED)),
        table=RoundTable,
        filters=RoundFilters,
        title=_("Evaluation rounds"),
        create_url=reverse("evaluations:round_create") if may_open else "",
        create_label=_("Open a round"),
        empty_text=_("No evaluation round has been opened yet."),
        columns_out=() if request.user.may("evaluations.unapproved") else ("count", "graded"),
    )
    return listing.render()


@allow("evaluations.open")
def round_create(request: SignedInRequest) -> HttpResponse:
    form = RoundForm(request.POST or None)
    opened = form.run(actions.open_round, by=request.user) if form.is_valid() else None
    if opened:
        messages.success(request, _("The round is open; every officer has a score sheet."))
        return redirect("evaluations:round_detail", opened.pk)
    return form_page(
        request,
        form,
        title=_("Open a round"),
        parents=[(_("Evaluation rounds"), reverse("evaluations:round_list"))],
        submit_label=_("Open the round"),
    )


@require_safe
@allow("evaluations.view")
def round_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One round with its evaluations; users who decide also see the grades against the quota."""
    opened = _get_round(request, pk)
    sees_unapproved = request.user.may("evaluations.unapproved")
    rows = (
        Evaluation.objects.visible_to(request.user)
        .filter(round=opened)
        .with_shown_total(request.user)
    )
    listing = Listing(
        request,
        rows.select_related(*RELATED),
        table=PeerTable,
        filters=PeerFilters,
        title=opened.name,
        columns_out=() if sees_unapproved else ("rank", "suggested"),
    )
    spread = ranking.distribution(opened) if sees_unapproved else None
    runs_notices = request.user.may("publicities.run")
    page = {
        "round": opened,
        "spread": spread,
        "waiting": len(actions.approvable(opened, request.user)),
        "to_publicise": publicity.ready(opened, request.user).count() if runs_notices else 0,
        "notices": publicity.notices_of(opened, request.user),
    }
    return listing.render("evaluations/round_detail.html", **page, **record(opened, request.user))


@require_POST
@allow("evaluations.approve")
def round_approve(request: SignedInRequest, pk: int) -> HttpResponse:
    """Approve the computed grades of all reviewed sheets of a round."""
    opened = _get_round(request, pk)
    back = reverse("evaluations:round_detail", args=[pk])
    try:
        count = actions.approve_round(opened, by=request.user)
    except MoveRefused as refusal:
        return refusal_page(request, refusal, back)
    done = ngettext("%d grade has been approved.", "%d grades have been approved.", count)
    messages.success(request, done % count)
    return redirect(back)


@allow("publicities.run")
def round_publicise(request: SignedInRequest, pk: int) -> HttpResponse:
    """Draw up the notice for all approved grades of a round."""
    opened = _get_round(request, pk)
    back = reverse("evaluations:round_detail", args=[pk])
    rows = list(publicity.ready(opened, request.user))
    form = NoticeForm(request.POST or None, title=publicity.TITLE.format(round=opened.name))
    if form.is_valid():
        try:
            notice = publicity.publicise(opened, by=request.user, **form.cleaned_data)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("The publicity has been drawn up. Look it over, then post it.")
            )
            return redirect("officers:publicity_detail", notice.pk)
    page = {"form": form, "round": opened, "rows": rows, "cancel_url": back}
    return render(request, "evaluations/round_publicise.html", page)


@require_safe
@allow("evaluations.view")
def evaluation_list(request: SignedInRequest) -> HttpResponse:
    """The evaluations of all rounds."""
    rows = Evaluation.objects.visible_to(request.user).with_shown_total(request.user)
    listing = Listing(
        request,
        rows.select_related(*RELATED),
        table=EvaluationTable,
        filters=EvaluationFilters,
        title=_("Evaluations"),
        empty_text=_("Opening a round creates its evaluations; no round has been opened yet."),
    )
    return listing.render()


@require_safe
@allow("evaluations.view")
def evaluation_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One evaluation with its score sheet."""
    evaluation = _get_evaluation(request, pk)
    user = request.user
    context = record(evaluation, user, notes=user.may("evaluations.unapproved"))
    context["moves"] = [
        button for button in context["moves"] if _has_button(button.name, evaluation)
    ]
    scores = (
        Score.objects.visible_to(user).filter(evaluation=evaluation).select_related("criterion")
    )
    context |= {
        "evaluation": evaluation,
        "is_shown": evaluation.is_shown_to(user),
        "scores": scores,
        "may_score": user.may("evaluations.score") and evaluation.state == Evaluation.State.OPEN,
        "is_anothers": evaluation.scored_by not in (None, user),
        **_suggestion_context(evaluation, user),
    }
    return render(request, "evaluations/evaluation_detail.html", context)


@allow("evaluations.score")
def evaluation_update(request: SignedInRequest, pk: int) -> HttpResponse:
    """Fill in the score sheet: save it, or hand it in."""
    evaluation = _get_evaluation(request, pk)
    meetings = meetings_of(evaluation, request.user)
    # Not for a sheet already started: grounds that its scorer deleted must not come back.
    grounds = grounds_of(meetings) if evaluation.scored_by is None else {}
    form = ScoreForm(request.POST or None, evaluation=evaluation, grounds=grounds)
    hands_in = "hand_in" in request.POST
    action: Callable[..., Evaluation] = actions.score if hands_in else actions.save_scores
    saved = form.run(action, evaluation, by=request.user) if form.is_valid() else None
    if saved:
        messages.success(
            request,
            _("The scores are handed in for review.") if hands_in else _("The scores are saved."),
        )
        return redirect("evaluations:evaluation_detail", pk)
    context = {"form": form, "evaluation": evaluation, "told": meetings}
    return render(request, "evaluations/evaluation_update.html", context)


@require_POST
@allow("evaluations.score")
def evaluation_score(request: SignedInRequest, pk: int) -> HttpResponse:
    """Hand the saved sheet in."""
    return make_move(
        request,
        _get_evaluation(request, pk),
        actions.score,
        done=_("The scores are handed in for review."),
    )


@require_POST
@allow("evaluations.score")
def evaluation_restart(request: SignedInRequest, pk: int) -> HttpResponse:
    """Empty a sheet that another user has started."""
    return make_move_with_reason(
        request,
        _get_evaluation(request, pk),
        actions.restart,
        done=_("The sheet is empty again."),
    )


@require_POST
@allow("evaluations.review")
def evaluation_review(request: SignedInRequest, pk: int) -> HttpResponse:
    """Approve the scores."""
    return make_move(
        request,
        _get_evaluation(request, pk),
        actions.review,
        done=_("The scores are reviewed."),
    )


@require_POST
@allow("evaluations.review")
def evaluation_send_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Return a sheet to scoring."""
    return make_move_with_reason(request, _get_evaluation(request, pk), actions.send_back)


@require_POST
@allow("evaluations.approve")
def evaluation_approve(request: SignedInRequest, pk: int) -> HttpResponse:
    """Approve the grade that the leader saw."""
    grade = request.POST.get("grade", "")
    return make_move(
        request,
        _get_evaluation(request, pk),
        actions.approve,
        done=_("The grade is approved."),
        grade=grade,
    )


def _has_button(move: str, evaluation: Evaluation) -> bool:
    """Whether the page shows a button for `move`: a sheet must have been started to be handed in or
    started over, and approval has a form of its own beside the suggested grade.
    """
    if move in ("score", "restart"):
        return evaluation.scored_by_id is not None and (
            move == "restart" or evaluation.total is not None
        )
    return move != "approve"


def _suggestion_context(evaluation: Evaluation, user: User) -> dict[str, Any]:
    """Template context: the suggested grade, and whether `user` may approve it now."""
    if evaluation.is_graded or not user.may("evaluations.unapproved"):
        return {}
    suggestion = ranking.suggestions(evaluation.round).get(evaluation.pk)
    spread = ranking.distribution(evaluation.round)
    reviewed = evaluation.state == Evaluation.State.REVIEWED and Evaluation.MOVES["approve"].allows(
        evaluation, user
    )
    return {
        "suggestion": suggestion,
        "suggested": Evaluation.Grade(suggestion.grade).label if suggestion else "",
        "spread": spread,
        "may_approve": suggestion and reviewed and (spread.is_settled or not suggestion.needs_all),
    }
