"""Actions on evaluations: opening a round; scoring, reviewing and grading its score sheets."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts import moves, notices, trail
from accounts.models import User
from accounts.moves import MoveRefused
from accounts.trail.acts import ACTS
from evaluations import ranking, scoring
from evaluations.models import Criterion, Evaluation, Round, Rubric, Score
from evaluations.publicity import is_asked
from evaluations.scoring import Suggestion
from officers.models import Measures
from pairings.models import Pairing

Grade, State, Part = Evaluation.Grade, Evaluation.State, Criterion.Part
ACTS["save_scores"] = gettext_lazy("Scores saved")


@dataclass(frozen=True)
class CriterionMark:
    """The points for one criterion (None: 未测评) and the grounds for them."""

    points: Decimal | None
    note: str = ""


@transaction.atomic
def open_round(
    *,
    name: str,
    rubric: Rubric,
    starts_on: date,
    ends_on: date,
    by: User,
    excellent_quota: int | None = None,
) -> Round:
    """Open a round for all pairings active on its last day. The quota defaults to the one in the
    management measures in force on that day.

    Raises PermissionDenied, or ValidationError by field.
    """
    if not by.may("evaluations.open"):
        raise PermissionDenied
    quota = (
        Measures.objects.in_force(ends_on).excellent_quota
        if excellent_quota is None
        else excellent_quota
    )
    opened = Round(
        name=name,
        rubric=rubric,
        starts_on=starts_on,
        ends_on=ends_on,
        excellent_quota=quota,
        opened_by=by,
    )
    opened.full_clean()
    pairings = list(Pairing.objects.active_on(ends_on).order_by("village__code"))
    if not pairings:
        raise ValidationError(
            {"ends_on": _("No pairing was active on this day. Choose another last day.")}
        )
    opened.save()
    rows = Evaluation.objects.bulk_create(
        Evaluation(round=opened, pairing=pairing) for pairing in pairings
    )
    Score.objects.bulk_create(
        line for row in rows for line in blank_sheet(row, list(rubric.criteria.all()))
    )
    trail.write("create", opened, by=by, changes={"evaluations": len(rows)})
    return opened


def blank_sheet(evaluation: Evaluation, criteria: list[Criterion]) -> list[Score]:
    """An unsaved score sheet without points, with a copy of each criterion's current text."""
    return [
        Score(
            evaluation=evaluation,
            criterion=criterion,
            text=criterion.text,
            max_points=criterion.max_points,
        )
        for criterion in criteria
    ]


@transaction.atomic
def save_scores(
    evaluation: Evaluation, *, by: User, marks: Mapping[str, CriterionMark]
) -> Evaluation:
    """Write points and grounds by criterion code into an open sheet, which from then on belongs to
    `by`.

    Raises PermissionDenied, MoveRefused, or ValidationError by criterion code.
    """
    fresh = _own_open_sheet(evaluation, by)
    lines = list(fresh.scores.select_related("criterion"))
    _write_marks(lines, marks)
    fresh.scored_by, fresh.total = by, scoring.total(_criterion_points(lines))
    fresh.save(update_fields=["scored_by", "total"])
    trail.write("save_scores", fresh, by=by)
    return fresh


@trail.together()
def score(
    evaluation: Evaluation, *, by: User, marks: Mapping[str, CriterionMark] | None = None
) -> Evaluation:
    """Hand a complete sheet in for review, with `marks` written first where given."""
    fresh = (
        save_scores(evaluation, by=by, marks=marks) if marks else _own_open_sheet(evaluation, by)
    )
    missing = [line.text for line in fresh.scores.select_related("criterion") if _is_missing(line)]
    if missing:
        raise MoveRefused(
            ngettext(
                "%(count)d criterion has no points yet (not appraised, which isn't zero): "
                "%(which)s.",
                "%(count)d criteria have no points yet (not appraised, which isn't zero): "
                "%(which)s.",
                len(missing),
            )
            % {"count": len(missing), "which": "; ".join(missing)}
        )
    return moves.make(fresh, "score", by=by, changes={"scored_by": by})


@trail.together()
def restart(evaluation: Evaluation, *, by: User, reason: str) -> Evaluation:
    """Empty an open sheet so that another user can score it."""
    fresh = moves.make(
        evaluation, "restart", by=by, reason=reason, changes={"scored_by": None, "total": None}
    )
    fresh.scores.update(points=None, note="")
    return fresh


def review(evaluation: Evaluation, *, by: User) -> Evaluation:
    """Approve the scores that another user gave."""
    return moves.make(evaluation, "review", by=by, changes={"reviewed_by": by})


@trail.together()
def send_back(evaluation: Evaluation, *, by: User, reason: str) -> Evaluation:
    """Return a sheet to the person who scored it, and notify them."""
    row = moves.make(evaluation, "send_back", by=by, reason=reason, changes={"reviewed_by": None})
    way = ("evaluations:evaluation_detail", row.pk)
    notices.notify([row.scored_by], kind="evaluation_returned", url=way, subject=row.pairing)
    return row


