"""A second step of the log-in: optional, required of some roles, with codes on paper, and counted where it fails."""

import base64
import re
import threading
import time

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django_otp.oath import TOTP

from accounts.actions import user as actions
from accounts.models import RecoveryCode, SecondFactor, TrailEntry, User, Visit
from accounts.moves import MoveRefused
from accounts.sessions import second_factor, sudo

PASSWORD = "a-long-enough-secret-7"
pytestmark = pytest.mark.django_db


@pytest.fixture
def member(staff):
    """County staff with a password."""
    staff.set_password(PASSWORD)
    staff.save()
    return staff


@pytest.fixture
def codes(member):
    """The recovery codes of the member, whose second factor is in use."""
    return set_up(member)


def shown(user, steps=0):
    """The code that the user's app shows, `steps` half minutes from now."""
    clock = TOTP(base64.b32decode(SecondFactor.objects.get(user=user).secret))
    clock.time = time.time() + 30 * steps
    return f"{clock.token():06d}"


def fresh(user):
    """As if half an hour had passed, so that the code of now opens again."""
    SecondFactor.objects.filter(user=user).update(last_step=-1)


def set_up(user):
    second_factor.begin(user)
    codes = second_factor.put_in_use(user, shown(user))
    fresh(user)
    return codes


def with_password(client, user):
    return client.post(
        "/accounts/login/", {"username": user.username, "password": PASSWORD, "next": "/account/"}
    )


def with_code(client, code):
    return client.post("/accounts/login/code/", {"code": code})


def acts(*leave_out):
    return [entry.act for entry in TrailEntry.objects.order_by("pk") if entry.act not in leave_out]


def test_it_is_set_up_by_a_picture_or_the_secret_and_proved_by_a_code(client, member):
    client.force_login(member)
    page = client.post("/account/second-factor/").text
    secret = SecondFactor.objects.get().secret
    assert second_factor.in_groups(secret) in page
    assert '<svg class="qr"' in page
    assert "style=" not in page.partition("<main")[2]
    again = client.post("/account/second-factor/", {"code": "000000"})
    assert (again.text.count(second_factor.in_groups(secret)), again["Cache-Control"]) == (
        1,
        "no-store",
    )
    assert second_factor.in_use(member) is None
    done = client.post("/account/second-factor/", {"code": shown(member)})
    assert (done.status_code, done["Cache-Control"]) == (200, "no-store")
    assert len(re.findall(r"<code>[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}</code>", done.text)) == 10
    assert second_factor.in_use(member)
    assert secret not in client.get("/account/second-factor/").text
    assert acts() == ["second_factor_on"]


@pytest.mark.parametrize(
    "code", ["", "000000", "12345", "abcdef", "１２３４５６", "0" * 5000, "\0", "-12345"]
)
def test_a_wrong_code_puts_nothing_in_use(client, member, code):
    client.force_login(member)
    client.post("/account/second-factor/")
    page = client.post("/account/second-factor/", {"code": code})
    assert page.status_code == 200
    assert page.context["form"].errors
    assert second_factor.in_use(member) is None


def test_the_secret_is_sealed_and_the_codes_are_hashed(member, codes):
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM accounts_secondfactor")
        stored = cursor.fetchone()[0]
    assert SecondFactor.objects.get().secret not in stored
    digests = "".join(RecoveryCode.objects.values_list("digest", flat=True))
    assert not any(part in digests for code in codes for part in (code, code.replace("-", "")))


def test_after_the_password_a_code_is_required_to_log_in(client, member, codes):
    first = with_password(client, member)
    assert first["Location"] == "/accounts/login/code/"
    assert client.get("/account/").status_code == 302
    assert not Visit.objects.exists()
    page = client.get("/accounts/login/code/")
    assert page.status_code == 200
    assert member.full_name not in page.text
    second = with_code(client, shown(member))
    assert second["Location"] == "/account/"
    assert client.get("/account/").status_code == 200
    assert acts("second_factor_on") == ["log_in"]


