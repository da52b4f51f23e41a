"""Personal numbers in full: for staff, against a reason, thirty an hour, each time in the trail."""

import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from accounts.models import Notice, TrailEntry
from accounts.moves import MoveRefused
from accounts.tests.factories import UserFactory
from jingyan import triggers
from officers.actions.reveal import MOST_AN_HOUR, reveal
from officers.tests.factories import OfficerFactory, RegistrationFactory

pytestmark = pytest.mark.django_db
REASON = "核对聘书信息"


def door(officer):
    return reverse("officers:officer_reveal", args=[officer.pk])


def test_staff_see_the_numbers_once_on_a_page_that_no_browser_keeps(as_role):
    officer = OfficerFactory()
    response = as_role("staff").post(door(officer), {"reason": REASON})
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    assert officer.id_number in response.text
    assert officer.phone in response.text


def test_the_trail_says_who_saw_whose_numbers_and_why_but_not_the_numbers(as_role):
    officer = OfficerFactory()
    as_role("staff").post(door(officer), {"reason": f"{REASON} {officer.phone}"})
    entry = TrailEntry.objects.of(officer).get()
    assert (entry.act, entry.by, entry.changes) == (
        "reveal",
        "staff",
        {"fields": ["id_number", "phone"]},
    )
    assert entry.note.startswith(REASON)
    assert officer.phone not in entry.note


@pytest.mark.parametrize("reason", ["", "  ", "查一查", " 四个字啊  "])
def test_without_a_reason_nothing_is_shown_nor_written(as_role, reason):
    officer = OfficerFactory()
    response = as_role("staff").post(door(officer), {"reason": reason})
    assert response.status_code == 409
    assert officer.id_number not in response.text
    assert not TrailEntry.objects.exists()


@pytest.mark.parametrize("role", ["administrator", "liaison", "leader", "officer_user", "auditor"])
def test_nobody_but_staff_may(as_role, request, role):
    officer = OfficerFactory()
    assert as_role(role).post(door(officer), {"reason": REASON}).status_code == 403
    with pytest.raises(PermissionDenied):
        reveal(officer, by=request.getfixturevalue(role), reason=REASON)
    assert not TrailEntry.objects.exists()


def test_numbers_are_never_had_by_a_link(as_role):
    assert as_role("staff").get(door(OfficerFactory())).status_code == 405


@pytest.mark.parametrize(
    ("role", "offered"), [("staff", True), ("leader", False), ("auditor", False)]
)
def test_the_button_is_on_both_records_for_staff_only(as_role, role, offered):
    registration = RegistrationFactory(submitted=True)
    pages = [
        ("officers:officer_detail", registration.officer.pk),
        ("officers:registration_detail", registration.pk),
    ]
    for name, pk in pages:
        page = as_role(role).get(reverse(name, args=[pk])).text
        assert (door(registration.officer) in page) == offered


def test_the_thirty_first_within_an_hour_is_refused_in_words(as_role, staff):
    officer = OfficerFactory()
    for _ in range(MOST_AN_HOUR):
        reveal(officer, by=staff, reason=REASON)
    response = as_role("staff").post(door(officer), {"reason": REASON})
    assert response.status_code == 409
    assert "30" in response.text
    assert TrailEntry.objects.filter(act="reveal").count() == MOST_AN_HOUR
    triggers.lift()
    TrailEntry.objects.filter(number=1).update(at=timezone.now() - timedelta(minutes=61))
    assert reveal(officer, by=staff, reason=REASON).id_number == officer.id_number


def test_who_reaches_the_limit_is_named_once_an_hour_to_leaders_and_in_the_log(
    as_role, staff, leader, caplog
):
    officer = OfficerFactory()
    for _ in range(MOST_AN_HOUR):
        reveal(officer, by=staff, reason=REASON)
    for _ in range(3):
        assert as_role("staff").post(door(officer), {"reason": REASON}).status_code == 409
    assert TrailEntry.objects.visible_to(leader).filter(act="reveal_limit", by="staff").count() == 1
    assert Notice.objects.filter(user=leader, kind="reveal_limit").count() == 1
    assert f"user {staff.pk} reached the limit" in caplog.text
    assert officer.id_number not in caplog.text


def test_the_limit_of_one_is_not_the_limit_of_another(staff, staff2):
    officer = OfficerFactory()
    for _ in range(MOST_AN_HOUR):
        reveal(officer, by=staff, reason=REASON)
    assert reveal(officer, by=staff2, reason=REASON).phone == officer.phone


def test_what_was_revealed_prints_as_nothing(staff):
    officer = OfficerFactory()
    with override("en"):
        assert officer.id_number not in repr(reveal(officer, by=staff, reason=REASON))


def at_once(tries):
    gate, results = threading.Barrier(len(tries)), []

    def run(attempt):
        gate.wait()
        try:
            results.append(attempt())
        except MoveRefused:
            results.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[attempt]) for attempt in tries]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(results)


@pytest.mark.django_db(transaction=True)
def test_fifty_simultaneous_reveals_leave_exactly_fifty_entries():
    officer, people = OfficerFactory(), UserFactory.create_batch(5)

    def ask(user):
        client = Client()
        client.force_login(user)
        response = client.post(door(officer), {"reason": REASON})
        return response.status_code, officer.id_number in response.text

    assert at_once([lambda n=n: ask(people[n % 5]) for n in range(50)]) == {(200, True): 50}
    assert TrailEntry.objects.filter(act="reveal").count() == 50


@pytest.mark.django_db(transaction=True)
def test_the_limit_holds_for_simultaneous_reveals_of_one_user():
    officer, user = OfficerFactory(), UserFactory()
    results = at_once([lambda: reveal(officer, by=user, reason=REASON).phone] * 50)
    assert results == {officer.phone: MOST_AN_HOUR, "refused": 50 - MOST_AN_HOUR}
    assert TrailEntry.objects.filter(act="reveal").count() == MOST_AN_HOUR