@trail.together()
def approve(evaluation: Evaluation, *, by: User, grade: str = "") -> Evaluation:
    """Save the grade that follows from points, ranks and quota; scores and grade are frozen from
    then on.

    `grade` is the one that the leader saw. Raises MoveRefused if it isn't the computed one, with a
    message of its own for an excellent beyond the quota.
    """
    # The grade depends on all sheets of the round: none may change state while it is computed.
    peers = list(
        Evaluation.objects.filter(round=evaluation.round_id)
        .order_by("pk")
        .select_for_update(no_key=True, of=("self",))
    )
    current = Round.objects.select_related("rubric").get(pk=evaluation.round_id)
    suggestion = ranking.suggestions(current).get(evaluation.pk)
    if suggestion is None or not any(
        row.pk == evaluation.pk and row.state == State.REVIEWED for row in peers
    ):
        return moves.make(evaluation, "approve", by=by)  # which says why not
    if suggestion.needs_all:
        _refuse_before_all_reviewed(peers)
    if grade and grade != suggestion.grade:
        raise MoveRefused(_why_not(grade, suggestion, current, len(peers)))
    changes = {
        "grade": suggestion.grade,
        "grade_reason": grounds(
            evaluation, suggestion, scoring.places(current.excellent_quota, len(peers))
        ),
        "approved_by": by,
        "approved_at": timezone.now(),
    }
    row = moves.make(evaluation, "approve", by=by, changes=changes)
    return row if is_asked(current) else moves.make(row, "settle", by=by)


@trail.together()
def approve_round(opened: Round, *, by: User) -> int:
    """Approve the computed grade of every sheet that `by` may approve now; returns the number."""
    if not by.may("evaluations.approve"):
        raise PermissionDenied
    sheets = approvable(opened, by)
    if not sheets:
        raise MoveRefused(_("No evaluation in this round is waiting for your approval."))
    for sheet in sheets:
        approve(sheet, by=by)
    return len(sheets)


def approvable(opened: Round, user: User) -> list[Evaluation]:
    """The reviewed sheets that `user` may approve now; includes excellents only once every sheet
    of the round has been reviewed.
    """
    move = Evaluation.MOVES["approve"]
    rows = [
        row
        for row in opened.evaluations.visible_to(user)
        if row.state == State.REVIEWED and move.allows(row, user)
    ]
    if not rows:
        return []
    suggestions, settled = ranking.suggestions(opened), ranking.distribution(opened).is_settled
    return [
        row
        for row in rows
        if row.pk in suggestions and (settled or not suggestions[row.pk].needs_all)
    ]


def _own_open_sheet(evaluation: Evaluation, by: User) -> Evaluation:
    if not by.may("evaluations.score"):
        raise PermissionDenied
    rows = Evaluation.objects.visible_to(by).select_for_update(no_key=True, of=("self",))
    fresh = rows.select_related("scored_by").get(pk=evaluation.pk)
    if fresh.state != State.OPEN:
        raise MoveRefused(
            _("The scores are handed in; to change them, have the sheet returned to scoring first.")
        )
    if fresh.scored_by not in (None, by):
        raise MoveRefused(
            _(
                "%(name)s has begun this sheet. Leave it to that person, so that you can review "
                "it, or start it over."
            )
            % {"name": fresh.scored_by}
        )
    return fresh


def _write_marks(lines: list[Score], marks: Mapping[str, CriterionMark]) -> None:
    faults = {}
    changed = [line for line in lines if line.criterion.code in marks]
    for line in changed:
        mark = marks[line.criterion.code]
        if mark.points is not None and not 0 <= mark.points <= line.max_points:
            faults[line.criterion.code] = _("Enter points from 0 to %(full)d.") % {
                "full": line.max_points
            }
        if line.criterion.part == Part.VETO and mark.points and not mark.note.strip():
            faults[line.criterion.code] = _("Say why: a veto needs grounds.")
        line.points, line.note = mark.points, mark.note.strip()
    if faults:
        raise ValidationError(faults)
    Score.objects.bulk_update(changed, ["points", "note"])


def _criterion_points(lines: list[Score]) -> list[scoring.CriterionPoints]:
    return [
        scoring.CriterionPoints(line.criterion.part, line.points, line.max_points) for line in lines
    ]


def _is_missing(line: Score) -> bool:
    return line.points is None and scoring.is_required(line.criterion.part)


def _refuse_before_all_reviewed(peers: list[Evaluation]) -> None:
    pending = sum(row.state in (State.OPEN, State.SCORED) for row in peers)
    if pending:
        raise MoveRefused(
            ngettext(
                "Excellent grades are awarded across the whole round: %(count)d evaluation "
                "isn't reviewed yet.",
                "Excellent grades are awarded across the whole round: %(count)d evaluations "
                "aren't reviewed yet.",
                pending,
            )
            % {"count": pending}
        )


def _why_not(grade: str, suggestion: Suggestion, current: Round, evaluations: int) -> str:
    if grade == Grade.EXCELLENT and suggestion.beyond_quota:
        return _(
            "Excellent is not possible: the quota of %(quota)d %% gives %(places)d places among "
            "%(evaluations)d officers, and this total ranks %(rank)d."
        ) % {
            "quota": current.excellent_quota,
            "places": scoring.places(current.excellent_quota, evaluations),
            "evaluations": evaluations,
            "rank": suggestion.rank,
        }
    return _("The points now give “%(grade)s”. Reload the page to see what changed.") % {
        "grade": Grade(suggestion.grade).label
    }


def grounds(evaluation: Evaluation, suggestion: Suggestion, places: int) -> str:
    """The reason as the score sheet prints it; official content, always Chinese."""
    vetoes = evaluation.scores.filter(criterion__part=Part.VETO, points__gt=0).values_list(
        "text", flat=True
    )
    if vetoes:
        return f"一票否决：{'、'.join(vetoes)}"[:200]
    rank = f"总分排名第{suggestion.rank}，优秀名额{places}个"
    return f"{rank}，达到优秀分数线但超出名额" if suggestion.beyond_quota else rank