def test_the_session_gets_another_key_at_each_step(client, member, codes):
    client.get("/accounts/login/")
    with_password(client, member)
    before = client.session.session_key
    with_code(client, shown(member))
    assert client.session.session_key != before


def test_a_code_opens_once(client, member, codes):
    code = shown(member)
    with_password(client, member)
    assert with_code(client, code).status_code == 302
    other = Client()
    with_password(other, member)
    assert with_code(other, code).status_code == 200


@pytest.mark.parametrize(
    ("steps", "opens"), [(-1, True), (0, True), (1, True), (-2, False), (2, False)]
)
def test_the_phones_clock_may_be_half_a_minute_off(member, codes, steps, opens):
    assert second_factor.opens(member, shown(member, steps)) is opens


def test_a_recovery_code_opens_once_however_it_is_typed(client, member, codes):
    typed = codes[0].upper().replace("-", " ")
    with_password(client, member)
    assert with_code(client, typed).status_code == 302
    other = Client()
    with_password(other, member)
    assert with_code(other, codes[0]).status_code == 200
    assert TrailEntry.objects.get(act="recovery_code_used").changes == {"left": 9}


def test_new_recovery_codes_end_the_old_ones(client, member, codes):
    client.force_login(member)
    page = client.post("/account/second-factor/codes/").text
    assert codes[0] not in page
    assert not second_factor.opens(member, codes[0])
    assert "recovery_codes_new" in acts()


def test_without_the_password_the_second_step_leads_back(client, member, codes):
    assert client.get("/accounts/login/code/")["Location"] == "/accounts/login/"
    assert with_code(client, shown(member))["Location"] == "/accounts/login/"


def test_five_minutes_after_the_password_the_second_step_is_over(client, member, codes):
    with_password(client, member)
    session = client.session
    session["second_step"] |= {"at": session["second_step"]["at"] - 301}
    session.save()
    assert with_code(client, shown(member))["Location"] == "/accounts/login/"


def test_an_account_that_is_shut_in_between_stays_out(client, member, codes):
    with_password(client, member)
    member.is_active = False
    member.save()
    assert with_code(client, shown(member))["Location"] == "/accounts/login/"


def test_wrong_codes_and_wrong_passwords_count_together_and_lock_the_door(client, member, codes):
    client.post("/accounts/login/", {"username": "staff", "password": "wrong"})
    with_password(client, member)
    for _ in range(4):
        assert with_code(client, "000000").status_code == 200
    assert with_code(client, "000000").status_code == 429
    assert with_code(client, shown(member)).status_code == 429
    assert with_password(Client(), member).status_code == 429
    assert acts("second_factor_on") == [
        "log_in_failed",
        *["second_factor_failed"] * 3,
        "locked_out",
    ]


def test_the_right_password_does_not_wipe_out_wrong_codes(client, member, codes):
    for _ in range(5):
        with_password(client, member)
        assert with_code(client, "000000").status_code == 200
    assert with_password(client, member).status_code == 429


def test_it_is_removed_against_password_and_code(client, member, codes):
    client.force_login(member)
    door = "/account/second-factor/remove/"
    assert client.get(door).status_code == 200
    assert (
        "password"
        in client.post(door, {"password": "wrong", "code": codes[0]}).context["form"].errors
    )
    assert (
        "code" in client.post(door, {"password": PASSWORD, "code": "000000"}).context["form"].errors
    )
    assert second_factor.in_use(member)
    assert (
        client.post(door, {"password": PASSWORD, "code": shown(member)})["Location"] == "/account/"
    )
    assert second_factor.in_use(member) is None
    assert acts()[-3:] == ["password_wrong", "second_factor_failed", "second_factor_off"]
    assert client.get(door)["Location"] == "/account/second-factor/"


