"""The need index: how much a village needs the programme, from 0 to 100, part by part. Uses no
database.

A part counts by the village's rank among all whose value is known: the share of the others
that need less (ties count half). So one outlier or one wrong zero moves no other village, and no
scale has to be agreed on. Parts with fixed levels (tier, lead industry) count by their
level. An unknown value is not zero: the score rests on the known parts alone, scaled to 100; where
less than half of the weight is known there is no score.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

# Part → whether a larger value means more need.
RANKED = {"edge": True, "income": False, "growth": False, "demands": True}
# Part → level of need by value.
LEVELS: dict[str, Mapping[str, Decimal]] = {
    "industry": {"none": Decimal(1), "some": Decimal(0)},
    "tier": {"provincial": Decimal(1), "municipal": Decimal("0.5"), "none": Decimal(0)},
}
PARTS = ("edge", "income", "growth", "industry", "demands", "tier")
TENTH, HUNDREDTH = Decimal("0.1"), Decimal("0.01")

Value = Decimal | str | None


@dataclass(frozen=True)
class NeedInputs:
    """What is known of one village: part → value, None where nothing is known."""

    key: int
    values: Mapping[str, Value]


@dataclass(frozen=True)
class NeedPart:
    """One part of a score: the value it rests on, the need it shows (0 to 1), its weight and its
    points.
    """

    code: str
    value: Value
    weight: int
    level: Decimal | None

    @property
    def points(self) -> Decimal | None:
        """The part's points of its weight; None where it isn't known."""
        return (
            None
            if self.level is None
            else (self.level * self.weight).quantize(TENTH, ROUND_HALF_UP)
        )


@dataclass(frozen=True)
class VillageNeed:
    """One village's need: its parts, how much of the weight is known, the score, and the rank among
    all with one.
    """

    key: int
    parts: Sequence[NeedPart]
    known: int
    score: Decimal | None
    rank: int | None = None


def scores(villages: Iterable[NeedInputs], weights: Mapping[str, int]) -> list[VillageNeed]:
    """The villages by need, the neediest first, those of equal need by key; those without a score
    at the end.
    """
    rows = list(villages)
    columns = {part: _column(rows, part) for part in RANKED}
    village_needs = [_score(row, weights, columns) for row in rows]
    village_needs.sort(key=lambda row: (row.score is None, -(row.score or 0), row.key))
    return _ranked(village_needs)


def _column(rows: Iterable[NeedInputs], part: str) -> list[Decimal]:
    return sorted(value for row in rows if isinstance(value := row.values.get(part), Decimal))


def _score(
    row: NeedInputs, weights: Mapping[str, int], columns: Mapping[str, Sequence[Decimal]]
) -> VillageNeed:
    parts = [
        NeedPart(code, row.values.get(code), weights[code], _level(row, code, columns))
        for code in PARTS
    ]
    known_weight = sum(part.weight for part in parts if part.level is not None)
    if 2 * known_weight < sum(weights.values()) or not known_weight:
        return VillageNeed(row.key, parts, known_weight, None)
    points = sum((part.level * part.weight for part in parts if part.level is not None), Decimal(0))
    return VillageNeed(
        row.key,
        parts,
        known_weight,
        (points * 100 / known_weight).quantize(HUNDREDTH, ROUND_HALF_UP),
    )


def _level(row: NeedInputs, code: str, columns: Mapping[str, Sequence[Decimal]]) -> Decimal | None:
    value = row.values.get(code)
    if value is None:
        return None
    if isinstance(value, str):
        return LEVELS[code][value]
    column = columns[code]
    below, upto = bisect_left(column, value), bisect_right(column, value)
    less = below if RANKED[code] else len(column) - upto
    return (less + Decimal(upto - below) / 2) / len(column)


def _ranked(needs: Sequence[VillageNeed]) -> list[VillageNeed]:
    """Each with its rank; equal scores share one."""
    rows: list[VillageNeed] = []
    for place, row in enumerate(needs, start=1):
        tied = bool(rows) and rows[-1].score == row.score
        rows.append(
            row if row.score is None else replace(row, rank=rows[-1].rank if tied else place)
        )
    return rows
