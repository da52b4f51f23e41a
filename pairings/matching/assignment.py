"""The best overall assignment of officers to villages, and the least disturbing repair of one.
Uses no database.

The Hungarian method with potentials, O(n²m), on whole-number costs. A pair is forbidden where it
has no score; a locked pair stays as it is. A village for which every officer is
forbidden stays without one. As few villages as possible stay without: leaving one out costs more
than all scores together.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import inf

# Scores are compared to the hundredth.
SCALE = 100
Scores = Sequence[Sequence[Decimal | None]]
Pairs = Mapping[int, int]


@dataclass(frozen=True)
class Repair:
    """A new assignment after an officer has withdrawn: the pairs, and the villages whose officer
    changes.
    """

    pairs: Pairs
    moved: Sequence[int]


def hungarian(costs: Sequence[Sequence[int]]) -> list[int]:
    """The column of each row in the cheapest assignment. There must be at least as many columns as
    rows.
    """
    rows, columns = len(costs), len(costs[0]) if costs else 0
    row_price, column_price, row_of = [0] * (rows + 1), [0] * (columns + 1), [0] * (columns + 1)
    for row in range(1, rows + 1):
        row_of[0] = row
        column, way = _cheapest_way(costs, row_price, column_price, row_of)
        while column:
            row_of[column] = row_of[way[column]]
            column = way[column]
    column_of = {row: column - 1 for column, row in enumerate(row_of) if column and row}
    return [column_of[row] for row in range(1, rows + 1)]


def _cheapest_way(
    costs: Sequence[Sequence[int]], row_price: list[int], column_price: list[int], row_of: list[int]
) -> tuple[int, list[int]]:
    """The free column that the row of column 0 reaches at the least cost, and the way there; prices
    follow.
    """
    column, seen, away = 0, [0], list(range(1, len(row_of)))
    way = [0] * len(row_of)
    slack: list[float] = [inf] * len(row_of)
    while row_of[column]:
        row = row_of[column]
        line, price = costs[row - 1], row_price[row]
        for other in away:
            reduced = line[other - 1] - price - column_price[other]
            if reduced < slack[other]:
                slack[other], way[other] = reduced, column
        following = min(away, key=slack.__getitem__)
        step = int(slack[following])
        for other in seen:
            row_price[row_of[other]] += step
            column_price[other] -= step
        for other in away:
            slack[other] -= step
        column = following
        seen.append(column)
        away.remove(column)
    return column, way


def assign(scores: Scores, locks: Pairs | None = None) -> dict[int, int]:
    """Village → officer with the greatest total score; `locks` stay. `scores` has a row a village,
    a column an officer.
    """
    return _best(
        [[None if score is None else int(score * SCALE) for score in row] for row in scores],
        locks or {},
    )


def _best(values: Sequence[Sequence[int | None]], locks: Pairs) -> dict[int, int]:
    rows = [row for row in range(len(values)) if row not in locks]
    taken = set(locks.values())
    columns = [column for column in range(len(values[0]) if values else 0) if column not in taken]
    open_rows = [[values[row][column] for column in columns] for row in rows]
    top = max((value for line in open_rows for value in line if value is not None), default=0)
    # “No officer” is an extra column for each row, and costs more than any gain elsewhere.
    no_officer = (abs(top) + 1) * (len(rows) + 1)
    costs = [
        [no_officer * 2 if value is None else top - value for value in line]
        + [no_officer] * len(rows)
        for line in open_rows
    ]
    assigned_columns = hungarian(costs) if rows else []
    pairs = {
        row: columns[column]
        for row, column in zip(rows, assigned_columns, strict=True)
        if column < len(columns)
    }
    return {
        **locks,
        **{row: column for row, column in pairs.items() if values[row][column] is not None},
    }


def total(scores: Scores, pairs: Pairs) -> Decimal:
    """The sum of the scores of the pairs."""
    return sum((scores[row][column] or Decimal(0) for row, column in pairs.items()), Decimal(0))


def runner_up(scores: Scores, village: int, officer: int | None) -> int | None:
    """The officer other than `officer` who fits the village best, even if assigned elsewhere."""
    others = [
        (score, -column)
        for column, score in enumerate(scores[village])
        if score is not None and column != officer
    ]
    return -max(others)[1] if others else None


def without(
    scores: Scores, pairs: Pairs, gone: Collection[int], locks: Pairs | None = None
) -> Repair:
    """The assignment without the officers `gone` that serves as many villages, moves the fewest
    other pairs, and among those has the greatest total score. Locks on officers who are
    gone are ignored.
    """
    valid_locks = {
        village: officer for village, officer in (locks or {}).items() if officer not in gone
    }
    top = max(
        (int(score * SCALE) for row in scores for score in row if score is not None), default=0
    )
    # Staying counts for more than all scores together.
    stay = (top + 1) * (len(scores) + 1)
    values = [
        [
            None
            if score is None or column in gone
            else int(score * SCALE) + (stay if pairs.get(row) == column else 0)
            for column, score in enumerate(line)
        ]
        for row, line in enumerate(scores)
    ]
    repaired = _best(values, valid_locks)
    moved = [
        village
        for village, officer in pairs.items()
        if officer not in gone and repaired.get(village) != officer
    ]
    return Repair(repaired, moved)
