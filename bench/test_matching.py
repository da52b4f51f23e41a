"""The assignment of officers to villages: how long it takes, and how good it is.

Beside scipy's `linear_sum_assignment`, which must reach the same total, and beside what somebody with a list would do:
the best pair first, then the best of what is left (greedy), or village by village the best officer who is still free.
"""

import random
import statistics
import time
from collections.abc import Callable
from decimal import Decimal

import pytest
from scipy.optimize import linear_sum_assignment

from pairings.matching.assignment import SCALE, Scores, assign, total, without

# Villages, officers.
SIZES = ((38, 38), (38, 60), (300, 300))
ROUNDS = 5
MATRICES = 200

pytestmark = pytest.mark.bench


def matrix(villages: int, officers: int, seed: int) -> list[list[Decimal]]:
    """Scores from 0 to 100 to the hundredth, as a need and a fit give them."""
    chance = random.Random(seed)
    return [
        [Decimal(chance.randrange(100 * SCALE + 1)) / SCALE for _ in range(officers)]
        for _ in range(villages)
    ]


def by_scipy(scores: Scores) -> dict[int, int]:
    """The same by scipy, on the same whole numbers."""
    whole = [[int((score or 0) * SCALE) for score in row] for row in scores]
    return {
        int(row): int(column)
        for row, column in zip(*linear_sum_assignment(whole, maximize=True), strict=True)
    }


def greedy(scores: Scores) -> dict[int, int]:
    """The best pair first, then the best of what is left."""
    found: dict[int, int] = {}
    taken: set[int] = set()
    every = (
        (score or Decimal(0), row, column)
        for row, line in enumerate(scores)
        for column, score in enumerate(line)
    )
    for _score, row, column in sorted(every, key=lambda one: (-one[0], one[1:])):
        if row not in found and column not in taken:
            found[row] = column
            taken.add(column)
    return found


def by_village(scores: Scores) -> dict[int, int]:
    """Village by village the best officer who is still free."""
    found: dict[int, int] = {}
    for row, line in enumerate(scores):
        free = set(range(len(line))) - set(found.values())
        found[row] = max(free, key=lambda column: (line[column] or 0, -column))
    return found


def milliseconds(work: Callable[[], object]) -> float:
    """Processor time, the median of some rounds."""
    taken = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        taken.append((time.process_time() - start) * 1000)
    return statistics.median(taken)


def test_random_matrices_have_the_total_that_scipy_finds() -> None:
    chance = random.Random(6)
    for seed in range(MATRICES):
        rows = chance.randint(1, 40)
        scores = matrix(rows, chance.randint(rows, 60), seed)
        assert total(scores, assign(scores)) == total(scores, by_scipy(scores))


@pytest.mark.parametrize(("villages", "officers"), SIZES)
def test_a_county_is_assigned_in_milliseconds(
    villages: int, officers: int, capsys: pytest.CaptureFixture[str]
) -> None:
    scores = matrix(villages, officers, 38)
    pairs = assign(scores)
    best = total(scores, pairs)
    assert best == total(scores, by_scipy(scores))
    works = {
        "assign": lambda: assign(scores),
        "without one": lambda: without(scores, pairs, {pairs[0]}),
        "scipy": lambda: by_scipy(scores),
        "greedy": lambda: greedy(scores),
    }
    took = {name: milliseconds(work) for name, work in works.items()}
    others = {
        "greedy": total(scores, greedy(scores)),
        "by village": total(scores, by_village(scores)),
    }
    with capsys.disabled():
        print(
            f"\n{villages} × {officers}: ",
            *(f"{name} {spent:.1f} ms" for name, spent in took.items()),
            sep="  ",
        )
        print(
            f"  total {best}",
            *(f"{(best / one - 1) * 100:.1f} % more than {name}" for name, one in others.items()),
            sep="; ",
        )
