"""Protected steps, here the reveal, ask for the password again after a quarter of an hour."""

import pytest
from django.test import Client

from accounts.models import TrailEntry
from accounts.sessions import sudo
from officers.models import Officer
from officers.tests.factories import OfficerFactory

PASSWORD = "a-long-enough-secret-7"
REASON = "核对聘书信息"


@pytest.fixture
def later(staff):
    """Staff, logged in for longer than a quarter of an hour."""
    staff.set_password(PASSWORD)
    staff.save()
    client = Client()
    client.force_login(staff)
    session = client.session
    session[sudo.GIVEN_AT] -= 15 * 60 + 1
    session.save()
    return client


def ask(client, **data):
    officer = Officer.objects.first() or OfficerFactory()
    return officer, client.post(
        f"/officers/{officer.pk}/reveal/", {"reason": REASON, "next": "/officers/"} | data
    )


def test_after_a_quarter_of_an_hour_the_password_is_asked_for_and_what_was_typed_is_kept(later):
    officer, page = ask(later)
    assert page.status_code == 200
    assert officer.id_number not in page.text
    assert f'name="reason" value="{REASON}"' in page.text
    assert 'type="password"' in page.text
    assert not TrailEntry.objects.filter(act="reveal").exists()


def test_with_the_right_password_the_step_is_made_and_the_next_ones_ask_nothing(later):
    officer, page = ask(later, password=PASSWORD)
    assert officer.id_number in page.text
    _, page = ask(later)
    assert officer.id_number in page.text


def test_a_wrong_password_shows_nothing_and_is_recorded_in_the_trail(later):
    officer, page = ask(later, password="guessed-9")
    assert page.status_code == 403
    assert officer.id_number not in page.text
    assert "guessed-9" not in page.text
    assert [entry.act for entry in TrailEntry.objects.all()] == ["password_wrong"]


def test_five_wrong_passwords_lock_the_step_as_they_lock_the_log_in(later):
    for _ in range(5):
        ask(later, password="guessed-9")
    officer, page = ask(later, password=PASSWORD)
    assert page.status_code == 429
    assert officer.id_number not in page.text


def test_somebody_elses_password_opens_nothing(later, leader):
    leader.set_password("another-secret-8")
    leader.save()
    assert ask(later, password="another-secret-8")[1].status_code == 403
