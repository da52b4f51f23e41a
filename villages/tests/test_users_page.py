"""The list of users marks service accounts and inactive users; changes to a user apply at once."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from villages.tests.factories import VillageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(administrator):
    """The administrator's client."""
    client = Client()
    client.force_login(administrator)
    return client


def test_service_accounts_are_labelled_and_cannot_be_changed(root):
    page = root.get("/system/users/", headers={"Accept-Language": "en"}).text
    service = User.objects.get(username="import")
    assert page.count("Service account: no log-in") == 2
    assert f"/system/users/{service.pk}/" not in page
    assert root.get(f"/system/users/{service.pk}/").status_code == 404
    assert root.post(f"/system/users/{service.pk}/reset-password/").status_code == 404
    assert root.post(f"/system/users/{service.pk}/reset-second-factor/").status_code == 404


def test_users_inactive_for_ninety_days_are_marked_and_can_be_filtered(
    root, staff, staff2, liaison
):
    long_ago = timezone.now() - timedelta(days=91)
    User.objects.filter(pk=staff.pk).update(last_login=long_ago)
    User.objects.filter(pk=staff2.pk).update(date_joined=long_ago)
    User.objects.filter(pk=liaison.pk).update(last_login=long_ago, is_active=False)
    User.objects.filter(username="import").update(date_joined=long_ago)
    page = root.get("/system/users/?unused=true", headers={"Accept-Language": "en"})
    names = {row.username for row in page.context["listing"].page.object_list.data}
    assert names == {"staff", "staff2"}
    assert page.text.count("unused for 90 days") == 2
    assert root.get("/system/users/?unused=false").context["listing"].page.paginator.count > 2


def test_a_liaison_who_is_moved_sees_the_other_town_with_the_next_request(
    root, liaison, town, other_town
):
    here, there = VillageFactory(town=town), VillageFactory(town=other_town)
    at_work = Client()
    at_work.force_login(liaison)
    assert at_work.get(f"/villages/{here.pk}/").status_code == 200
    assert at_work.get(f"/villages/{there.pk}/").status_code == 404
    data = {
        "username": "liaison",
        "full_name": "陈志强",
        "role": "liaison",
        "town": other_town.pk,
        "is_active": "on",
    }
    assert root.post(f"/system/users/{liaison.pk}/", data).status_code == 302
    assert at_work.get(f"/villages/{here.pk}/").status_code == 404
    assert at_work.get(f"/villages/{there.pk}/").status_code == 200


def test_a_closed_account_is_logged_out_with_the_next_request(root, staff):
    at_work = Client()
    at_work.force_login(staff)
    assert at_work.get("/account/").status_code == 200
    root.post(
        f"/system/users/{staff.pk}/", {"username": "staff", "full_name": "李", "role": "staff"}
    )
    assert at_work.get("/account/").status_code == 302


def test_a_role_that_is_taken_away_is_gone_with_the_next_request(root, leader):
    at_work = Client()
    at_work.force_login(leader)
    assert at_work.get("/system/trail/").status_code == 200
    data = {"username": "leader", "full_name": "周明", "role": "staff", "is_active": "on"}
    root.post(f"/system/users/{leader.pk}/", data)
    assert at_work.get("/system/trail/").status_code == 403
