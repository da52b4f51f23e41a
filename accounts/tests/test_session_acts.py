"""The trail records why sessions end; the browser's data are cleared; passwords are long or mixed."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.actions import user as actions
from accounts.models import TrailEntry
from accounts.tests.test_visits import HALF_AN_HOUR, at_work, wait

pytestmark = pytest.mark.django_db


def last():
    return TrailEntry.objects.order_by("pk").last()


def test_the_trail_records_an_idle_time_out_once(staff):
    client = at_work(staff)
    wait(client, HALF_AN_HOUR + 1)
    for _ in range(3):
        client.get("/account/")
    assert [(entry.act, entry.by) for entry in TrailEntry.objects.all()] == [
        ("session_idle", "staff")
    ]


def test_so_does_the_end_after_twelve_hours(staff):
    client = at_work(staff)
    wait(client, 12 * 3600 + 1, "began")
    client.get("/account/")
    assert last().act == "session_over"


def test_log_ins_that_the_administrator_ends_are_counted(staff, administrator):
    at_work(staff), at_work(staff)
    actions.reset_password(staff, by=administrator)
    (entry,) = TrailEntry.objects.all()
    assert (entry.act, entry.changes) == ("password_reset", {"sessions_ended": 2})


def test_a_changed_password_says_whether_it_was_a_given_one_and_what_it_ended(staff):
    at_work(staff)
    staff.must_change_password = True
    staff.save()
    actions.change_password(staff, "another-secret-8")
    assert last().changes == {"given_by_administrator": True, "sessions_ended": 1}
    actions.change_password(staff, "another-secret-9")
    assert last().changes == {}


def test_a_lock_out_is_recorded_once_however_often_log_in_is_tried(staff):
    for _ in range(9):
        Client().post("/accounts/login/", {"username": "staff", "password": "wrong"})
    assert [entry.act for entry in TrailEntry.objects.all()] == ["log_in_failed"] * 4 + [
        "locked_out"
    ]


def test_logging_out_has_the_browser_forget_its_pages(staff):
    response = at_work(staff).post("/accounts/logout/")
    assert response["Clear-Site-Data"] == '"cache"'


@pytest.mark.parametrize(
    "password",
    [
        "Abcdefg1xy",
        "abcdefg-1x",
        "ABC-defghi",
        "onlysmallletters",
        "一二三四五六七八九十一二三四五",
    ],
)
def test_long_or_mixed_passwords_are_taken(password):
    validate_password(password)


@pytest.mark.parametrize(
    "password",
    ["abcdefghij", "abcdefghi1", "Abcdefghij", "Abc-1", "12345678901234", "ABCDEFG123456"],
)
def test_short_and_plain_ones_are_not(password):
    with pytest.raises(ValidationError):
        validate_password(password)
