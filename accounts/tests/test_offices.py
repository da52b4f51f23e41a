"""Roles and towns of accounts: no one changes their own, and the trail records old and new values."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts.actions import user as actions
from accounts.models import Draft, TrailEntry, User
from accounts.moves import MoveRefused
from accounts.roles import Role
from accounts.tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PHONE = "13900001111"


@pytest.fixture
def root(administrator):
    """The administrator's client; there is another administrator, so that either could go."""
    UserFactory(username="second", full_name="吴静", role=Role.ADMINISTRATOR)
    client = Client()
    client.force_login(administrator)
    return client


def filled_in(user, **changes):
    """The form of an account as its page shows it."""
    data = {
        "username": user.username,
        "full_name": user.full_name,
        "role": user.role,
        "town": user.town_id or "",
    }
    return data | {"phone": "", "is_active": "on"} | changes


@pytest.mark.parametrize(
    ("change", "field"),
    [({"role": "leader"}, "role"), ({"role": "staff"}, "role"), ({"is_active": ""}, "is_active")],
)
def test_an_administrator_neither_changes_their_own_role_nor_closes_their_own_account(
    root, administrator, change, field
):
    response = root.post(
        f"/system/users/{administrator.pk}/", filled_in(administrator, full_name="新名", **change)
    )
    assert list(response.context["form"].errors) == [field]
    administrator.refresh_from_db()
    assert (administrator.role, administrator.is_active, administrator.full_name) == (
        "administrator",
        True,
        "王建国",
    )
    assert not TrailEntry.objects.exists()


def test_the_action_refuses_a_change_of_ones_own_office_too(
    administrator, staff, liaison, other_town
):
    changes = [
        (administrator, {"role": Role.LEADER}),
        (administrator, {"is_active": False}),
        (staff, {"role": Role.ADMINISTRATOR}),
        (liaison, {"town": other_town}),
    ]
    for user, change in changes:
        changed = User.objects.get(pk=user.pk)
        for name, value in change.items():
            setattr(changed, name, value)
        with pytest.raises(MoveRefused):
            actions.save_user(changed, by=user)
        user.refresh_from_db()
        assert all(getattr(user, name) != value for name, value in change.items())


def test_only_an_administrator_changes_the_account_of_another(staff, leader, staff2):
    staff2.role = Role.LEADER
    for by in (staff, leader):
        with pytest.raises(PermissionDenied):
            actions.save_user(staff2, by=by)
        with pytest.raises(PermissionDenied):
            actions.reset_password(staff2, by=by)


def test_the_own_account_can_still_be_saved_on_the_page_of_users(root, administrator):
    data = filled_in(administrator, username="administrator-1")
    assert root.post(f"/system/users/{administrator.pk}/", data).status_code == 302
    assert TrailEntry.objects.get().changes == {"username": ["administrator", "administrator-1"]}


def test_either_of_two_administrators_closes_the_other_but_no_one_closes_the_last(
    root, administrator
):
    second = User.objects.get(username="second")
    closed = filled_in(second, is_active="")
    assert root.post(f"/system/users/{second.pk}/", closed).status_code == 302
    assert (
        root.post(
            f"/system/users/{administrator.pk}/", filled_in(administrator, is_active="")
        ).status_code
        == 200
    )
    assert [user.username for user in User.objects.who_may("accounts.users")] == ["administrator"]


def test_who_is_no_administrator_any_more_changes_no_account(administrator, staff):
    User.objects.filter(pk=administrator.pk).update(role=Role.STAFF)
    staff.role = Role.LEADER
    with pytest.raises(PermissionDenied):
        actions.save_user(staff, by=administrator)


def test_a_change_of_role_and_town_says_from_and_to_in_the_trail_and_on_both_pages(
    root, liaison, town, leader
):
    root.post(f"/system/users/{liaison.pk}/", filled_in(liaison, role="staff", town=""))
    entry = TrailEntry.objects.get(act="change")
    assert (entry.by, entry.target_id, entry.subject) == ("administrator", liaison.pk, "陈志强")
    assert entry.changes == {"role": ["liaison", "staff"], "town": ["研城街道", ""]}
    page = root.get(f"/system/users/{liaison.pk}/", headers={"Accept-Language": "en"}).text
    assert "<del>Town liaison</del>" in page
    assert "<ins>County staff</ins>" in page
    reader = Client()
    for client, user in ((root, None), (reader, leader)):
        if user:
            client.force_login(user)
        page = client.get("/system/trail/", headers={"Accept-Language": "en"}).text
        assert "Role: Town liaison → County staff" in page
        assert "Town: 研城街道 → —" in page


def test_the_trail_says_that_a_phone_changed_and_never_which(root, staff):
    root.post(f"/system/users/{staff.pk}/", filled_in(staff, phone=PHONE))
    assert TrailEntry.objects.get().changes == {"phone": "***"}
    for path in ("/system/trail/", "/system/trail/?export=csv", f"/system/users/{staff.pk}/"):
        assert PHONE not in root.get(path).text


def test_a_save_that_changes_nothing_leaves_no_empty_entry(root, staff):
    assert root.post(f"/system/users/{staff.pk}/", filled_in(staff)).status_code == 302
    assert not TrailEntry.objects.exists()


def test_the_trail_records_a_password_reset_but_not_the_password(root, staff):
    password = root.post(f"/system/users/{staff.pk}/reset-password/").context["password"]
    (entry,) = TrailEntry.objects.all()
    assert (entry.act, entry.by, entry.subject) == ("password_reset", "administrator", "李秀英")
    assert entry.changes == {"sessions_ended": 0}
    assert password not in str(vars(entry))


def test_the_phone_of_an_account_is_masked_on_its_page_and_stays_where_the_field_is_left_blank(
    root, staff
):
    staff.phone = PHONE
    staff.save()
    page = root.get(f"/system/users/{staff.pk}/").text
    assert PHONE not in page
    assert "139****1111" in page
    root.post(f"/system/users/{staff.pk}/", filled_in(staff, full_name="李秀兰"))
    staff.refresh_from_db()
    assert (staff.full_name, staff.phone) == ("李秀兰", PHONE)
    User.objects.filter(pk=staff.pk).update(full_name="李")
    other = filled_in(staff, full_name="李秀珍", phone="13800002222", seen="0" * 16)
    conflict = root.post(f"/system/users/{staff.pk}/", other)
    assert conflict.status_code == 409
    assert PHONE not in conflict.text


def test_what_was_begun_in_one_office_is_not_carried_into_another(root, staff):
    Draft.objects.create(
        user=staff, form="/officers/registrations/create/", title="王小明", content="{}"
    )
    root.post(f"/system/users/{staff.pk}/", filled_in(staff, full_name="李秀兰"))
    assert Draft.objects.exists()
    root.post(f"/system/users/{staff.pk}/", filled_in(staff, role="administrator"))
    assert not Draft.objects.exists()
