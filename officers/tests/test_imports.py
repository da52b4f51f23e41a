"""Enterprises and officers come in from workbooks whole or not at all, and exports read back unchanged."""

from datetime import date
from io import BytesIO

import pytest
import xlsxwriter
from django.core.exceptions import PermissionDenied

from accounts.models import TrailEntry
from accounts.registers import export_sheet, import_sheet
from officers import actions
from officers.models import Appointment, Batch, Enterprise, Measures, Officer, Registration
from officers.tests.factories import (
    AppointmentFactory,
    EnterpriseFactory,
    OfficerFactory,
    RegistrationFactory,
    credit_code,
    id_number,
)

pytestmark = pytest.mark.django_db

HEAD = (
    "id_number,name,phone,political_affiliation,education,enterprise_credit_code,enterprise_name,channel,recommender,"
    "willing_on,batch,appointed_on,ends_on,document_number"
)


def row(n, **changes):
    """The cells of the n-th made-up person: a draft registration unless `changes` name a term."""
    cells = {
        "id_number": id_number(n), "name": f"陈试{n}", "phone": "19900000001", "political_affiliation": "群众",
        "education": "大专", "enterprise_credit_code": "", "enterprise_name": "", "channel": "自荐", "recommender": "",
        "willing_on": "2021年12月1日", "batch": "", "appointed_on": "", "ends_on": "", "document_number": "",
    }  # fmt: skip
    return ",".join((cells | changes).values())


def run(by, *rows, head=HEAD, register="officers"):
    """Import rows under a heading."""
    return import_sheet(register, "\n".join([head, *rows]).encode(), "名册.csv", by=by)


def faults(report):
    """Where the faults stand."""
    return [(fault.row, fault.heading) for fault in report.faults]


def test_enterprises_are_created_updated_and_left_alone(staff, town):
    head = "credit_code,name,industry,town_code"
    rows = [f"{credit_code(1)},甲公司,种植,{town.code}", f"{credit_code(2)},乙公司,,"]
    assert str(run(staff, *rows, head=head, register="enterprises")) == "enterprises: 2 created, 0 updated, 0 unchanged"
    rows[1] = f"{credit_code(2)},,养殖,"
    assert str(run(staff, *rows, head=head, register="enterprises")) == "enterprises: 0 created, 1 updated, 1 unchanged"
    second = Enterprise.objects.get(credit_code=credit_code(2))
    assert (second.name, second.industry) == ("乙公司", "养殖")
    assert Enterprise.objects.get(credit_code=credit_code(1)).town == town


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


def test_a_row_without_a_term_is_a_draft_registration(staff):
    assert str(run(staff, row(1), row(2))) == "officers: 2 created, 0 updated, 0 unchanged"
    registration = Registration.objects.get(officer__id_masked__endswith=id_number(1)[-4:])
    assert (registration.state, registration.willing_on) == (Registration.State.DRAFT, date(2021, 12, 1))
    assert registration.officer.political_affiliation == "masses"
    assert registration.officer.officer_code == "T2021001"
    assert not Appointment.objects.exists()


def test_a_row_with_a_term_is_an_existing_appointment(staff):
    cells = {"appointed_on": "2022/1/1", "batch": "首批", "document_number": "井统发〔2022〕1号", "willing_on": ""}
    run(staff, row(1, **cells))
    appointment = Appointment.objects.get()
    assert (appointment.state, appointment.imported) == (Appointment.State.ACTIVE, True)
    assert (appointment.starts_on, appointment.ends_on) == (date(2022, 1, 1), date(2024, 12, 31))
    assert appointment.batch == Batch.objects.get(name="首批", year=2022)
    assert (appointment.registration.state, appointment.registration.channel) == (Registration.State.APPOINTED, "self")


def test_the_default_end_follows_the_measures_in_force(staff):
    Measures.objects.create(version=2, name="修订", starts_on=date(2022, 6, 1), term_months=12)
    run(staff, row(1, appointed_on="2022-05-31"), row(2, appointed_on="2022-06-01"))
    assert set(Appointment.objects.values_list("ends_on", flat=True)) == {date(2025, 5, 30), date(2023, 5, 31)}


def test_an_unknown_enterprise_is_created_by_code_and_name_once(staff):
    cells = {"enterprise_credit_code": credit_code(1), "enterprise_name": "甲公司"}
    run(staff, row(1, **cells), row(2, **cells))
    assert Enterprise.objects.get().officers.count() == 2
    report = run(staff, row(3, enterprise_credit_code=credit_code(2)), row(4, enterprise_name="乙公司"))
    assert faults(report) == [(2, "enterprise_name"), (3, "enterprise_credit_code")]


def test_the_same_file_again_changes_nothing(staff):
    rows = [
        row(1, enterprise_credit_code=credit_code(1), enterprise_name="甲公司", batch="首批"),
        row(2, appointed_on="2022-01-01", batch="首批", channel="推荐", recommender="县工商联"),
        row(3, appointed_on="2021-03-01", willing_on="", document_number="1号"),
    ]
    run(staff, *rows)
    before = list(TrailEntry.objects.exclude(act="import"))
    assert str(run(staff, *rows)) == "officers: 0 created, 0 updated, 3 unchanged"
    assert list(TrailEntry.objects.exclude(act="import")) == before


