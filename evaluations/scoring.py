"""The arithmetic of an evaluation: from points to a total, from totals to ranks, from ranks to
grades. Does not use the database.

Rules (rubric and measures, DOMAIN 3): a sheet with a criterion without points (未测评) has no
total, except that the bonus and the vetoes may be empty; the total never exceeds 100; the quota of
excellents is rounded down; ties are broken by the village's appraisal, and officers still tied at
the cut-off are not excellent, so that none is preferred by accident; a veto makes the grade general
whatever the total.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

EXCELLENT, GOOD, GENERAL = "excellent", "good", "general"
VILLAGE, BONUS, VETO = "village", "bonus", "veto"
FULL_TOTAL = Decimal(100)
# The sort key of the ranks: the total, then the village's appraisal.
Order = tuple[Decimal, Decimal]


@dataclass(frozen=True)
class CriterionPoints:
    """One criterion of a score sheet: its part of the rubric, its points (None: 未测评) and its
    full points.
    """

    part: str
    points: Decimal | None
    full: int


@dataclass(frozen=True)
class Bar:
    """The lowest totals for an excellent and for a good grade."""

    excellent_from: int
    good_from: int


@dataclass(frozen=True)
class Standing:
    """One evaluation among those of its round. `grade` is the one already approved, or empty."""

    key: int
    total: Decimal | None
    village: Decimal = Decimal(0)
    vetoed: bool = False
    grade: str = ""


@dataclass(frozen=True)
class Suggestion:
    """The grade that follows from the rules, the rank among all totals, and whether only the quota
    rules out an excellent.
    """

    grade: str
    rank: int
    beyond_quota: bool = False

    @property
    def needs_all(self) -> bool:
        """Whether the grade depends on the rank, so that all evaluations of the round must be
        reviewed first.
        """
        return self.grade == EXCELLENT or self.beyond_quota


def is_required(part: str) -> bool:
    """Whether a criterion of this part must have points before there is a total."""
    return part not in (BONUS, VETO)


def unscored(lines: Iterable[CriterionPoints]) -> int:
    """The number of required criteria that are still 未测评."""
    return sum(line.points is None for line in lines if is_required(line.part))


def total(lines: Sequence[CriterionPoints]) -> Decimal | None:
    """The total points, at most 100; None while a required criterion is 未测评, or if no criterion
    is required.
    """
    if unscored(lines) or not any(is_required(line.part) for line in lines):
        return None
    points = sum((line.points or Decimal(0) for line in lines if line.part != VETO), Decimal(0))
    return min(points, FULL_TOTAL)


def vetoed(lines: Iterable[CriterionPoints]) -> bool:
    """Whether any veto applies."""
    return any(bool(line.points) for line in lines if line.part == VETO)


def places(quota: int, evaluations: int) -> int:
    """The number of places: `quota` per cent of the round's evaluations, rounded down."""
    return quota * evaluations // 100


def suggest(standings: Sequence[Standing], bar: Bar, open_places: int) -> dict[int, Suggestion]:
    """The grade of every standing that has a total, by key. Approved grades are kept, and approved
    excellents take their places first.
    """
    ranked = [row for row in standings if row.total is not None]
    taken = sum(row.grade == EXCELLENT for row in ranked)
    # Sorted once, for speed: a round of a whole province has seven thousand standings.
    orders = sorted(map(_order, ranked))
    contenders = sorted(_order(row) for row in ranked if not row.grade and _is_excellent(row, bar))
    left = max(open_places - taken, 0)
    return {row.key: _suggestion(row, orders, contenders, bar, left) for row in ranked}


def _suggestion(
    row: Standing, orders: Sequence[Order], contenders: Sequence[Order], bar: Bar, left: int
) -> Suggestion:
    """The grade of one standing. `orders` are the sort keys of all standings, `contenders` those
    of the ones that may still become excellent; both ascending.
    """
    rank = 1 + len(orders) - bisect_right(orders, _order(row))
    if row.grade:
        return Suggestion(row.grade, rank)
    if not _is_excellent(row, bar):
        return Suggestion(_by_total(row, bar), rank)
    not_behind = len(contenders) - bisect_left(contenders, _order(row))
    return (
        Suggestion(EXCELLENT, rank)
        if not_behind <= left
        else Suggestion(GOOD, rank, beyond_quota=True)
    )


def _is_excellent(row: Standing, bar: Bar) -> bool:
    return row.total is not None and not row.vetoed and row.total >= bar.excellent_from


def _by_total(row: Standing, bar: Bar) -> str:
    return (
        GOOD if row.total is not None and not row.vetoed and row.total >= bar.good_from else GENERAL
    )


def _order(row: Standing) -> Order:
    return row.total or Decimal(0), row.village
