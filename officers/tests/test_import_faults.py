"""Every fault of a workbook is named, none prints a personal number, and all or nothing is saved."""

from datetime import date
from io import BytesIO

import pytest
import xlsxwriter

from accounts.registers import import_sheet
from officers import actions
from officers.models import Appointment, Enterprise, Officer, Registration
from officers.tests.factories import (
    AppointmentFactory,
    OfficerFactory,
    RegistrationFactory,
    credit_code,
    id_number,
)
from officers.tests.sheets import faults, row, run

pytestmark = pytest.mark.django_db


def test_wrong_credit_codes_and_unknown_towns_are_named(staff):
    wrong = credit_code(1)[:-1] + ("0" if credit_code(1)[-1] != "0" else "1")
    rows = [
        f"{wrong},甲公司,999999999",
        f"{credit_code(2)},,",
        f"{credit_code(3)},丙公司,",
        f"{credit_code(3)},丁公司,",
    ]
    report = run(staff, *rows, head="credit_code,name,town_code", register="enterprises")
    assert faults(report) == [(2, "credit_code"), (2, "town_code"), (3, "name"), (5, "credit_code")]
    assert not Enterprise.objects.exists()


def test_what_is_under_review_is_repeated_but_not_changed(staff):
    run(staff, row(1))
    registration = actions.submit(Registration.objects.get(), by=staff)
    assert "1 unchanged" in str(run(staff, row(1)))
    assert faults(run(staff, row(1, willing_on="2021-12-02"))) == [(2, "willing_on")]
    assert faults(run(staff, row(1, appointed_on="2022-01-01"))) == [(2, "appointed_on")]
    registration.refresh_from_db()
    assert registration.state == Registration.State.SUBMITTED


def test_an_import_neither_approves_a_proposal_nor_changes_what_was_approved(staff, leader):
    registration = RegistrationFactory(cleared=True, officer=OfficerFactory(number=1))
    appointment = actions.propose(
        registration, by=staff, starts_on=date(2022, 1, 1), document_number="1号"
    )
    cells = {
        "appointed_on": "2022-01-01",
        "name": registration.officer.name,
        "document_number": "1号",
    }
    assert faults(run(staff, row(1, **cells))) == [(2, "appointed_on")]
    actions.approve(appointment, by=leader)
    assert faults(run(staff, row(1, **cells, ends_on="2030-12-31"))) == [(2, "ends_on")]
    assert not run(staff, row(1, **cells)).faults
    appointment.refresh_from_db()
    assert (appointment.ends_on, appointment.imported) == (date(2024, 12, 31), False)


def test_overlapping_terms_are_faults(staff):
    AppointmentFactory(active=True, officer=OfficerFactory(number=1))
    report = run(staff, row(1, appointed_on="2024-12-31"))
    assert faults(report) == [(2, "appointed_on")]
    assert not run(staff, row(1, appointed_on="2025-01-01", ends_on="2026-01-01")).faults
    assert Appointment.objects.count() == 2


@pytest.mark.parametrize(
    ("cells", "heading"),
    [
        ({"id_number": id_number(1)[:-1]}, "id_number"),
        ({"id_number": id_number(1)[:-2] + "00"}, "id_number"),
        ({"id_number": ""}, "id_number"),
        ({"phone": "1399999"}, "phone"),
        ({"political_affiliation": "其他"}, "political_affiliation"),
        ({"channel": "推荐"}, "recommender"),
        ({"willing_on": "2199-01-01"}, "willing_on"),
        ({"appointed_on": "2019-01-01"}, "appointed_on"),
        ({"appointed_on": "2022-01-01", "ends_on": "2021-01-01"}, "ends_on"),
        ({"ends_on": "2024-01-01"}, "appointed_on"),
        ({"name": ""}, "name"),
        (
            {"enterprise_credit_code": "91511124MA0000000X", "enterprise_name": "甲"},
            "enterprise_credit_code",
        ),
    ],
)
def test_a_row_at_fault_is_named_and_nothing_is_saved(staff, cells, heading):
    report = run(staff, row(2), row(1, **cells))
    assert (3, heading) in faults(report)
    assert not Officer.objects.exists()


def test_a_person_may_appear_only_once_in_a_file(staff):
    assert faults(run(staff, row(1), row(1))) == [(3, "id_number")]
    code = OfficerFactory(number=1).officer_code
    report = run(staff, f"{id_number(1)},", f",{code}", head="id_number,officer_code")
    assert faults(report) == [(3, "id_number")]


def test_a_number_that_excel_cut_short_is_named_as_such(staff):
    book = BytesIO()
    with xlsxwriter.Workbook(book) as workbook:
        page = workbook.add_worksheet()
        page.write_row(0, 0, ["id_number", "name"])
        page.write_number(1, 0, float(int(id_number(18)[:17]) * 10))
        page.write_string(1, 1, "陈试")
    report = import_sheet("officers", book.getvalue(), "名册.xlsx", by=staff)
    fault = next(fault for fault in report.faults if fault.heading == "id_number")
    assert "Excel" in fault.reason
    assert not any(id_number(18)[start : start + 10] in str(fault) for start in range(8))


def test_no_fault_prints_a_personal_number(staff):
    run(staff, row(1))
    wrong = id_number(2)[:-1] + ("1" if id_number(2)[-1] != "1" else "2")
    report = run(
        staff, row(1, willing_on="x"), row(2, id_number=wrong), row(3, phone="139000012345")
    )
    messages = " ".join(map(str, report.faults))
    assert len(report.faults) == 3
    for secret in (id_number(1), wrong, wrong[6:14], "139000012345"):
        assert secret not in messages


def test_the_officer_code_names_people_on_file_only(staff):
    officer = OfficerFactory(number=1)
    head = "officer_code,id_number,position"
    assert "1 updated" in str(run(staff, f"{officer.officer_code},,董事长", head=head))
    report = run(staff, "T2099001,,", f"{officer.officer_code},{id_number(2)},", head=head)
    assert faults(report) == [(2, "officer_code"), (3, "officer_code")]
