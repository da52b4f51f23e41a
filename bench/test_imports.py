"""How long an import of 5,000 villages' yearly figures takes, beside bulk inserts of the same rows.

One is bare, one keeps the first version of each row, as every change in the product does. The import besides reads the
file, checks every cell, looks for each village and each row on file, and writes the trail.
"""

import resource
import statistics
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from accounts.models import User
from accounts.registers import import_sheet
from accounts.roles import Role
from accounts.tests.factories import TownFactory
from jingyan.sheets import write_sheet
from villages.models import Village, VillageYear
from villages.tests.factories import VillageYearFactory

VILLAGES = 5_000
ROUNDS = 5
YEAR = 2022
FIGURES = (
    "households",
    "population",
    "edge_households",
    "operating_income",
    "subsidy_income",
    "household_income",
    "household_sample",
    "source",
)

pytestmark = [pytest.mark.bench, pytest.mark.django_db]


def make_villages() -> list[Village]:
    """A province's worth of villages, a hundred to a town."""
    towns = [TownFactory(code=f"5119{number:02}100") for number in range(VILLAGES // 100)]
    return Village.objects.bulk_create(
        Village(
            town=town,
            code=f"{town.code}{number:03}",
            name=f"虚构{number}村",
            full_name=f"虚构{number}村村民委员会",
        )
        for town in towns
        for number in range(100)
    )


def figures_of(number: int) -> dict[str, Any]:
    """The yearly figures of one village, unlike its neighbours'."""
    figures = {name: getattr(VillageYearFactory.build(village=None), name) for name in FIGURES}
    people = 900 + number % 1_700
    counts = {"households": people // 3, "population": people, "edge_households": people % 40}
    incomes = {
        name: Decimal(f"{10_000 + 37 * number}.{number % 100:02}") for name in VillageYear.INCOMES
    }
    return {**figures, **counts, **incomes, "source": f"镇统计台账第{number}号"}


def seconds(work: Callable[[], object]) -> float:
    """How long `work` takes in one transaction. What it leaves behind is removed."""
    start = time.perf_counter()
    with transaction.atomic():
        work()
    took = time.perf_counter() - start
    assert VillageYear.objects.count() == VILLAGES
    VillageYear._base_manager.all().delete()
    return took


def children_mb() -> float:
    """The most that a child process has held so far."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_an_import_beside_a_bare_bulk_create(
    ending: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    villages, by = make_villages(), User.objects.create_user("bench", role=Role.STAFF)
    figures = [figures_of(number) for number in range(VILLAGES)]
    path = tmp_path / f"years.{ending}"
    headings = {name: name for name in ("village_code", "year", *FIGURES)}
    lines = zip(villages, figures, strict=True)
    write_sheet(
        path,
        headings,
        ({"village_code": village.code, "year": YEAR, **row} for village, row in lines),
    )
    taken: dict[str, list[float]] = {
        "bulk_create": [],
        "bulk_create with history": [],
        "import": [],
    }
    for turn in range(ROUNDS + 1):
        bare, kept = (
            [
                VillageYear(village=village, year=YEAR, **row)
                for village, row in zip(villages, figures, strict=True)
            ]
            for _ in range(2)
        )
        works: list[Callable[[], object]] = [
            lambda rows=bare: VillageYear._base_manager.bulk_create(rows),
            lambda rows=kept: VillageYear.objects.bulk_create(rows),
            lambda: import_sheet("village_years", path, path.name, by=by),
        ]
        for times, work in zip(taken.values(), works, strict=True):
            took = seconds(work)
            if turn:
                times.append(took)
    bare_time, with_history, ours = map(statistics.median, taken.values())
    with capsys.disabled():
        print(
            f"\n{VILLAGES:,} rows of {ending}: bulk_create {bare_time:.2f} s, with history {with_history:.2f} s, ",
            end="",
        )
        print(f"import {ours:.2f} s; child {children_mb():.0f} MB (aim ≤ 700)")
        print(
            f"  import / bulk_create = {ours / bare_time:.1f} (aim ≤ 5), with history {ours / with_history:.1f}"
        )
