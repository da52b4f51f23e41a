import pytest
from django.urls import reverse
from django.utils.translation import gettext

from accounts.models import TrailEntry, User
from accounts.roles import PERMISSIONS, Role
from accounts.state_machines import tables
from accounts.tests.factories import TownFactory, UserFactory

PASSWORD = "a-long-enough-secret-7"


def log_in(client, user, password=PASSWORD):
    return client.post("/accounts/login/", {"username": user.username, "password": password})


@pytest.fixture
def member(staff):
    """County staff with a password."""
    staff.set_password(PASSWORD)
    staff.save()
    return staff


def test_logging_in_leads_to_the_home_page(client, member):
    response = log_in(client, member)
    assert (response.status_code, response["Location"]) == (302, "/")


def test_a_failed_log_in_does_not_say_what_was_wrong(client, member):
    page = log_in(client, member, "wrong")
    assert page.status_code == 200
    assert 'role="alert"' in page.content.decode()


def test_the_trail_records_log_ins_failures_and_log_outs(client, member):
    log_in(client, member, "wrong")
    log_in(client, member)
    client.post("/accounts/logout/")
    client.post("/accounts/login/", {"username": "my-password-by-mistake", "password": "x"})
    assert [entry.act for entry in TrailEntry.objects.all()] == [
        "log_in_failed",
        "log_in",
        "log_out",
    ]


def test_five_failures_lock_the_door(client, member):
    for _ in range(5):
        log_in(client, member, "wrong")
    response = log_in(client, member)
    assert response.status_code == 429
    assert 'href="/accounts/login/"' in response.content.decode()


def test_one_persons_failures_leave_the_neighbour_at_the_same_address_alone(client, member, staff2):
    staff2.set_password(PASSWORD)
    staff2.save()
    for _ in range(5):
        log_in(client, member, "wrong")
    assert log_in(client, staff2).status_code == 302


def test_the_log_in_page_warns_of_classified_matter(client, db):
    page = client.get("/accounts/login/", headers={"Accept-Language": "en"}).content.decode()
    assert "state secrets" in page
    assert "Village Officer Management System" in page


def test_logging_out_takes_a_post(client, member):
    client.force_login(member)
    assert client.get("/accounts/logout/").status_code == 405
    assert client.post("/accounts/logout/").status_code == 302
    assert client.get("/account/").status_code == 302


def test_the_language_switch_stays_on_the_page(client, member):
    client.force_login(member)
    path = "/system/roles/?page=1"
    response = client.post("/i18n/setlang/", {"language": "en", "next": path})
    assert (response.status_code, response["Location"]) == (302, path)
    assert '<html lang="en">' in client.get(path).content.decode()


def test_the_language_switch_does_not_redirect_to_another_site(client, db):
    response = client.post("/i18n/setlang/", {"language": "en", "next": "https://example.org/"})
    assert "example.org" not in response["Location"]


def test_chinese_comes_first_and_the_browser_may_ask_for_english(client, db):
    assert '<html lang="zh-CN">' in client.get("/accounts/login/").content.decode()
    english = client.get("/accounts/login/", headers={"Accept-Language": "en-GB,en"})
    assert '<html lang="en">' in english.content.decode()


def test_the_page_of_roles_holds_every_permission_and_every_move(client, staff):
    client.force_login(staff)
    client.cookies["django_language"] = "en"
    response = client.get("/system/roles/")
    assert len(response.context["rows"]) == len(PERMISSIONS)
    assert sum(len(machine.steps) for machine in response.context["machines"]) == sum(
        len(m) for _, m in tables()
    )
    page = response.content.decode()
    assert all(str(role.label) in page for role in Role)


def test_a_refused_door_says_what_helps(client, staff):
    client.force_login(staff)
    response = client.get("/system/users/")
    assert response.status_code == 403
    assert "<h1>" in response.content.decode()


def test_an_unknown_page_is_a_helpful_404(client, staff):
    client.force_login(staff)
    response = client.get("/nothing/here/")
    assert response.status_code == 404
    assert 'class="side"' in response.content.decode()


def user_data(**changes):
    data = {
        "username": "wang",
        "full_name": "王小明",
        "role": Role.STAFF,
        "town": "",
        "phone": "",
        "is_active": "on",
    }
    return data | changes


def test_the_administrator_makes_an_account_that_can_log_in(client, administrator):
    client.force_login(administrator)
    response = client.post("/system/users/create/", user_data())
    assert response.status_code == 200
    assert client.login(username="wang", password=response.context["password"])
    entry = TrailEntry.objects.get(act="create")
    assert (entry.subject, entry.by) == ("王小明", "administrator")
    changes = {
        "username": ["", "wang"],
        "full_name": ["", "王小明"],
        "role": ["", "staff"],
        "is_active": ["", True],
    }
    assert entry.changes == changes


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"role": Role.LIAISON}, "town"),
        ({"role": "emperor"}, "role"),
        ({"username": ""}, "username"),
        ({"full_name": ""}, "full_name"),
    ],
)
def test_an_account_with_a_fault_is_not_made(client, administrator, changes, field):
    client.force_login(administrator)
    response = client.post("/system/users/create/", user_data(**changes))
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert not User.objects.filter(username="wang").exists()


