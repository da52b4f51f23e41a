"""Two evaluation rounds: the one of the first term, completely approved, and the one of the latest
half-year, in progress.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from evaluations import ranking, scoring
from evaluations.actions import blank_sheet, grounds
from evaluations.models import Criterion, Evaluation, Round, Rubric, Score
from jingyan.periods import half_of
from officers.models import Measures
from pairings.models import Pairing
from reports.demo.hands import Hands
from reports.demo.terms import APPOINTED, DECISION

State = Evaluation.State
Part = Criterion.Part
TERM_ROUND = "首批特聘村官期满履职综合评价"
# The states of the evaluations of a round in progress, in turn.
ON_THE_WAY = (State.OPEN, State.SCORED, State.REVIEWED, State.REVIEWED, State.APPROVED)
GROUNDS = {
    "meetings": "据推进会出席记录",
    "outcomes": "据县级确认的帮扶实绩",
    "villagers": "据村民代表会议测评表（演示）",
    "town": "据镇（街道）党组织意见（演示）",
}
BEST, WORST = 0.97, 0.72
SCORED_AFTER, REVIEWED_AFTER, APPROVED_AFTER = (timedelta(days=days) for days in (8, 11, 15))


def write(as_of: date, hands: Hands) -> None:
    """The rounds due by the day of the demonstration."""
    ours = Pairing.objects.filter(appointment__batch__document_number=DECISION)
    first_end = (
        ours.filter(state=Pairing.State.ENDED)
        .order_by("ends_on")
        .values_list("ends_on", flat=True)
        .first()
    )
    if first_end and first_end + APPROVED_AFTER < as_of:
        _round(TERM_ROUND, APPOINTED, first_end, (State.APPROVED,), as_of=as_of, hands=hands)
    half = half_of(as_of).previous()
    _round(
        f"特聘村官{half.label_zh()}履职综合评价",
        half.start,
        half.end,
        ON_THE_WAY,
        as_of=as_of,
        hands=hands,
    )


def _round(
    name: str, starts_on: date, ends_on: date, turns: Sequence[State], *, as_of: date, hands: Hands
) -> None:
    opened = Round.objects.create(
        name=name,
        rubric=Rubric.objects.latest("version"),
        starts_on=starts_on,
        ends_on=ends_on,
        excellent_quota=Measures.objects.in_force(ends_on).excellent_quota,
        opened_by=hands.cast.staff,
        opened_at=hands.chance.moment(min(ends_on + timedelta(days=3), as_of)),
    )
    hands.acts.add("create", opened, opened.opened_at, hands.cast.staff)
    ours = Pairing.objects.active_on(ends_on).filter(appointment__batch__document_number=DECISION)
    rows = Evaluation.objects.bulk_create(
        Evaluation(round=opened, pairing=pairing)
        for pairing in ours.select_related("officer", "village")
    )
    wanted = [turns[place % len(turns)] for place in range(len(rows))]
    _score(rows, wanted, opened, hands)
    _approve(
        [row for row, state in zip(rows, wanted, strict=True) if state == State.APPROVED],
        opened,
        as_of,
        hands,
    )
    for row in rows:
        _note_acts(row, ends_on, as_of, hands)


def _score(rows: list[Evaluation], wanted: list[State], opened: Round, hands: Hands) -> None:
    """Fill in the sheets; those that stay open are blank or half full."""
    criteria, chance = list(opened.rubric.criteria.all()), hands.chance
    levels = chance.shuffled(
        [BEST - (BEST - WORST) * place / max(len(rows) - 1, 1) for place in range(len(rows))]
    )
    sheets: list[Score] = []
    for place, (row, state, level) in enumerate(zip(rows, wanted, levels, strict=True)):
        sheet = blank_sheet(row, criteria)
        filled = len(sheet) if state != State.OPEN else len(sheet) // 2 if place % 2 else 0
        for score in sheet[:filled]:
            score.points, score.note = (
                _points(score.criterion, level, hands),
                GROUNDS.get(score.criterion.code, ""),
            )
        row.state = State.REVIEWED if state == State.APPROVED else state
        row.total = scoring.total(
            [scoring.CriterionPoints(s.criterion.part, s.points, s.max_points) for s in sheet]
        )
        row.scored_by = hands.cast.staff if filled else None
        row.reviewed_by = hands.cast.staff2 if row.state == State.REVIEWED else None
        sheets += sheet
    Score.objects.bulk_create(sheets, batch_size=1000)
    Evaluation.objects.bulk_update(
        rows, ["state", "total", "scored_by", "reviewed_by"], batch_size=500
    )


def _points(criterion: Criterion, level: float, hands: Hands) -> Decimal | None:
    """Points in steps of a half around the level of the sheet; rarely a bonus, never a veto."""
    if criterion.part == Part.VETO:
        return Decimal(0)
    if criterion.part == Part.BONUS:
        return Decimal(1) if level > 0.9 else None
    share = min(max(hands.chance.gauss(level, 0.03), 0.0), 1.0)
    return Decimal(round(criterion.max_points * share * 2)) / 2


def _approve(rows: list[Evaluation], opened: Round, as_of: date, hands: Hands) -> None:
    """Grades within the quota; an excellent waits until every evaluation of the round has been
    reviewed.
    """
    suggestions, spread = ranking.suggestions(opened), ranking.distribution(opened)
    approved = []
    for row in rows:
        suggestion = suggestions[row.pk]
        if suggestion.needs_all and not spread.is_settled:
            continue
        row.state, row.grade, row.approved_by = State.APPROVED, suggestion.grade, hands.cast.leader
        row.grade_reason = grounds(row, suggestion, spread.places)
        row.approved_at = hands.chance.moment(min(opened.ends_on + APPROVED_AFTER, as_of))
        approved.append(row)
    fields = ["state", "grade", "grade_reason", "approved_by", "approved_at"]
    Evaluation.objects.bulk_update(approved, fields, batch_size=500)


def _note_acts(row: Evaluation, ends_on: date, as_of: date, hands: Hands) -> None:
    def at(after: timedelta) -> datetime:
        return hands.chance.moment(min(ends_on + after, as_of))

    add, cast, saved = hands.acts.add, hands.cast, at(SCORED_AFTER)
    if row.scored_by:
        add("save_scores", row, saved, cast.staff)
    if row.state == State.OPEN:
        return
    add("score", row, saved + timedelta(minutes=5), cast.staff, State.OPEN, State.SCORED)
    if row.reviewed_by:
        add("review", row, at(REVIEWED_AFTER), cast.staff2, State.SCORED, State.REVIEWED)
    if row.approved_at:
        add("approve", row, row.approved_at, cast.leader, State.REVIEWED, State.APPROVED)
