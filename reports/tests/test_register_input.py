"""Input to the registers: usual notations are read; faults are named by cell, nothing is written."""

import csv
import io
import re
from collections import Counter
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.db import connection
from hypothesis import assume, given
from hypothesis import strategies as st

from accounts.registers import (
    REGISTERS,
    amount,
    as_is,
    export_sheet,
    import_sheet,
)
from accounts.registers.columns import ChoiceParser, Reference, TextParser, Whole, money
from accounts.tests.factories import TownFactory, UserFactory
from jingyan import parsing
from jingyan.sheets import SheetError, escape
from jingyan.tests.examples import fewer_examples
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
def by(django_db_setup, django_db_blocker):
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


def take(name, content, by, filename="台账.csv", *, sure=True):
    """Import a file."""
    return import_sheet(
        name, content.encode() if isinstance(content, str) else content, filename, by=by, sure=sure
    )


@pytest.mark.parametrize("name", ROWS)
def test_a_row_is_read_the_same_in_every_usual_notation(name, by):
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
def nothing_written():
    """No row of any table is more, less or other than it was, the trail apart."""
    before = fingerprint()
    yield
    assert fingerprint() == before


def fingerprint():
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


WORDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=50).map(parsing.clean_text)
YUAN = st.decimals(0, 10**8, places=2).map(str)
CELLS: dict[Any, st.SearchStrategy[str]] = {
    as_is: st.integers(1, 999).map(str),
    parsing.parse_credit_code: st.just(credit_code(8_002)),
    parsing.parse_bool: st.sampled_from(["是", "否"]),
    parsing.parse_date: st.dates(date(2021, 1, 1), date(2022, 12, 31)).map(str),
    parsing.parse_percent: st.integers(0, 100).map("{}%".format),
    parsing.split_names: st.lists(st.sampled_from(["张三", "李四", "王五"]), unique=True).map(
        "、".join
    ),
    amount: st.tuples(YUAN, st.sampled_from(["元", "余元", "元以上"])).map("".join),
    money: YUAN,
}


def cells(column):
    """What may be entered in a column."""
    match column.like or column.parse:
        case ChoiceParser(choices=choices):
            return st.sampled_from([code for code in choices if code])
        case TextParser(max_length=most):
            return WORDS.map(lambda text: text[:most].strip())
        case Reference():
            return st.from_regex("[A-Z]{2}-[0-9]{1,4}", fullmatch=True)
        case Whole(minimum=least, maximum=most):
            return st.integers(least or 0, most).map(str)
        case parser:
            return CELLS.get(parser, st.just(""))


def exported(name, path, by):
    """The rows of a register's export, each as the pairs of heading and cell."""
    export_sheet(name, path, by=by)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return Counter(tuple(row.items()) for row in csv.DictReader(file))


def accepted(name, row, by):
    """Import the row, and return it as the register took it: a refused cell gives way to the tidy
    one, and that one to a blank.
    """
    while faults := take(name, quoted(row), by).faults:
        tidy = {fault.heading: ROWS[name].get(fault.heading, "") for fault in faults}
        better = {
            heading: "" if row[heading] in ("", tidy[heading]) else tidy[heading]
            for heading in tidy.keys() & row.keys()
        }
        assume(any(row[heading] != cell for heading, cell in better.items()))
        row = row | better
    return row


def quoted(row):
    """The row as CSV, whatever is in it."""
    out = io.StringIO()
    csv.writer(out).writerows([row, map(escape, row.values())])
    return out.getvalue()


@pytest.mark.parametrize("name", ROWS)
@fewer_examples
@given(data=st.data())
def test_whatever_the_columns_take_is_exported_and_reads_back_unchanged(name, by, tmp_path, data):
    columns = [column for column in REGISTERS[name]().fields if not column.key]
    row_cells = {column.name: data.draw(cells(column)) for column in columns}
    path = tmp_path / f"{name}.csv"
    with undone():
        before = exported(name, path, by)
        row = accepted(
            name, ROWS[name] | {key: cell for key, cell in row_cells.items() if cell}, by
        )
        (result,) = map(dict, exported(name, path, by) - before)
        filled = {column.name for column in columns if column.export and row.get(column.name)}
        assert filled <= {heading for heading, cell in result.items() if cell}
        report = import_sheet(name, path, path.name, by=by)
        assert "0 created, 0 updated" in str(report)


@pytest.mark.parametrize("name", ROWS)
def test_what_is_wrong_in_a_row_is_named_by_its_place_and_nothing_is_written(name, by):
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


def complaints(why, report, number):
    """What the faults of a file fail to say."""
    lines = [str(fault) for fault in report.faults]
    # A column that only new records need is missed in their rows.
    if not {number, number + why.startswith("gap")} & {fault.row for fault in report.faults}:
        return [f"{why}: {lines or report}"]
    offending = [line for line in lines if not PLACE.match(line) or len(line) > 400]
    offending += [line for line in lines if id_number(8_001) in line or "19900000001" in line]
    return [f"{why}: {line}" for line in offending]


@pytest.mark.parametrize("name", ROWS)
def test_a_file_that_is_not_a_valid_table_is_refused_and_nothing_is_written(name, by):
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


def test_a_liaison_brings_nothing_in_for_another_town(by):
    from_here = UserFactory(role="liaison", town=TownFactory())
    for name, row in ROWS.items():
        if from_here.may(REGISTERS[name].permission) and "officer_code" not in row:
            with undone(), nothing_written():
                assert complaints(name, take(name, table(row), from_here), 2) == []