def test_staff_with_a_town_is_refused_in_words(client, administrator, town):
    client.force_login(administrator)
    response = client.post("/system/users/create/", user_data(town=town.pk))
    assert "town" in response.context["form"].errors


def test_a_liaison_moves_to_another_town(client, administrator, liaison, town, other_town):
    client.force_login(administrator)
    data = user_data(username="liaison", role=Role.LIAISON, town=other_town.pk)
    assert client.post(f"/system/users/{liaison.pk}/", data).status_code == 302
    liaison.refresh_from_db()
    assert liaison.town == other_town
    changes = TrailEntry.objects.get(act="change").changes
    assert changes == {"full_name": ["陈志强", "王小明"], "town": [str(town), str(other_town)]}


def test_an_account_is_shut(client, administrator, staff):
    client.force_login(administrator)
    data = user_data(username="staff")
    del data["is_active"]
    assert client.post(f"/system/users/{staff.pk}/", data).status_code == 302
    staff.refresh_from_db()
    assert not staff.is_active


def test_the_last_administrator_stays(client, administrator):
    client.force_login(administrator)
    response = client.post(
        f"/system/users/{administrator.pk}/", user_data(username="administrator")
    )
    assert response.status_code == 200
    assert "role" in response.context["form"].errors
    administrator.refresh_from_db()
    assert administrator.role == Role.ADMINISTRATOR


def test_two_administrators_who_change_one_account_see_a_conflict(client, administrator, staff):
    client.force_login(administrator)
    seen = client.get(f"/system/users/{staff.pk}/").context["form"]["seen"].value()
    User.objects.filter(pk=staff.pk).update(full_name="李秀英（新）")
    data = user_data(username="staff", full_name="李秀兰", seen=seen)
    response = client.post(f"/system/users/{staff.pk}/", data)
    page = response.content.decode()
    assert "李秀英（新）" in page
    assert "李秀兰" in page
    data["seen"] = response.context["form"]["seen"].value()
    assert client.post(f"/system/users/{staff.pk}/", data).status_code == 302


def test_one_changes_the_own_password_and_stays_logged_in(client, member):
    client.force_login(member)
    data = {
        "old_password": PASSWORD,
        "new_password": "another-secret-8",
        "repeated": "another-secret-8",
    }
    assert client.post("/account/password/", data).status_code == 302
    assert client.get("/account/").status_code == 200
    assert TrailEntry.objects.filter(act="password_change").exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"old_password": "wrong"}, "old_password"),
        ({"new_password": "short"}, "new_password"),
        ({"repeated": "else"}, "repeated"),
    ],
)
def test_a_password_with_a_fault_stays_as_it_was(client, member, changes, field):
    client.force_login(member)
    data = {
        "old_password": PASSWORD,
        "new_password": "another-secret-8",
        "repeated": "another-secret-8",
    } | changes
    assert field in client.post("/account/password/", data).context["form"].errors
    member.refresh_from_db()
    assert member.check_password(PASSWORD)


def test_one_changes_neither_the_full_name_nor_the_role_of_oneself(client, staff):
    client.force_login(staff)
    client.post(
        "/account/", {"full_name": "李秀兰", "phone": "13900000000", "role": Role.ADMINISTRATOR}
    )
    staff.refresh_from_db()
    assert (staff.full_name, staff.phone, staff.role) == ("李秀英", "13900000000", Role.STAFF)


@pytest.mark.parametrize(
    "path", ["/system/users/", "/system/trail/", "/system/towns/", "/system/jobs/"]
)
def test_a_list_costs_the_same_queries_for_two_pages_and_for_many(
    client, administrator, django_assert_num_queries, django_assert_max_num_queries, path
):
    client.force_login(administrator)
    for _ in range(30):
        UserFactory(liaison=True)
    with django_assert_max_num_queries(12) as few:
        client.get(path)
    for _ in range(60):
        UserFactory(liaison=True)
        TownFactory()
    with django_assert_num_queries(len(few)):
        client.get(path)


def test_sorting_filtering_and_paging_stay_in_the_address(client, administrator):
    UserFactory.create_batch(60)
    client.force_login(administrator)
    response = client.get(
        "/system/users/", {"role": "staff", "sort": "-username", "page": "2", "per_page": "25"}
    )
    listing = response.context["listing"]
    names = [row.username for row in listing.page.object_list.data]
    assert listing.page.number == 2
    assert names == sorted(names, reverse=True)
    assert "role=staff" in response.content.decode()


@pytest.mark.parametrize(
    "query", ["page=999", "page=x", "per_page=7", "sort=password", "sort=", "role=emperor", "q=%00"]
)
def test_a_list_survives_any_address(client, administrator, query):
    client.force_login(administrator)
    assert client.get(f"{reverse('accounts:user_list')}?{query}").status_code == 200


def test_an_empty_list_says_why_and_offers_the_way_out(client, administrator):
    client.force_login(administrator)
    page = client.get("/system/users/", {"q": "nobody of this name"}).content.decode()
    assert gettext("Clear the conditions") in page
