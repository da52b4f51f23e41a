"""The import pages with the real registers: templates, and what a file would change."""

import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.registers import REGISTERS, carry_out, export_sheet, open_sheet
from accounts.registers.hints import hint
from officers.tests.factories import (
    AppointmentFactory,
    EnterpriseFactory,
    OfficerFactory,
    id_number,
)
from pairings.tests.factories import (
    AttendanceFactory,
    ContributionFactory,
    MeetingFactory,
    PairingFactory,
)
from villages.tests.factories import VillageFactory

pytestmark = pytest.mark.django_db


def dry_run(register, *rows, by):
    text = "\n".join(rows).encode()
    report = carry_out(open_sheet(register, text, "x.csv", by=by), dry_run=True, previewed=20)
    assert [str(fault) for fault in report.faults] == []
    return report


def changes_of(report):
    return [
        (change.heading, change.before, change.after)
        for row in report.previews
        for change in row.changes
    ]


@pytest.mark.parametrize("register", REGISTERS)
def test_every_register_has_its_page_and_its_template(register, client, staff):
    client.force_login(staff)
    assert client.get(f"/system/imports/{register}/").status_code == 200
    response = client.get(f"/system/imports/{register}/template/")
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    hints = [hint(column) for column in REGISTERS[register]().fields]
    headings = [cell.value for cell in book.worksheets[0][1]]
    assert headings == [found.starred for found in hints]
    notes = [row[0].value for row in book.worksheets[1].iter_rows(min_row=6)]
    assert notes == [found.heading for found in hints]
    offered = [
        rule for rule in book.worksheets[0].data_validations.dataValidation if rule.type == "list"
    ]
    assert len(offered) == len([found for found in hints if found.choices])
    assert all(found.note for found in hints)
    assert reverse(REGISTERS[register].ledger)


@pytest.mark.parametrize("register", REGISTERS)
def test_what_the_notes_give_as_example_and_offer_to_choose_is_understood(register):
    for column in REGISTERS[register]().fields:
        found = hint(column)
        reader = column.like or column.parse
        for text in [found.example, *found.choices]:
            assert not text or reader(text) is not None, column.name


@pytest.mark.parametrize("register", REGISTERS)
def test_every_ledger_with_a_register_links_to_its_import(register, client, staff, auditor):
    ledger = reverse(REGISTERS[register].ledger)
    client.force_login(staff)
    assert f'href="/system/imports/{register}/"' in client.get(ledger).content.decode()
    client.force_login(auditor)
    assert "/system/imports/" not in client.get(ledger).content.decode()


def test_a_changed_person_shows_facts_and_masked_numbers(staff):
    OfficerFactory(number=41, officer_code="T1", education="college", phone="19900000041")
    report = dry_run(
        "officers", "officer_code,education,phone,id_number", f"T1,本科,,{id_number(41)}", by=staff
    )
    assert changes_of(report) == [("学历", "大专", "大学本科")]
    assert id_number(41) not in report.previews[0].subject
    report = dry_run("officers", "officer_code,phone", "T1,19900000049", by=staff)
    assert changes_of(report) == [("联系电话", "", "199****0049")]


def test_a_changed_meeting_shows_who_came(staff):
    pairing = PairingFactory(active=True, appointment__officer__name="张三")
    AttendanceFactory(
        meeting=MeetingFactory(town=pairing.village.town), officer=pairing.officer, status="present"
    )
    report = dry_run(
        "meetings", "town_code,quarter,leave", f"{pairing.village.town.code},2022Q3,张三", by=staff
    )
    assert [(before, after) for _heading, before, after in changes_of(report)] == [
        ("张三", ""),
        ("", "张三"),
    ]


def test_a_changed_fact_shows_its_quantities(staff):
    ContributionFactory(ref="HT-1", entered_by=staff, outcomes={"jobs_created": 12})
    report = dry_run("contributions", "ref,jobs_created,stage", "HT-1,20余,签约", by=staff)
    assert [(before, after) for _heading, before, after in changes_of(report)] == [
        ("", "签约"),
        ("12.00", "20余个"),
    ]


def test_a_changed_village_shows_its_choices_in_words(staff):
    village = VillageFactory(tier="none", in_programme=False)
    report = dry_run(
        "villages", "village_code,tier,in_programme", f"{village.code},省级贫困村,是", by=staff
    )
    assert [change[2] for change in changes_of(report)] == ["省级贫困村", "是"]


@pytest.mark.parametrize("register", ["enterprises", "pairings", "meetings", "contributions"])
def test_a_longer_file_costs_no_more_queries(register, staff, tmp_path):
    def queries():
        path = tmp_path / "x.csv"
        export_sheet(register, path, by=staff)
        with CaptureQueriesContext(connection) as captured:
            carry_out(open_sheet(register, path, path.name, by=staff), dry_run=True, previewed=20)
        return len(captured)

    def grow():
        EnterpriseFactory()
        pairing = PairingFactory(active=True)
        MeetingFactory(town=pairing.village.town)
        ContributionFactory(pairing=pairing)
        AppointmentFactory(active=True)

    grow()
    few = queries()
    for _ in range(8):
        grow()
    assert queries() == few
