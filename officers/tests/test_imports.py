"""Enterprises and officers come in from workbooks whole or not at all, and exports read back unchanged."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import TrailEntry
from accounts.registers import export_sheet, import_sheet
from officers import actions
from officers.models import Appointment, Batch, Enterprise, Measures, Officer, Registration
from officers.tests.factories import (
    AppointmentFactory,
    EnterpriseFactory,
    RegistrationFactory,
    credit_code,
    id_number,
)
from officers.tests.sheets import faults, row, run

pytestmark = pytest.mark.django_db


def test_enterprises_are_created_updated_and_left_alone(staff, town):
    head = "credit_code,name,industry,town_code"
    rows = [f"{credit_code(1)},甲公司,种植,{town.code}", f"{credit_code(2)},乙公司,,"]
    assert (
        str(run(staff, *rows, head=head, register="enterprises"))
        == "enterprises: 2 created, 0 updated, 0 unchanged"
    )
    rows[1] = f"{credit_code(2)},,养殖,"
    assert (
        str(run(staff, *rows, head=head, register="enterprises"))
        == "enterprises: 0 created, 1 updated, 1 unchanged"
    )
    second = Enterprise.objects.get(credit_code=credit_code(2))
    assert (second.name, second.industry) == ("乙公司", "养殖")
    assert Enterprise.objects.get(credit_code=credit_code(1)).town == town


def test_a_row_without_a_term_is_a_draft_registration(staff):
    assert str(run(staff, row(1), row(2))) == "officers: 2 created, 0 updated, 0 unchanged"
    registration = Registration.objects.get(officer__id_masked__endswith=id_number(1)[-4:])
    assert (registration.state, registration.willing_on) == (
        Registration.State.DRAFT,
        date(2021, 12, 1),
    )
    assert registration.officer.political_affiliation == "masses"
    assert registration.officer.officer_code == "T2021001"
    assert not Appointment.objects.exists()


def test_a_row_with_a_term_is_an_existing_appointment(staff):
    cells = {
        "appointed_on": "2022/1/1",
        "batch": "首批",
        "document_number": "井统发〔2022〕1号",
        "willing_on": "",
    }
    run(staff, row(1, **cells))
    appointment = Appointment.objects.get()
    assert (appointment.state, appointment.imported) == (Appointment.State.ACTIVE, True)
    assert (appointment.starts_on, appointment.ends_on) == (date(2022, 1, 1), date(2024, 12, 31))
    assert appointment.batch == Batch.objects.get(name="首批", year=2022)
    assert (appointment.registration.state, appointment.registration.channel) == (
        Registration.State.APPOINTED,
        "self",
    )


def test_the_default_end_follows_the_measures_in_force(staff):
    Measures.objects.create(version=2, name="修订", starts_on=date(2022, 6, 1), term_months=12)
    run(staff, row(1, appointed_on="2022-05-31"), row(2, appointed_on="2022-06-01"))
    assert set(Appointment.objects.values_list("ends_on", flat=True)) == {
        date(2025, 5, 30),
        date(2023, 5, 31),
    }


def test_an_unknown_enterprise_is_created_by_code_and_name_once(staff):
    cells = {"enterprise_credit_code": credit_code(1), "enterprise_name": "甲公司"}
    run(staff, row(1, **cells), row(2, **cells))
    assert Enterprise.objects.get().officers.count() == 2
    report = run(
        staff, row(3, enterprise_credit_code=credit_code(2)), row(4, enterprise_name="乙公司")
    )
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


def test_an_export_holds_no_personal_number_and_reads_back_unchanged(staff, leader, tmp_path):
    run(
        staff,
        row(
            1,
            batch="首批",
            enterprise_credit_code=credit_code(5_000_001),
            enterprise_name="=甲公司",
        ),
        row(2, appointed_on="2022-01-01", batch="首批", document_number="1号"),
        row(3, appointed_on="2021-03-01", ends_on="2022-12-31", willing_on=""),
    )
    actions.submit(Registration.objects.get(officer__name="陈试1"), by=staff)
    actions.approve(
        actions.propose(
            RegistrationFactory(cleared=True),
            by=staff,
            starts_on=date(2022, 1, 1),
            batch=Batch.objects.get(),
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