def test_a_blank_cell_or_an_absent_column_leaves_the_stored_value_alone(staff):
    run(staff, row(1, appointed_on="2022-01-01", document_number="1号"))
    report = run(staff, f"{id_number(1)},陈新,,", head="id_number,name,phone,document_number")
    assert str(report) == "officers: 0 created, 1 updated, 0 unchanged"
    officer = Officer.objects.get()
    assert (officer.name, officer.phone) == ("陈新", "19900000001")
    assert Appointment.objects.get().document_number == "1号"


def test_an_imported_term_may_be_corrected_by_the_next_import(staff):
    run(staff, row(1, appointed_on="2022-01-01"))
    assert "1 updated" in str(run(staff, row(1, appointed_on="2022-01-01", ends_on="2023-12-31")))
    assert Appointment.objects.get().ends_on == date(2023, 12, 31)


def test_a_draft_becomes_the_past_of_a_term_that_the_next_import_brings(staff):
    run(staff, row(1))
    assert "1 updated" in str(run(staff, row(1, appointed_on="2022-01-01")))
    registration = Registration.objects.get()
    assert (registration.state, registration.imported) == (Registration.State.APPOINTED, True)
    assert Appointment.objects.get().registration == registration


def test_what_is_under_review_is_repeated_but_not_changed(staff):
    run(staff, row(1))
    registration = actions.submit(Registration.objects.get(), by=staff)
    assert "1 unchanged" in str(run(staff, row(1)))
    assert faults(run(staff, row(1, willing_on="2021-12-02"))) == [(2, "willing_on")]
    assert faults(run(staff, row(1, appointed_on="2022-01-01"))) == [(2, "appointed_on")]
    registration.refresh_from_db()
    assert registration.state == Registration.State.SUBMITTED


def test_an_import_neither_approves_a_proposal_nor_changes_what_was_approved(staff, leader):
    registration = RegistrationFactory(reviewed=True, officer=OfficerFactory(number=1))
    appointment = actions.propose(registration, by=staff, starts_on=date(2022, 1, 1), document_number="1号")
    cells = {"appointed_on": "2022-01-01", "name": registration.officer.name, "document_number": "1号"}
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
        ({"enterprise_credit_code": "91511124MA0000000X", "enterprise_name": "甲"}, "enterprise_credit_code"),
    ],
)
def test_a_row_at_fault_is_named_and_nothing_is_saved(staff, cells, heading):
    report = run(staff, row(2), row(1, **cells))
    assert (3, heading) in faults(report)
    assert not Officer.objects.exists()


def test_one_person_stands_in_a_file_once(staff):
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
    report = run(staff, row(1, willing_on="x"), row(2, id_number=wrong), row(3, phone="139000012345"))
    told = " ".join(map(str, report.faults))
    assert len(report.faults) == 3
    for secret in (id_number(1), wrong, wrong[6:14], "139000012345"):
        assert secret not in told


def test_the_officer_code_names_people_on_file_only(staff):
    officer = OfficerFactory(number=1)
    head = "officer_code,id_number,position"
    assert "1 updated" in str(run(staff, f"{officer.officer_code},,董事长", head=head))
    report = run(staff, "T2099001,,", f"{officer.officer_code},{id_number(2)},", head=head)
    assert faults(report) == [(2, "officer_code"), (3, "officer_code")]


def test_an_export_holds_no_personal_number_and_reads_back_unchanged(staff, leader, tmp_path):
    run(
        staff,
        row(1, batch="首批", enterprise_credit_code=credit_code(1), enterprise_name="=甲公司"),
        row(2, appointed_on="2022-01-01", batch="首批", document_number="1号"),
        row(3, appointed_on="2021-03-01", ends_on="2022-12-31", willing_on=""),
    )
    actions.submit(Registration.objects.get(officer__name="陈试1"), by=staff)
    actions.approve(
        actions.propose(
            RegistrationFactory(reviewed=True), by=staff, starts_on=date(2022, 1, 1), batch=Batch.objects.get()
        ),
        by=leader,
    )
    AppointmentFactory(active=True)
    EnterpriseFactory()
    for name, ending in (("officers", "csv"), ("officers", "xlsx"), ("enterprises", "csv")):
        path = tmp_path / f"{name}.{ending}"
        count = export_sheet(name, path, by=staff)
        report = import_sheet(name, path, path.name, by=staff)
        assert [str(fault) for fault in report.faults] == []
        assert str(report) == f"{name}: 0 created, 0 updated, {count} unchanged"
    text = (tmp_path / "officers.csv").read_text()
    assert "id_number" not in text
    assert not any(secret in text for secret in (id_number(1), id_number(2), "19900000001"))


@pytest.mark.parametrize("user", ["liaison", "auditor", "officer_user", "administrator"])
def test_registers_of_people_are_for_those_who_see_all_of_them(user, request, tmp_path):
    by = request.getfixturevalue(user)
    with pytest.raises(PermissionDenied):
        run(by, row(1))
    with pytest.raises(PermissionDenied):
        export_sheet("officers", tmp_path / "officers.csv", by=by)


def test_a_register_is_read_and_saved_in_few_queries(staff, django_assert_max_num_queries):
    rows = [row(n, appointed_on="2022-01-01", batch="首批") for n in range(1, 21)]
    run(staff, *rows)
    with django_assert_max_num_queries(40):
        run(staff, *rows)
