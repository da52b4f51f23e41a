"""The engine of the registers, by two small ones: saved in bulk, and row by row."""

import contextlib
import gc

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Town, TrailEntry
from accounts.moves import MoveRefused
from accounts.registers import (
    REGISTERS,
    ImportColumn,
    Register,
    RowOutcome,
    code,
    export_sheet,
    import_sheet,
    text,
)
from accounts.tests.factories import TownFactory
from accounts.tests.town_register import TownRegister
from jingyan.sheets import SheetError

pytestmark = pytest.mark.django_db


class ActRegister(Register):
    """Towns, row by row, through something that may refuse."""

    name, title = "acts", "Acts"
    permission = view_permission = "villages.import"

    def columns(self):
        return [
            ImportColumn("code", "代码", code(9), required=True, key=True),
            ImportColumn("act", "动作", text(10)),
        ]

    def save_line(self, line, *, by):
        town = TownFactory(code=line["code"])
        match line.get("act"):
            case "validate":
                raise ValidationError("not valid")
            case "move":
                raise MoveRefused("not now, ask 13900001111")
            case "permit":
                raise PermissionDenied
            case "double":
                town.pk = None
                town.save(force_insert=True)
        return RowOutcome.CREATED


@pytest.fixture(autouse=True)
def _registered(monkeypatch):
    monkeypatch.setitem(REGISTERS, "towns", TownRegister)
    monkeypatch.setitem(REGISTERS, "acts", ActRegister)


def run(register, sheet, by):
    return import_sheet(register, sheet.encode(), "x.csv", by=by)


def fault_rows(report):
    return [(fault.row, fault.heading, fault.reason) for fault in report.faults]


def test_new_records_need_what_old_ones_have(staff):
    TownFactory(code="511124100", name="马踏镇")
    report = run("towns", "code,name\n511124100,\n511124101,\n", staff)
    assert [(row, heading) for row, heading, _reason in fault_rows(report)] == [(3, "name")]
    assert (
        str(run("towns", "代码,名称\n511124100,\n511124101,新镇\n", staff))
        == "towns: 1 created, 0 updated, 1 unchanged"
    )


def test_rows_about_the_same_record_are_refused(staff):
    report = run("towns", "code,name\n511124101,甲\n511124102,乙\n511124101,丙\n", staff)
    assert [(row, heading) for row, heading, _reason in fault_rows(report)] == [(4, "code")]
    assert not Town.objects.exists()


def test_a_missing_column_is_one_fault_and_not_one_per_row(staff):
    report = run("towns", "name,phone\n甲,13900001111\n乙,\n", staff)
    assert [(row, heading) for row, heading, _reason in fault_rows(report)] == [(1, "代码")]


def test_records_out_of_sight_and_missing_records_get_different_faults(liaison, other_town):
    own = liaison.town
    assert own is not None
    sheet = (
        f"code,neighbour\n{own.code},{own.code}\n511124998,{other_town.code}\n511124999,511124777\n"
    )
    assert fault_rows(run("towns", sheet, liaison))[:2] == [
        (3, "neighbour", "not yours"),
        (4, "neighbour", "no such town"),
    ]


def test_personal_numbers_are_masked_in_faults(staff):
    report = run("towns", "code,phone\n511124101,1390000111122\n", staff)
    assert "13900001111" not in " ".join(map(str, report.faults))


def test_what_saving_refuses_becomes_a_fault_of_each_row_and_nothing_is_saved(staff):
    sheet = "code,act\n511124101,\n511124102,validate\n511124103,move\n511124104,permit\n511124105,double\n"
    faults = fault_rows(run("acts", sheet, staff))
    assert [row for row, _heading, _reason in faults] == [3, 4, 5, 6]
    assert [reason for _row, _heading, reason in faults][:2] == [
        "not valid",
        "not now, ask 139****1111",
    ]
    assert not Town.objects.exists()
    assert not TrailEntry.objects.exists()


@pytest.mark.parametrize("sheet", ["code,name\n511124101,甲\n", "nothing\nof,use\n"])
def test_the_garbage_is_gathered_again_after_an_import_however_it_ended(staff, sheet):
    with contextlib.suppress(SheetError):
        run("towns", sheet, staff)
    assert gc.isenabled()


def test_rows_saved_one_by_one_are_counted(staff):
    assert (
        str(run("acts", "code,act\n511124101,\n511124102,\n", staff))
        == "acts: 2 created, 0 updated, 0 unchanged"
    )


def test_only_those_who_may_import_and_export(leader, tmp_path):
    with pytest.raises(PermissionDenied):
        run("towns", "code,name\n511124101,甲\n", leader)
    with pytest.raises(PermissionDenied):
        export_sheet("towns", tmp_path / "x.csv", by=leader)


def test_people_get_headings_in_words_and_no_personal_columns(staff, tmp_path):
    TownFactory(code="511124100", name="马踏镇")
    assert export_sheet("towns", tmp_path / "x.csv", by=staff, labels=True) == 1
    assert (tmp_path / "x.csv").read_text("utf-8-sig").splitlines() == [
        "代码,名称,邻镇,类别",
        "511124100,马踏镇,,town",
    ]
    assert (
        str(import_sheet("towns", tmp_path / "x.csv", "x.csv", by=staff))
        == "towns: 0 created, 0 updated, 1 unchanged"
    )


def test_a_file_that_is_no_table_is_refused_as_a_whole(staff):
    for data in (b"", b"\x00\x01", b"nothing\nof,use\n"):
        with pytest.raises(SheetError):
            import_sheet("towns", data, "x.csv", by=staff)
