"""How long an import of 5,000 villages' yearly figures takes, beside one bare bulk_create of the same rows.

The bare rows leave no history. The import reads the file, checks every cell, looks for each village and each row on file, and writes the trail.
"""

import statistics
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from accounts.models import User
from accounts.registers import import_sheet
from accounts.roles import Role
from accounts.tests.factories import TownFactory
from jingyan.sheets import write_sheet
from villages.models import Village, VillageYear
from villages.tests.factories import VillageYearFactory

VILLAGES = 5_000
ROUNDS = 3
YEAR = 2022
FIGURES = (
    "households", "population", "edge_households", "operating_income", "subsidy_income", "household_income",
    "household_sample", "source",
)  # fmt: skip

pytestmark = [pytest.mark.bench, pytest.mark.django_db]


def make_villages() -> list[Village]:
    """A province's worth of villages, a hundred to a town."""
    towns = [TownFactory(code=f"5119{number:02}100") for number in range(VILLAGES // 100)]
    return Village.objects.bulk_create(
        Village(
            town=town, code=f"{town.code}{number:03}", name=f"虚构{number}村", full_name=f"虚构{number}村村民委员会"
        )
        for town in towns
        for number in range(100)
    )


def seconds(work: Callable[[], object]) -> float:
    """How long `work` takes. What it leaves behind is removed."""
    start = time.perf_counter()
    work()
    took = time.perf_counter() - start
    assert VillageYear.objects.count() == VILLAGES
    VillageYear._base_manager.all().delete()
    return took


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_an_import_beside_a_bare_bulk_create(ending: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    villages, by = make_villages(), User.objects.create_user("bench", role=Role.STAFF)
    figures = {name: getattr(VillageYearFactory.build(village=None), name) for name in FIGURES}
    path = tmp_path / f"years.{ending}"
    headings = {name: name for name in ("village_code", "year", *FIGURES)}
    write_sheet(path, headings, ({"village_code": village.code, "year": YEAR, **figures} for village in villages))
    bare: list[float] = []
    through: list[float] = []
    for _ in range(ROUNDS):
        rows = [VillageYear(village=village, year=YEAR, **figures) for village in villages]
        bare.append(seconds(lambda rows=rows: VillageYear._base_manager.bulk_create(rows)))
        through.append(seconds(lambda: import_sheet("village_years", path, path.name, by=by)))
    least, ours = statistics.median(bare), statistics.median(through)
    with capsys.disabled():
        print(f"\n{VILLAGES:,} rows of {ending}: bulk_create {least:.2f} s, import {ours:.2f} s")
        print(f"  import / bulk_create = {ours / least:.1f} (aim ≤ 5)")