def later(client):
    """As if the password had been entered more than a quarter of an hour ago."""
    session = client.session
    session[sudo.GIVEN_AT] -= 901
    session.save()


def test_setting_it_up_asks_for_a_recent_password(client, member):
    client.force_login(member)
    client.post("/account/second-factor/")
    later(client)
    assert 'type="password"' in client.post("/account/second-factor/", {"code": shown(member)}).text
    assert second_factor.in_use(member) is None


def test_opening_the_page_makes_no_secret_and_shows_none(client, member):
    client.force_login(member)
    for _ in range(2):
        page = client.get("/account/second-factor/")
        assert '<svg class="qr"' not in page.text
        assert not SecondFactor.objects.exists()
    client.post("/account/second-factor/")
    waiting = SecondFactor.objects.get()
    page = client.get("/account/second-factor/").text
    assert second_factor.in_groups(waiting.secret) not in page
    assert SecondFactor.objects.get() == waiting


def test_the_secret_is_shown_after_the_password_only(client, member):
    client.force_login(member)
    later(client)
    page = client.post("/account/second-factor/").text
    assert 'type="password"' in page
    assert not SecondFactor.objects.exists()
    assert client.post("/account/second-factor/", {"password": "wrong"}).status_code == 403
    assert not SecondFactor.objects.exists()
    page = client.post("/account/second-factor/", {"password": PASSWORD}).text
    assert second_factor.in_groups(SecondFactor.objects.get().secret) in page


def test_each_beginning_makes_another_secret(client, member):
    """Others may have seen the earlier one."""
    client.force_login(member)
    client.post("/account/second-factor/")
    first = SecondFactor.objects.get().secret
    client.post("/account/second-factor/")
    assert SecondFactor.objects.get().secret != first


def test_a_code_sent_again_shows_no_secret_that_is_in_use(client, member):
    client.force_login(member)
    client.post("/account/second-factor/")
    client.post("/account/second-factor/", {"code": shown(member)})
    for data in ({}, {"code": "000000"}):
        page = client.post("/account/second-factor/", data, follow=True).text
        assert second_factor.in_groups(SecondFactor.objects.get().secret) not in page


def test_a_code_without_a_beginning_leads_back_to_it(client, member):
    client.force_login(member)
    assert (
        client.post("/account/second-factor/", {"code": "123456"})["Location"]
        == "/account/second-factor/"
    )
    assert not SecondFactor.objects.exists()


def test_log_ins_from_before_it_was_set_up_end_elsewhere(client, member):
    elsewhere = Client()
    for browser in (client, elsewhere):
        browser.force_login(member)
        assert browser.get("/account/").status_code == 200
    client.post("/account/second-factor/")
    client.post("/account/second-factor/", {"code": shown(member)})
    assert elsewhere.get("/account/").status_code == 302
    assert client.get("/account/").status_code == 200
    assert client.session["second_factor"] is True
    assert TrailEntry.objects.get(act="second_factor_on").changes == {"sessions_ended": 1}


def test_log_ins_end_when_a_role_that_needs_it_is_given(client, member, administrator, settings):
    settings.SECOND_FACTOR_ROLES = ["leader", "administrator"]
    client.force_login(member)
    assert client.get("/account/").status_code == 200
    root = Client()
    root.force_login(administrator)
    session = root.session
    session["second_factor"] = True
    session.save()
    data = {
        "username": "staff",
        "full_name": "李秀英",
        "role": "leader",
        "town": "",
        "phone": "",
        "is_active": "on",
    }
    assert root.post(f"/system/users/{member.pk}/", data).status_code == 302
    assert client.get("/account/")["Location"].startswith("/accounts/login/")
    assert TrailEntry.objects.get(act="change").changes == {
        "role": ["staff", "leader"],
        "sessions_ended": 1,
    }


def give_another_password(user):
    actions.change_password(user, "another-secret-8")


def shut(user):
    User.objects.filter(pk=user.pk).update(is_active=False)


