"""Village registers in and out."""

import pytest

from accounts.models import TrailEntry, User
from accounts.registers import Report, import_sheet
from accounts.tests.factories import UserFactory
from villages.models import VillageYear
from villages.tests.factories import VillageFactory, VillageYearFactory

pytestmark = pytest.mark.django_db


def sheet(text: str) -> bytes:
    return text.strip().encode()


def run(register: str, text: str, by: User | None = None) -> Report:
    return import_sheet(register, sheet(text), "台账.csv", by=by or UserFactory())


def reasons(report: Report) -> list[tuple[int, str]]:
    return [(fault.row, fault.heading) for fault in report.faults]


def test_a_sheet_creates_updates_and_leaves_alone() -> None:
    village = VillageFactory(code="511124101201")
    VillageYearFactory(village=village, year=2020, households=400)
    VillageYearFactory(village=village, year=2021, households=410)
    text = """
village_code,year,households
511124101201,2020,400
511124101201,2021,411
511124101201,2022,420
"""
    assert str(run("village_years", text)) == "village_years: 1 created, 1 updated, 1 unchanged"
    assert str(run("village_years", text)) == "village_years: 0 created, 0 updated, 3 unchanged"
    assert list(VillageYear.objects.order_by("year").values_list("households", flat=True)) == [400, 411, 420]


def test_with_one_fault_nothing_is_saved_and_every_fault_is_named() -> None:
    VillageFactory(code="511124101201")
    report = run(
        "village_years",
        """
village_code,year,households,operating_income
511124101201,2020,400,168.6万
511124101201,2021,many,-5
999999999999,2021,400,5
511124101201,2020,400,5
""",
    )
    assert reasons(report) == [(3, "households"), (3, "operating_income"), (4, "village_code"), (5, "village_code")]
    assert not VillageYear.objects.exists()
    assert not TrailEntry.objects.filter(act="import").exists()
