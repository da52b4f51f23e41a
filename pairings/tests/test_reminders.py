"""The notices of the pairings app, and their recipients."""

from datetime import date

import pytest
from django.utils import translation

from accounts import notices
from accounts.models import Notice
from pairings.actions import confirmation
from pairings.actions import pairing as pairings
from pairings.tests.factories import ContributionFactory, MeetingFactory, PairingFactory

pytestmark = pytest.mark.django_db


def notice_texts(user):
    with translation.override("en"):
        return [one.text for one in notices.notice_texts(Notice.objects.filter(user=user))]


@pytest.fixture
def paired(town):
    """A pairing in the liaison's town that began in the third quarter."""
    return PairingFactory(active=True, village__town=town, starts_on=date(2022, 7, 1))


def test_the_author_of_a_returned_fact_is_notified(staff, liaison, paired):
    row = ContributionFactory(pairing=paired, entered_by=staff)
    confirmation.send_back(row, by=liaison, reason="缺合同")
    assert notice_texts(staff) == [
        f"“{row.title}” was returned to you. Correct it, then report it again."
    ]
    assert notice_texts(liaison) == []


def test_the_proposer_of_a_rejected_pairing_is_notified(staff, leader):
    row = PairingFactory(proposed_by=staff)
    pairings.reject(row, by=leader, reason="路途太远")
    assert len(notice_texts(staff)) == 1


def test_a_town_is_reminded_two_weeks_before_the_quarter_ends(liaison, stranger, staff, paired):
    assert notices.send_due(date(2022, 9, 15)) == 0
    notices.send_due(date(2022, 9, 16))
    assert notice_texts(liaison) == [
        f"{liaison.town} still owes the meeting of 2022 Q3. It is due by 2022-09-30."
    ]
    assert notice_texts(stranger) == notice_texts(staff) == []


def test_a_late_town_and_the_office_are_reminded_within_five_days(liaison, staff, paired):
    notices.send_due(date(2022, 7, 10))
    assert notice_texts(staff) == notice_texts(liaison) == []
    notices.send_due(date(2022, 10, 4))
    assert notice_texts(staff) == []
    for day in (5, 6, 20):
        notices.send_due(date(2022, 10, day))
    assert notice_texts(staff) == ["1 town has not held the meeting of 2022 Q3."]
    assert notice_texts(liaison)[0].startswith(
        f"{liaison.town} has not held the meeting of 2022 Q3."
    )
    assert len(notice_texts(liaison)) == 1


def test_a_town_that_held_or_explained_its_meeting_is_left_alone(liaison, paired):
    MeetingFactory(
        town=liaison.town, quarter="2022Q3", state="skipped", held_on=None, reason="汛期"
    )
    notices.send_due(date(2022, 10, 20))
    notices.send_due(date(2022, 9, 20))
    assert notice_texts(liaison) == []


def test_the_countys_own_meeting_answers_for_no_town(liaison, paired):
    MeetingFactory(town=None, quarter="2022Q3")
    notices.send_due(date(2022, 9, 20))
    assert len(notice_texts(liaison)) == 1
