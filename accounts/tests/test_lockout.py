"""How many guesses at passwords and codes are checked: by user and address, by user, by address, and by code."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.actions import user as actions
from accounts.models import LogInFailure, TrailEntry
from accounts.moves import MoveRefused
from accounts.sessions import second_factor
from accounts.tests.factories import UserFactory
from accounts.tests.test_second_factor import set_up, shown, with_code

PASSWORD = "a-long-enough-secret-7"
HERE, THERE = "10.1.0.1", "10.2.0.1"
pytestmark = pytest.mark.django_db


@pytest.fixture
def member(staff):
    """County staff with a password."""
    return with_password(staff)


def with_password(user):
    user.set_password(PASSWORD)
    user.save()
    return user


def log_in(username, password=PASSWORD, address=HERE, client=None):
    data = {"username": str(username), "password": password, "next": "/account/"}
    headers = {"Accept-Language": "en"}
    return (client or Client()).post("/accounts/login/", data, REMOTE_ADDR=address, headers=headers)


def fail(username, times, address=HERE):
    return [log_in(username, "wrong", address) for _ in range(times)][-1]


def acts():
    return [entry.act for entry in TrailEntry.objects.order_by("pk")]


def lock_address():
    """As if fifty accounts had been tried from here."""
    LogInFailure.objects.bulk_create(
        LogInFailure(name=f"person{number}", address=HERE, kind=LogInFailure.Kind.PASSWORD)
        for number in range(50)
    )


def is_in(response):
    return response.status_code == 302


def test_after_five_failures_the_right_password_learns_until_when_it_is_locked(member):
    with time_machine.travel("2022-08-15T10:00:30+08:00", tick=False):
        fail("staff", 5)
        page = log_in("staff")
    assert page.status_code == 429
    assert "2022-08-15 10:15" in page.text
    with time_machine.travel("2022-08-15T10:15:31+08:00", tick=False):
        assert is_in(log_in("staff"))


def test_a_wrong_password_never_learns_that_an_account_is_locked(member):
    first = log_in("staff", "wrong")
    for username in ("staff", "nobody"):
        for _ in range(15):
            answer = log_in(username, "wrong")
            assert answer.status_code == first.status_code == 200
            assert answer.context["form"].errors == first.context["form"].errors


def test_a_locked_account_is_no_place_for_guessing_on(member):
    fail("staff", 10)
    answer = log_in("staff")
    assert (answer.status_code, answer.context["form"].errors.as_text()) == (
        200,
        fail("x", 1).context["form"].errors.as_text(),
    )


@pytest.mark.parametrize("number", [6, 12])
def test_an_unknown_name_is_answered_after_as_much_work_as_a_known_one(member, number, monkeypatch):
    """The work that takes time is the hash of the password: one each, locked or not, known or not."""
    hashed = []

    def counting(self, password, salt, *rest):
        hashed.append(password)
        return encode(self, password, salt, *rest)

    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", counting)
    for username in ("staff", "nobody"):
        hashed.clear()
        fail(username, number)
        assert len(hashed) == number


def test_a_second_address_gets_five_more_guesses_and_twenty_in_all(member):
    """By user alone: twenty in an hour, wherever from."""
    for number in range(4):
        fail("staff", 5, f"10.3.0.{number}")
    assert log_in("staff", address="10.3.0.9").status_code == 429
    with time_machine.travel(timezone.now() + timedelta(minutes=59)):
        assert log_in("staff", address="10.3.0.9").status_code == 429
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert is_in(log_in("staff", address="10.3.0.9"))


def test_guesses_from_many_addresses_are_checked_twenty_five_times_an_hour_at_most(member):
    for number in range(30):
        log_in("staff", "wrong", f"10.4.0.{number}")
    answer = log_in("staff", address="10.4.1.1")
    assert answer.status_code == 200
    assert "_auth_user_id" not in answer.client.session


def test_many_accounts_tried_from_one_address_are_slowed(member):
    answers = [log_in(f"person{number % 25}", "wrong").status_code for number in range(60)]
    assert answers == [200] * 50 + [429] * 10
    assert log_in("staff").status_code == 429
    assert is_in(log_in("staff", address=THERE))
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert is_in(log_in("staff"))


def test_a_locked_address_answers_every_name_alike(member):
    lock_address()
    answers = {
        log_in(name, typed).text
        for name, typed in (("staff", PASSWORD), ("staff", "wrong"), ("nobody", "wrong"))
    }
    pages = {answer.partition("<main")[2].partition("</main")[0] for answer in answers}
    assert len(pages) == 1


def test_twenty_people_of_one_office_may_slip_as_people_do(db):
    people = [with_password(UserFactory(username=f"person{number}")) for number in range(20)]
    for person in people:
        fail(person.username, 3)
        assert is_in(log_in(person.username))


def test_who_gets_in_takes_back_their_own_failures_only(member):
    for number in range(10):
        fail(f"person{number}", 4)
    fail("staff", 4)
    fail("staff", 2, THERE)
    assert is_in(log_in("staff"))
    assert LogInFailure.objects.filter(address=HERE).count() == 40
    assert LogInFailure.objects.filter(address=THERE).count() == 2


def test_addresses_of_one_network_of_version_six_count_as_one(member):
    for number in range(5):
        log_in("staff", "wrong", f"2001:db8:1:2::{number + 1:x}")
    assert log_in("staff", address="2001:db8:1:2:ffff::1").status_code == 429
    assert is_in(log_in("staff", address="2001:db8:1:3::1"))


def test_wrong_codes_count_across_sessions_and_addresses(member):
    set_up(member)
    for number in range(10):
        client = Client(REMOTE_ADDR=f"10.5.0.{number}")
        log_in("staff", client=client, address=f"10.5.0.{number}")
        assert with_code(client, "000000").status_code == 200
    client = Client(REMOTE_ADDR="10.5.0.99")
    log_in("staff", client=client, address="10.5.0.99")
    page = with_code(client, shown(member))
    assert page.status_code == 429
    assert "_auth_user_id" not in client.session
    assert acts()[-1] == "locked_out"
    assert TrailEntry.objects.last().changes == {"limit": "code"}


def test_a_lock_is_recorded_once_with_the_limit_that_was_reached(member):
    fail("staff", 9)
    assert acts() == ["log_in_failed"] * 4 + ["locked_out"]
    assert TrailEntry.objects.last().changes == {"limit": "user_and_address"}
    for number in range(30):
        log_in("staff", "wrong", f"10.6.0.{number}")
    assert acts().count("locked_out") == 2
    assert TrailEntry.objects.filter(act="locked_out").last().changes == {"limit": "user"}


def test_a_locked_address_is_recorded_once_under_the_system(db):
    for number in range(60):
        log_in(f"person{number}", "wrong")
    entry = TrailEntry.objects.get()
    assert (entry.act, entry.by, entry.note, entry.changes) == (
        "locked_out",
        "system",
        HERE,
        {"limit": "address"},
    )


def test_what_is_typed_for_a_name_is_kept_nowhere(db):
    log_in("511124199001011234", "wrong")
    assert "511124199001011234" not in repr(list(LogInFailure.objects.values()))


def test_the_log_in_page_says_the_same_in_both_languages(member):
    fail("staff", 5)
    data = {"username": "staff", "password": PASSWORD}
    page = Client().post(
        "/accounts/login/", data, REMOTE_ADDR=HERE, headers={"Accept-Language": "zh-CN"}
    )
    assert "之后" in page.text
    wrong = Client().post(
        "/accounts/login/", data | {"password": "x"}, headers={"Accept-Language": "zh-CN"}
    )
    assert "用户名或密码" in wrong.text


def test_a_protected_step_is_locked_for_this_user_but_not_by_others_of_the_address(member):
    client = Client(REMOTE_ADDR=HERE)
    client.force_login(member)
    lock_address()
    words = {"new_password": "another-secret-8", "repeated": "another-secret-8"}
    for _ in range(5):
        assert (
            client.post("/account/password/", {"old_password": "wrong", **words}).status_code == 200
        )
    assert client.post("/account/password/", {"old_password": PASSWORD, **words}).status_code == 429
    member.refresh_from_db()
    assert member.check_password(PASSWORD)


def test_the_old_password_is_guessed_no_more_often_than_at_log_in(member):
    client = Client(REMOTE_ADDR=HERE)
    client.force_login(member)
    for _ in range(5):
        client.post("/account/password/", {"old_password": "wrong"})
    assert acts() == ["password_wrong"] * 4 + ["locked_out"]
    assert log_in("staff").status_code == 429


def test_the_administrator_unlocks_an_account(member, administrator):
    fail("staff", 6)
    root = Client()
    root.force_login(administrator)
    door = f"/system/users/{member.pk}/unlock/"
    assert door in root.get(f"/system/users/{member.pk}/").text
    assert root.post(door).status_code == 302
    assert is_in(log_in("staff"))
    assert [(entry.act, entry.by) for entry in TrailEntry.objects.filter(act="unlock")] == [
        ("unlock", "administrator")
    ]
    assert door not in root.get(f"/system/users/{member.pk}/").text
    assert root.post(door).status_code == 409


def test_a_new_password_from_the_administrator_opens_a_locked_account(member, administrator):
    fail("staff", 6)
    password = actions.reset_password(member, by=administrator)
    assert is_in(log_in("staff", password))


def test_only_another_administrator_unlocks_an_account(administrator, leader, member):
    with pytest.raises(MoveRefused):
        actions.unlock(administrator, by=administrator)
    with pytest.raises(PermissionDenied):
        actions.unlock(member, by=leader)


def test_old_failures_are_forgotten(member):
    with time_machine.travel(timezone.now() - timedelta(days=2)):
        fail("staff", 3)
    log_in("nobody", "wrong")
    assert LogInFailure.objects.count() == 1


def at_once(tries):
    """Run every one of `tries` in a thread and with a connection of its own, at the same moment."""
    gate, answers = threading.Barrier(len(tries)), []

    def run(attempt):
        gate.wait()
        try:
            answers.append(attempt())
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[attempt]) for attempt in tries]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.django_db(transaction=True)
def test_of_fifty_simultaneous_guesses_no_more_are_checked_than_the_limit_allows(
    member, monkeypatch
):
    checked = []
    check = type(member).check_password

    def counting(self, password):
        checked.append(password)
        return check(self, password)

    monkeypatch.setattr(type(member), "check_password", counting)
    answers = at_once(
        [lambda number=number: log_in("staff", f"guess-{number}") for number in range(50)]
    )
    assert [answer.status_code for answer in answers] == [200] * 50
    assert len(checked) == 10
    assert acts().count("locked_out") == 1
    assert acts().count("log_in_failed") == 4


@pytest.mark.django_db(transaction=True)
def test_of_fifty_simultaneous_codes_five_are_checked(member, monkeypatch):
    set_up(member)
    clients = [Client(REMOTE_ADDR=HERE) for _ in range(50)]
    log_in("staff", client=clients[0])
    for client in clients[1:]:
        client.cookies.update(clients[0].cookies)
    checked = []
    opens = second_factor.opens

    def counting(user, code):
        checked.append(code)
        return opens(user, code)

    monkeypatch.setattr(second_factor, "opens", counting)
    answers = at_once(
        [lambda client=client: with_code(client, "000000").status_code for client in clients]
    )
    assert len(checked) == 5
    assert sorted(answers) == [200] * 5 + [429] * 45


@pytest.mark.django_db(transaction=True)
def test_people_who_log_in_at_the_same_moment_all_get_in(db):
    people = [
        with_password(UserFactory(username=f"person{number}")).username for number in range(20)
    ]
    assert all(
        is_in(answer) for answer in at_once([lambda name=name: log_in(name) for name in people])
    )
    assert not LogInFailure.objects.exists()
