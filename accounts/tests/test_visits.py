"""How long a log-in lasts, where it ends, and whose password it takes."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts.actions import user as actions
from accounts.models import TrailEntry, User, Visit
from accounts.sessions.visits import STEP
from accounts.tests.factories import UserFactory
from jingyan import demo

PASSWORD = "a-long-enough-secret-7"
NEW = "another-secret-8"
HALF_AN_HOUR = 1800


@pytest.fixture
def member(staff):
    """County staff with a password of their own."""
    staff.set_password(PASSWORD)
    staff.save()
    return staff


def at_work(user, agent="Mozilla/5.0 (Windows NT 10.0) Chrome/120"):
    """A browser in which `user` is logged in and has opened a page."""
    client = Client()
    client.force_login(user)
    Visit.objects.filter(session_key=client.session.session_key).update(agent=agent)
    assert client.get("/account/").status_code == 200
    return client


def wait(client, seconds, name="seen"):
    session = client.session
    session[name] -= seconds
    session.save()


def seen_at(client):
    return client.session["seen"]


def test_after_half_an_hour_without_a_request_the_user_is_logged_out(staff):
    client = at_work(staff)
    wait(client, HALF_AN_HOUR + 1)
    response = client.get("/system/roles/?page=1")
    assert response.status_code == 302
    assert response["Location"] == "/accounts/login/?next=%2Fsystem%2Froles%2F%3Fpage%3D1&idle=1"
    assert 'class="note note-warning"' in client.get(response["Location"]).text
    assert not Session.objects.exists()
    assert not Visit.objects.exists()


def test_every_request_gives_another_half_hour(staff):
    client = at_work(staff)
    for _ in range(3):
        wait(client, HALF_AN_HOUR - 60)
        assert client.get("/account/").status_code == 200


def test_the_time_of_the_last_request_is_written_at_most_once_a_minute(staff):
    client = at_work(staff)
    began = seen_at(client)
    wait(client, STEP - 10)
    client.get("/account/")
    assert seen_at(client) == began - STEP + 10
    wait(client, 10)
    client.get("/account/")
    assert seen_at(client) >= began


def test_twelve_hours_are_the_end_however_busy_one_is(staff):
    client = at_work(staff)
    assert abs(client.session.get_expiry_age() - 12 * 3600) < 60
    wait(client, 12 * 3600 + 1, "began")
    assert client.get("/account/").status_code == 302


def test_a_write_does_not_lengthen_the_twelve_hours(staff):
    client = at_work(staff)
    first = Session.objects.get().expire_date
    wait(client, STEP + 1)
    response = client.get("/account/")
    assert Session.objects.get().expire_date == first
    assert response.cookies["sessionid"]["max-age"] <= 12 * 3600


def test_polling_by_a_page_does_not_count_as_activity(staff):
    client = at_work(staff)
    wait(client, STEP + 5)
    before = seen_at(client)
    client.get("/system/jobs/", headers={"HX-Request": "true"})
    assert seen_at(client) == before
    wait(client, HALF_AN_HOUR)
    response = client.get("/system/jobs/", headers={"HX-Request": "true"})
    assert (response.status_code, response["HX-Refresh"]) == (204, "true")


def test_a_step_posted_too_late_is_not_taken_up_by_a_link(staff):
    client = at_work(staff)
    wait(client, HALF_AN_HOUR + 1)
    assert client.post("/account/password/")["Location"] == "/accounts/login/?idle=1"


def test_no_browser_keeps_a_page_behind_the_log_in(client, staff):
    client.force_login(staff)
    for path in ("/account/", "/system/roles/", "/nothing/here/", "/system/users/"):
        assert client.get(path)["Cache-Control"] == "no-store"


def test_a_new_password_ends_the_other_log_ins_and_this_one_goes_on(member):
    here, there = at_work(member), at_work(member)
    data = {"old_password": PASSWORD, "new_password": NEW, "repeated": NEW}
    assert here.post("/account/password/", data).status_code == 302
    assert here.get("/account/").status_code == 200
    assert there.get("/account/").status_code == 302
    assert Visit.objects.get().session_key == here.session.session_key
    assert Session.objects.count() == 1


def test_a_reset_password_and_a_shut_account_end_every_log_in(member, administrator):
    client = at_work(member)
    actions.reset_password(member, by=administrator)
    assert client.get("/account/").status_code == 302
    client = at_work(User.objects.get(pk=UserFactory().pk))
    account = Visit.objects.get().user
    account.is_active = False
    actions.save_user(account, by=administrator)
    assert client.get("/account/").status_code == 302
    assert not Session.objects.exists()


def test_one_sees_where_one_is_logged_in_and_logs_out_there(staff):
    here, there = (
        at_work(staff),
        at_work(staff, "Mozilla/5.0 (Linux; Android 13) MicroMessenger/8 Chrome/110"),
    )
    page = here.get("/account/").text
    assert "Chrome · Windows" in page
    assert "微信 · Android" in page
    visit = Visit.objects.get(session_key=there.session.session_key)
    assert here.post(f"/account/visits/{visit.pk}/end/").status_code == 302
    assert there.get("/account/").status_code == 302
    assert here.get("/account/").status_code == 200
    assert TrailEntry.objects.get(act="session_end").note == "微信 · Android"


def test_another_persons_log_in_is_not_ones_own_to_end(staff, leader):
    here, there = at_work(staff), at_work(leader)
    visit = Visit.objects.get(user=leader)
    assert here.post(f"/account/visits/{visit.pk}/end/").status_code == 404
    assert there.get("/account/").status_code == 200


def test_logging_out_ends_the_visit(staff):
    at_work(staff).post("/accounts/logout/")
    assert not Visit.objects.exists()


def test_the_log_in_page_notes_the_browser(member):
    client = Client(headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/120 Edg/120"})
    client.post("/accounts/login/", {"username": "staff", "password": PASSWORD})
    assert Visit.objects.get().device == "Edge · Windows"


def test_a_log_in_from_before_visits_were_counted_goes_on(staff):
    client = at_work(staff)
    session = client.session
    for name in ("seen", "began", "_session_expiry"):
        del session[name]
    session.save()
    Visit.objects.all().delete()
    assert client.get("/account/").status_code == 200
    assert Visit.objects.get().user == staff


def test_visits_of_long_ago_are_forgotten(staff):
    at_work(staff)
    Visit.objects.all().update(began_at=timezone.now() - timedelta(hours=13), session_key="gone")
    at_work(staff)
    assert Visit.objects.count() == 1


def test_the_administrator_resets_a_password_which_the_user_has_to_change(
    member, administrator, client
):
    response = at_work(administrator).post(f"/system/users/{member.pk}/reset-password/")
    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")
    given = response.context["password"]
    assert given in response.text
    assert client.login(username="staff", password=given)
    assert client.get("/")["Location"] == "/account/password/"
    assert client.post("/account/", {"full_name": "李"})["Location"] == "/account/password/"
    assert 'class="note note-warning"' in client.get("/account/password/").text
    data = {"old_password": given, "new_password": given, "repeated": given}
    assert "new_password" in client.post("/account/password/", data).context["form"].errors
    client.post("/account/password/", data | {"new_password": NEW, "repeated": NEW})
    assert client.get("/account/").status_code == 200
    assert [entry.act for entry in TrailEntry.objects.of(member)] == [
        "password_reset",
        "password_change",
    ]


def test_a_new_account_has_to_choose_its_password_first(administrator, client):
    data = {"username": "wang", "full_name": "王小明", "role": "staff", "is_active": "on"}
    given = at_work(administrator).post("/system/users/create/", data).context["password"]
    assert client.login(username="wang", password=given)
    assert client.get("/")["Location"] == "/account/password/"
    assert client.post("/accounts/logout/").status_code == 302


def test_the_demonstration_requires_no_password_change(member, administrator, client, settings):
    settings.DEMO = True
    assert client.login(username="staff", password=actions.reset_password(member, by=administrator))
    assert client.get("/account/").status_code == 200


def test_only_another_administrator_resets_a_password(member, administrator, leader):
    assert at_work(leader).post(f"/system/users/{member.pk}/reset-password/").status_code == 403
    assert (
        at_work(administrator).post(f"/system/users/{administrator.pk}/reset-password/").status_code
        == 409
    )


def test_one_time_passwords_differ_and_pass_the_rules_of_the_house():
    made = {actions.one_time_password() for _ in range(200)}
    assert len(made) == 200
    assert all(len(password) == 19 for password in made)


def test_the_published_password_is_refused_outside_demo_mode(member, client, settings):
    member.set_password(demo.PASSWORD)
    member.save()
    data = {"username": "staff", "password": demo.PASSWORD}
    assert client.post("/accounts/login/", data).status_code == 200
    assert client.get("/account/").status_code == 302
    settings.DEMO = True
    assert client.post("/accounts/login/", data).status_code == 302
    assert client.get("/account/").status_code == 200


def test_the_published_password_cannot_be_chosen(member):
    client = at_work(member)
    data = {"old_password": PASSWORD, "new_password": demo.PASSWORD, "repeated": demo.PASSWORD}
    assert "new_password" in client.post("/account/password/", data).context["form"].errors
    member.refresh_from_db()
    assert member.check_password(PASSWORD)
