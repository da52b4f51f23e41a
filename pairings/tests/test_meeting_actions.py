"""Recording and skipping the towns' quarterly meetings."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Town, TrailEntry
from accounts.moves import MoveRefused
from pairings.actions import meeting as actions
from pairings.models import Meeting
from pairings.tests.factories import MeetingFactory, PairingFactory

pytestmark = pytest.mark.django_db
DAY = date(2022, 8, 12)


def test_one_step_records_a_held_meeting(town, liaison, pairing):
    meeting = actions.log(
        town=town, quarter="2022Q3", held_on=DAY, by=liaison, chair="陈志强", problems="缺技术"
    )
    assert (meeting.state, meeting.held_on, meeting.quarter) == (Meeting.State.HELD, DAY, "2022Q3")
    assert (meeting.chair, meeting.problems, meeting.entered_by) == ("陈志强", "缺技术", liaison)
    assert [entry.act for entry in TrailEntry.objects.of(meeting)] == ["create", "announce", "hold"]


def test_attendance_covers_the_officers_paired_in_the_quarter(town, liaison, pairing):
    late = PairingFactory(active=True, village__town=town, starts_on=date(2022, 10, 1))
    left = PairingFactory(ended=True, village__town=town, ends_on=date(2022, 7, 15))
    PairingFactory(active=True)
    PairingFactory(village__town=town)
    meeting = actions.log(
        town=town, quarter="2022Q3", held_on=DAY, by=liaison, attendance={left.officer: "absent"}
    )
    found = {row.officer: row.status for row in meeting.attendances.all()}
    assert found == {pairing.officer: "present", left.officer: "absent"}
    assert late.officer not in found


def test_only_paired_officers_are_entered_as_present(town, liaison, pairing):
    elsewhere = PairingFactory(active=True)
    with pytest.raises(ValidationError, match=str(elsewhere.officer)):
        actions.log(
            town=town,
            quarter="2022Q3",
            held_on=DAY,
            by=liaison,
            attendance={elsewhere.officer: "present"},
        )
    assert not Meeting.objects.exists()


@pytest.mark.parametrize("day", [date(2022, 6, 30), date(2022, 10, 1)])
def test_the_day_lies_in_the_quarter(town, liaison, day):
    with pytest.raises(ValidationError) as refusal:
        actions.log(town=town, quarter="2022Q3", held_on=day, by=liaison)
    assert set(refusal.value.message_dict) == {"held_on"}
    assert not Meeting.objects.exists()


@time_machine.travel("2022-08-01 09:00+08:00")
def test_a_meeting_to_come_is_not_recorded(town, liaison):
    with pytest.raises(ValidationError) as refusal:
        actions.log(town=town, quarter="2022Q3", held_on=DAY, by=liaison)
    assert set(refusal.value.message_dict) == {"held_on"}
    with pytest.raises(ValidationError) as refusal:
        actions.log(town=town, quarter="2022Q4", held_on=DAY, by=liaison)
    assert set(refusal.value.message_dict) == {"quarter"}


@pytest.mark.parametrize("quarter", ["2022", "2022H1", "nonsense", "2022-07-01..2022-07-31"])
def test_only_quarters_have_meetings(town, liaison, quarter):
    with pytest.raises(ValidationError) as refusal:
        actions.log(town=town, quarter=quarter, held_on=DAY, by=liaison)
    assert set(refusal.value.message_dict) == {"quarter"}


def test_a_quarter_has_one_meeting(town, liaison):
    meeting = actions.log(town=town, quarter="2022Q3", held_on=DAY, by=liaison)
    with pytest.raises(MoveRefused) as refusal:
        actions.log(town=town, quarter="2022年第三季度", held_on=date(2022, 9, 1), by=liaison)
    assert all(
        word in str(refusal.value) for word in (town.name, meeting.period.label(), "2022-08-12")
    )
    assert Meeting.objects.count() == 1


def test_a_liaison_records_for_the_own_town_only(stranger, town):
    with pytest.raises(Town.DoesNotExist):
        actions.log(town=town, quarter="2022Q3", held_on=DAY, by=stranger)
    with pytest.raises(Town.DoesNotExist):
        actions.skip_quarter(town=town, quarter="2022Q3", reason="防汛", by=stranger)


@pytest.mark.parametrize("who", ["leader", "officer_user", "auditor", "administrator"])
def test_only_staff_and_liaisons_record(request, who, town):
    with pytest.raises(PermissionDenied):
        actions.log(town=town, quarter="2022Q3", held_on=DAY, by=request.getfixturevalue(who))


def test_county_staff_record_for_any_town(staff, other_town):
    assert actions.log(town=other_town, quarter="2022Q3", held_on=DAY, by=staff).town == other_town


def test_skipping_needs_a_reason(town, liaison):
    with pytest.raises(MoveRefused):
        actions.skip_quarter(town=town, quarter="2022Q3", reason="  ", by=liaison)
    meeting = actions.skip_quarter(town=town, quarter="2022Q3", reason="防汛抢险", by=liaison)
    assert (meeting.state, meeting.reason) == (Meeting.State.SKIPPED, "防汛抢险")


@pytest.mark.parametrize("trait", [{}, {"skipped": True}])
def test_a_quarter_with_an_entry_is_not_skipped(town, liaison, trait):
    MeetingFactory(town=town, **trait)
    with pytest.raises(MoveRefused, match=town.name):
        actions.skip_quarter(town=town, quarter="2022Q3", reason="防汛", by=liaison)


def test_a_skipped_quarter_may_still_hold_its_meeting(town, liaison):
    MeetingFactory(town=town, skipped=True)
    assert (
        actions.log(town=town, quarter="2022Q3", held_on=DAY, by=liaison).state
        == Meeting.State.HELD
    )


def test_a_planned_meeting_is_called_held_and_closed(town, liaison, pairing):
    meeting = actions.announce(MeetingFactory(town=town, draft=True), by=liaison)
    meeting = actions.hold(meeting, held_on=DAY, by=liaison, agreed="月底前送苗")
    assert (meeting.agreed, meeting.attendances.count()) == ("月底前送苗", 1)
    assert actions.close(meeting, by=liaison).state == Meeting.State.CLOSED


def test_a_planned_meeting_may_be_given_up(town, liaison):
    meeting = actions.skip(MeetingFactory(town=town, draft=True), reason="干部培训", by=liaison)
    assert (meeting.state, meeting.reason) == (Meeting.State.SKIPPED, "干部培训")
