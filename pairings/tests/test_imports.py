"""Registers of pairings and meetings in and out."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import TrailEntry
from accounts.registers import export_sheet, import_sheet
from accounts.tests.factories import UserFactory
from officers.tests.factories import AppointmentFactory
from pairings.models import Attendance, Meeting, Pairing
from pairings.tests.factories import AttendanceFactory, MeetingFactory, PairingFactory
from pairings.tests.support_factories import interest_of
from villages.tests.factories import VillageFactory

pytestmark = pytest.mark.django_db


def run(register, *rows, by=None):
    return import_sheet(register, "\n".join(rows).encode(), "台账.csv", by=by or UserFactory())


def places(report):
    return [(fault.row, fault.heading) for fault in report.faults]


@pytest.fixture
def village(town):
    return VillageFactory(town=town, code="511124100201", name="大佛村", in_programme=True)


@pytest.fixture
def term():
    return AppointmentFactory(active=True, officer__name="张三", officer__officer_code="T0001")


HEAD = "officer_code,village_code,starts_on,ends_on,reason"


def test_a_row_makes_an_active_pair_under_the_term(village, term):
    assert (
        str(run("pairings", HEAD, "T0001,511124100201,2022年3月1日,,村有需求"))
        == "pairings: 1 created, 0 updated, 0 unchanged"
    )
    pairing = Pairing.objects.get()
    assert (pairing.state, pairing.appointment, pairing.reason) == ("active", term, "村有需求")
    assert TrailEntry.objects.get().act == "import"


def test_an_officer_is_also_named_by_id_number(village, term):
    run(
        "pairings",
        "id_number,village_code,starts_on",
        f"{term.officer.id_number},511124100201,2022-03-01",
    )
    assert Pairing.objects.get().officer == term.officer


def test_a_pair_whose_last_day_is_past_has_ended(village, term):
    run("pairings", HEAD, "T0001,511124100201,2022-03-01,2022-12-31,")
    assert Pairing.objects.get().state == "ended"


def test_a_pair_is_ended_by_a_later_sheet_and_its_place_taken_by_another(village, term):
    other = AppointmentFactory(active=True, officer__officer_code="T0002")
    run("pairings", HEAD, "T0001,511124100201,2022-03-01,,")
    report = run(
        "pairings",
        HEAD,
        "T0002,511124100201,2023-01-01,,",
        "T0001,511124100201,2022-03-01,2022-12-31,",
    )
    assert str(report) == "pairings: 1 created, 1 updated, 0 unchanged"
    assert Pairing.objects.current().get().officer == other.officer


def test_the_same_sheet_twice_changes_nothing(village, term):
    run("pairings", HEAD, "T0001,511124100201,2022-03-01,,甲")
    assert (
        str(run("pairings", HEAD, "T0001,511124100201,2022-03-01,,甲"))
        == "pairings: 0 created, 0 updated, 1 unchanged"
    )


def test_every_fault_of_a_sheet_of_pairs_is_named_and_nothing_saved(village, term, town):
    PairingFactory(
        active=True, village=VillageFactory(town=town, code="511124100202", in_programme=True)
    )
    AppointmentFactory(active=True, officer__officer_code="T0003")
    report = run(
        "pairings",
        HEAD,
        "T9999,511124100201,2022-03-01,,",
        "T0001,999999999999,2022-03-01,,",
        "T0001,511124100201,2021-03-01,,",
        "T0001,511124100201,2022-03-01,2022-02-01,",
        "T0003,511124100202,2022-03-01,,",
        ",511124100201,2022-03-01,,",
    )
    assert places(report) == [
        (2, "officer_code"),
        (3, "village_code"),
        (4, "starts_on"),
        (5, "ends_on"),
        (6, "village_code"),
        (7, "officer_code"),
    ]
    assert Pairing.objects.count() == 1


def test_a_village_is_not_paired_twice_by_one_sheet(village, term):
    AppointmentFactory(active=True, officer__officer_code="T0002")
    report = run(
        "pairings", HEAD, "T0001,511124100201,2022-03-01,,", "T0002,511124100201,2022-03-01,,"
    )
    assert places(report) == [(3, "village_code")]
    assert "张三" in report.faults[0].reason


def test_a_running_pair_needs_a_village_of_the_programme_and_an_officer_without_an_interest_there(
    village, term, town
):
    VillageFactory(town=town, code="511124100202")
    interest_of(
        PairingFactory.build(officer=term.officer, village=village), declared_on=date(2022, 2, 1)
    )
    rows = ("T0001,511124100202,2022-03-01,{},", "T0001,511124100201,2022-03-01,{},")
    for row, column in zip(rows, ("village_code", "officer_code"), strict=True):
        assert places(run("pairings", HEAD, row.format(""))) == [(2, column)]
    assert not Pairing.objects.exists()
    # What has been is on record as it was.
    assert not run("pairings", HEAD, rows[0].format("2022-06-30")).faults


def test_an_officer_is_not_paired_twice_by_one_sheet(village, term, town):
    VillageFactory(town=town, code="511124100202", in_programme=True)
    report = run(
        "pairings", HEAD, "T0001,511124100201,2022-03-01,,", "T0001,511124100202,2022-03-01,,"
    )
    assert places(report) == [(3, "officer_code")]


def test_a_proposal_is_decided_in_the_system(village, term):
    PairingFactory(village=village, appointment=term)
    assert places(run("pairings", HEAD, "T0001,511124100201,2022-03-01,,")) == [(2, "village_code")]


def test_a_fault_never_prints_an_id_number(village, term):
    other = AppointmentFactory().officer.id_number
    report = run("pairings", "id_number,village_code,starts_on", f"{other},511124100201,2022-03-01")
    assert other not in str(report.faults[0])


@pytest.mark.parametrize("register", ["pairings"])
def test_only_staff_import_pairs(register, liaison, leader):
    for user in (liaison, leader):
        with pytest.raises(PermissionDenied):
            run(register, HEAD, by=user)


@pytest.mark.parametrize("register", ["pairings", "meetings"])
def test_an_export_reads_back_unchanged(register, tmp_path, town, staff):
    PairingFactory(active=True, village__town=town, joint=True, reason="两家合办")
    pairing = PairingFactory(active=True, village__town=town)
    PairingFactory(
        ended=True, village=pairing.village, starts_on=date(2022, 1, 1), ends_on=date(2022, 2, 1)
    )
    PairingFactory()
    PairingFactory(rejected=True)
    AttendanceFactory(meeting=MeetingFactory(town=town), officer=pairing.officer, status="leave")
    MeetingFactory(town=town, skipped=True)
    MeetingFactory(town=town, quarter="2022Q4", skipped=True)
    MeetingFactory(quarter="2022Q2", state="closed", held_on=date(2022, 5, 1))
    for suffix in (".csv", ".xlsx"):
        path = tmp_path / f"out{suffix}"
        assert export_sheet(register, path, by=staff) == 3
        assert (
            str(import_sheet(register, path, path.name, by=staff))
            == f"{register}: 0 created, 0 updated, 3 unchanged"
        )


MEETING = "town_code,quarter,state,held_on,place,present,leave,absent,problems,reason"


def test_a_row_records_a_held_meeting_with_who_came(town, liaison, village, term):
    PairingFactory(active=True, appointment=term, village=village)
    second = PairingFactory(active=True, village__town=town, appointment__officer__name="李四")
    report = run(
        "meetings",
        MEETING,
        "511124100,2022年第三季度,,2022-08-12,镇会议室,张三,李四,,缺技术,",
        by=liaison,
    )
    assert str(report) == "meetings: 1 created, 0 updated, 0 unchanged"
    meeting = Meeting.objects.get()
    assert (meeting.state, meeting.quarter, meeting.problems) == ("held", "2022Q3", "缺技术")
    found = {row.officer: row.status for row in Attendance.objects.all()}
    assert found == {term.officer: "present", second.officer: "leave"}


def test_a_row_changes_who_came(town, liaison, village, term):
    PairingFactory(active=True, appointment=term, village=village)
    run("meetings", MEETING, "511124100,2022Q3,,2022-08-12,,张三,,,,", by=liaison)
    report = run("meetings", MEETING, "511124100,2022Q3,,2022-08-12,,,,张三,,", by=liaison)
    assert str(report) == "meetings: 0 created, 1 updated, 0 unchanged"
    assert Attendance.objects.get().status == "absent"


def test_a_row_with_a_reason_only_records_a_skipped_quarter(town, liaison):
    run("meetings", MEETING, "511124100,2022Q3,,,,,,,,防汛抢险", by=liaison)
    assert (Meeting.objects.get().state, Meeting.objects.get().reason) == ("skipped", "防汛抢险")


def test_states_are_named_in_either_language(town, staff):
    run("meetings", MEETING, "511124100,2022Q3,closed,2022-08-12,,,,,,", by=staff)
    assert Meeting.objects.get().state == "closed"


def test_every_fault_of_a_sheet_of_meetings_is_named_and_nothing_saved(
    town, other_town, liaison, village, term
):
    PairingFactory(active=True, appointment=term, village=village)
    report = run(
        "meetings",
        MEETING,
        "511124101,2022Q3,,2022-08-12,,,,,,",
        "511124100,2022,,2022-08-12,,,,,,",
        "511124100,2022Q1,,2022-08-12,,,,,,",
        "511124100,2022Q2,,,,,,,,",
        "511124100,2022Q3,skipped,,,,,,,",
        "511124100,2022Q4,,2022-10-12,,张三、王二,,张三,,",
        "511124100,2099Q4,,2099-10-12,,,,,,",
        by=liaison,
    )
    assert places(report) == [
        (2, "town_code"),
        (3, "quarter"),
        (4, "held_on"),
        (5, "held_on"),
        (6, "reason"),
        (7, "present"),
        (7, "present"),
        (7, "absent"),
        (8, "held_on"),
    ]
    assert not Meeting.objects.exists()


@pytest.mark.parametrize(
    "row",
    [
        "511124100,2022Q3,held,2022-08-12,,,,,,",
        "511124100,2022Q3,,2022-08-13,,,,,,",
        "511124100,2022Q3,,,,,,,别的问题,",
        "511124100,2022Q3,,,,张三,,,,",
    ],
)
def test_final_minutes_are_not_changed(town, liaison, village, term, row):
    PairingFactory(active=True, appointment=term, village=village)
    MeetingFactory(town=town, state="closed")
    assert run("meetings", MEETING, row, by=liaison).faults


def test_a_held_meeting_is_not_undone(town, liaison):
    MeetingFactory(town=town)
    assert places(run("meetings", MEETING, "511124100,2022Q3,skipped,,,,,,,防汛", by=liaison)) == [
        (2, "state")
    ]