def give_another_role(user):
    User.objects.filter(pk=user.pk).update(role="auditor")


def set_up_anew(user):
    SecondFactor.objects.filter(user=user).delete()
    set_up(user)


@pytest.mark.parametrize("change", [give_another_password, shut, give_another_role, set_up_anew])
def test_a_second_step_begun_before_the_account_was_changed_leads_back_to_log_in_with_words(
    client, member, codes, change
):
    with_password(client, member)
    assert client.get("/accounts/login/code/").status_code == 200
    change(member)
    response = with_code(client, shown(member))
    assert response["Location"] == "/accounts/login/"
    assert 'class="note note-warning"' in client.get("/accounts/login/").text
    assert "_auth_user_id" not in client.session
    # Nor afterwards, by going back in the browser.
    assert with_code(client, shown(member))["Location"] == "/accounts/login/"


def test_the_administrator_resets_it_and_every_log_in_ends(member, codes, administrator):
    there, root = Client(), Client()
    with_password(there, member)
    with_code(there, shown(member))
    root.force_login(administrator)
    assert "reset-second-factor" in root.get(f"/system/users/{member.pk}/").text
    assert root.post(f"/system/users/{member.pk}/reset-second-factor/").status_code == 302
    assert there.get("/account/").status_code == 302
    assert with_password(Client(), member)["Location"] == "/account/"
    assert TrailEntry.objects.get(act="second_factor_reset").by == "administrator"
    assert root.post(f"/system/users/{member.pk}/reset-second-factor/").status_code == 409


def test_only_another_administrator_resets_a_second_factor(administrator, leader, member, codes):
    with pytest.raises(MoveRefused):
        second_factor.reset(administrator, by=administrator)
    with pytest.raises(PermissionDenied):
        second_factor.reset(member, by=leader)


@pytest.mark.parametrize("role", ["leader", "administrator"])
def test_roles_that_need_one_set_it_up_before_anything_else(client, request, settings, role):
    settings.SECOND_FACTOR_ROLES = ["leader", "administrator"]
    user = request.getfixturevalue(role)
    client.force_login(user)
    for path in ("/", "/account/", "/system/roles/"):
        assert client.get(path)["Location"] == "/account/second-factor/"
    assert client.post("/account/", {"full_name": "周"})["Location"] == "/account/second-factor/"
    page = client.get("/account/second-factor/")
    assert 'class="note note-warning"' in page.text
    client.post("/account/second-factor/")
    client.post("/account/second-factor/", {"code": shown(user)})
    assert client.get("/account/").status_code == 200
    assert client.post("/accounts/logout/").status_code == 302


def test_a_given_password_is_changed_before_the_second_factor(client, leader, settings):
    settings.SECOND_FACTOR_ROLES = ["leader"]
    leader.must_change_password = True
    leader.save()
    client.force_login(leader)
    assert client.get("/account/second-factor/")["Location"] == "/account/password/"


def test_other_roles_may_do_without(client, staff, settings):
    settings.SECOND_FACTOR_ROLES = ["leader", "administrator"]
    client.force_login(staff)
    assert client.get("/account/").status_code == 200


def test_with_a_session_from_a_password_alone_such_a_role_gets_nowhere(client, leader, settings):
    set_up(leader)
    settings.SECOND_FACTOR_ROLES = ["leader"]
    client.force_login(leader)
    assert client.get("/account/")["Location"] == "/account/second-factor/"
    assert client.post("/account/second-factor/codes/")["Location"] == "/account/second-factor/"
    assert SecondFactor.objects.get().secret not in client.get("/account/second-factor/").text


@pytest.mark.django_db(transaction=True)
def test_one_code_at_the_same_moment_opens_once(member):
    set_up(member)
    code, gate, results = shown(member), threading.Barrier(8), []

    def run():
        gate.wait()
        try:
            results.append(second_factor.opens(member, code))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [False] * 7 + [True]
