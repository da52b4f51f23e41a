"""Input to the registers: usual notations are read; faults are named by cell, nothing is written."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from accounts.registers import REGISTERS, Report, import_sheet
from accounts.tests.factories import TownFactory, UserFactory
from jingyan.sheets import SheetError
from jingyan.tests.two_towns import undone
from officers.tests.factories import AppointmentFactory, EnterpriseFactory, credit_code, id_number
from pairings.tests.factories import PairingFactory
from reports.tests.register_files import (
    HABITS,
    OUTSIDE,
    ROWS,
    TOWN,
    VILLAGE,
    as_typed_in_excel,
    damaged,
    faulty,
    gaps,
    packed,
    table,
    workbook,
)
from villages.tests.factories import VillageFactory

pytestmark = pytest.mark.django_db
PLACE = re.compile(r"^\S.*!\d+ \S.*: .+ — \S", re.DOTALL)


@pytest.fixture(scope="module")
def by(django_db_setup: None, django_db_blocker: Any) -> Iterator[User]:
    """County staff, in a county with a village, an officer who waits for a pair, and one who has one."""
    with django_db_blocker.unblock(), undone():
        town = TownFactory(code=TOWN)
        VillageFactory(town=town, code=VILLAGE, in_programme=True, tier="none")
        VillageFactory(town__code="511124101", code=OUTSIDE)
        AppointmentFactory(active=True, officer__officer_code="T0001")
        paired = AppointmentFactory(active=True, officer__officer_code="T0002")
        PairingFactory(
            active=True, appointment=paired, village=VillageFactory(town=town, code="511124100202")
        )
        EnterpriseFactory(credit_code=credit_code(8_009))
        yield UserFactory()


def take(
    name: str, content: bytes | str, by: User, filename: str = "台账.csv", *, sure: bool = True
) -> Report:
    """Import a file."""
    return import_sheet(
        name, content.encode() if isinstance(content, str) else content, filename, by=by, sure=sure
    )


@pytest.mark.parametrize("name", ROWS)
def test_a_row_is_read_the_same_in_every_usual_notation(name: str, by: User) -> None:
    with undone():
        assert not (report := take(name, as_typed_in_excel(ROWS[name]), by, "台账.xlsx")).faults, (
            report.faults
        )
        assert "0 unchanged" in str(report)
        understood = {
            habit: str(take(name, write(ROWS[name]), by)) for habit, write in HABITS.items()
        }
    assert understood == dict.fromkeys(HABITS, f"{name}: 0 created, 0 updated, 1 unchanged")


@contextmanager
def nothing_written() -> Iterator[None]:
    """No row of any table is more, less or other than it was, the trail apart."""
    before = fingerprint()
    yield
    assert fingerprint() == before


def fingerprint() -> dict[str, Any]:
    """Each table's rows."""
    names = [
        name
        for name in connection.introspection.table_names()
        if not re.search("trail|session|migration", name)
    ]
    found = {}
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f'SELECT * FROM "{name}"')  # names out of the database itself
            found[name] = hash(tuple(sorted(map(repr, cursor.fetchall()))))
    return found


@pytest.mark.parametrize("name", ROWS)
def test_what_is_wrong_in_a_row_is_named_by_its_place_and_nothing_is_written(
    name: str, by: User
) -> None:
    wrong = []
    with undone(), nothing_written():
        for why, (content, number) in (faulty(ROWS[name]) | gaps(name, ROWS[name])).items():
            wrong += complaints(why, take(name, content, by), number)
        report = take(name, damaged(ROWS[name]), by, "台账.xlsx")
        wrong += [
            f"cell: row {row}"
            for row in (2, 3, 4)
            if row not in {fault.row for fault in report.faults}
        ]
        wrong += complaints("cells", report, 2)
        assert wrong == []


def complaints(why: str, report: Report, number: int) -> list[str]:
    """What the faults of a file fail to say."""
    lines = [str(fault) for fault in report.faults]
    # A column that only new records need is missed in their rows.
    if not {number, number + why.startswith("gap")} & {fault.row for fault in report.faults}:
        return [f"{why}: {lines or report}"]
    offending = [line for line in lines if not PLACE.match(line) or len(line) > 400]
    offending += [line for line in lines if id_number(8_001) in line or "19900000001" in line]
    return [f"{why}: {line}" for line in offending]


@pytest.mark.parametrize("name", ROWS)
def test_a_file_that_is_not_a_valid_table_is_refused_and_nothing_is_written(
    name: str, by: User
) -> None:
    row = ROWS[name]
    labels = {column.name: str(column.label) for column in REGISTERS[name]().fields}
    named = {labels[heading]: value for heading, value in row.items()}
    files = {
        "NUL": (table(row).replace("\r", "\0").encode(), "x.csv"),
        "utf-16": (table(row).encode("utf-16"), "x.csv"),
        "big5": (table(named).encode("big5", "ignore"), "x.csv"),
        "delimiter": (table(row, delimiter="|").encode(), "x.csv"),
        "quote": (table(row | {next(iter(row)): '"1'}).encode(), "x.csv"),
        "empty": (b"\r\n,,,\r\n", "x.csv"),
        "old Excel": (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "x.xls"),
        "named otherwise": (workbook([list(row)]), "x.csv"),
        "macros": (packed(xl__vbaProject_bin=b"x"), "x.xlsx"),
        "links": (packed(xl__externalLinks__externalLink1_xml=b"<a/>"), "x.xlsx"),
        "DTD": (packed(xl__more_xml=b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), "x.xlsx"),
        "bomb": (packed(xl__media_xml=b"0" * 80_000_000), "x.xlsx"),
        "too large": (b"a,b\n" + b"1,2\n" * 1_400_000, "x.csv"),
        "half": (workbook([list(row)])[:900], "x.xlsx"),
    }
    with undone(), nothing_written():
        for why, (content, filename) in files.items():
            with pytest.raises(SheetError) as refusal:
                print(why, take(name, content, by, filename))
            assert len(str(refusal.value)) > 4, why


def test_a_liaison_brings_nothing_in_for_another_town(by: User) -> None:
    from_here = UserFactory(role="liaison", town=TownFactory())
    for name, row in ROWS.items():
        if from_here.may(REGISTERS[name].permission) and "officer_code" not in row:
            with undone(), nothing_written():
                assert complaints(name, take(name, table(row), from_here), 2) == []
