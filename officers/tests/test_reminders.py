"""The notices and reminders of this app, and their recipients."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from accounts import notices
from accounts.models import Notice
from officers import actions
from officers.actions import appointment as terms
from officers.actions import registration as registrations
from officers.tests.factories import AppointmentFactory, PublicityFactory, RegistrationFactory

pytestmark = pytest.mark.django_db
TODAY = date(2022, 8, 15)


def notice_texts(user):
    with translation.override("en"):
        return [one.text for one in notices.notice_texts(Notice.objects.filter(user=user))]


@pytest.mark.parametrize(
    ("review", "words"),
    [("send_back", "returned for correction"), ("turn_down", "did not pass the review")],
)
def test_the_submitter_is_notified_of_the_result_of_a_review_without_the_opinion(
    staff, staff2, review, words
):
    row = registrations.submit(RegistrationFactory(registered_by=staff), by=staff)
    getattr(actions, review)(row, by=staff2, reason="政治面貌存疑")
    (text,) = notice_texts(staff)
    assert words in text
    assert str(row.officer) in text
    assert "存疑" not in str(Notice.objects.values())
    assert notice_texts(staff2) == []


def test_the_proposer_is_notified_of_a_rejected_appointment(staff, leader):
    row = AppointmentFactory(proposed_by=staff)
    terms.reject(row, by=leader, reason="名额已满")
    assert [str(row.officer) in text for text in notice_texts(staff)] == [True]


def test_the_office_is_notified_once_of_a_day_on_which_many_terms_end(staff):
    ends_on = TODAY + timedelta(days=30)
    AppointmentFactory.create_batch(3, active=True, ends_on=ends_on)
    AppointmentFactory(active=True, ends_on=ends_on + timedelta(days=1))
    assert notices.send_due(TODAY) >= 1
    assert notice_texts(staff) == [
        f"3 appointments end on {ends_on}. Renew them, or prepare their end."
    ]
    notices.send_due(TODAY)
    assert len(notice_texts(staff)) == 1


def test_a_term_is_notified_even_when_every_run_before_its_end_was_missed(staff):
    AppointmentFactory(active=True, ends_on=TODAY - timedelta(days=40))
    notices.send_due(TODAY)
    assert len(notice_texts(staff)) == 1


def test_officers_are_notified_of_the_end_of_their_term(officer_user):
    AppointmentFactory(active=True, officer__user=officer_user, ends_on=TODAY)
    AppointmentFactory(active=True, ends_on=TODAY)
    notices.send_due(TODAY)
    assert notice_texts(officer_user) == [f"Your appointment ends on {TODAY}."]


def test_the_office_is_notified_once_of_a_publicity_that_has_run_its_days(staff, liaison):
    PublicityFactory(running=True)
    PublicityFactory(closed=True)
    for day in (date(2022, 3, 8), date(2022, 3, 9), date(2022, 3, 10)):
        notices.send_due(day)
    assert len(notice_texts(staff)) == 1
    assert notice_texts(liaison) == []
