import pytest
from django.urls import reverse

from accounts.menu import MENU, door, menu_at, place_of


def menu_for(user, path):
    return menu_at(user.role, place_of(user.role, path))


def pages(user, path="/"):
    return {entry.url for group in menu_for(user, path) for entry in group.entries}


def test_the_menu_shows_a_role_what_it_may_open(administrator, staff, liaison):
    users, towns, roles = (
        reverse(f"accounts:{name}") for name in ("user_list", "town_list", "role_table")
    )
    assert {users, towns, roles} <= pages(administrator)
    assert users not in pages(staff)
    assert towns not in pages(liaison)


@pytest.mark.parametrize(
    "name", ["administrator", "staff", "liaison", "leader", "officer_user", "auditor"]
)
def test_no_entry_of_the_menu_leads_to_a_closed_door(name, request, client):
    user = request.getfixturevalue(name)
    client.force_login(user)
    closed = {
        url: status
        for url in pages(user)
        if (status := client.get(url, follow=True).status_code) != 200
    }
    assert closed == {}


def test_an_entry_without_a_page_is_left_out():
    assert door("reports:nothing_of_this_name") is None


def test_the_page_itself_and_the_pages_below_it_are_marked(administrator):
    users = reverse("accounts:user_list")
    marks = {e.url: e.current for g in menu_for(administrator, users) for e in g.entries}
    assert {url: mark for url, mark in marks.items() if mark} == {users: "page"}
    marks = {e.url: e.current for g in menu_for(administrator, f"{users}7/") for e in g.entries}
    assert marks[users] == "true"


def test_menus_that_look_alike_are_drawn_once_and_others_are_not(staff, liaison, client):
    client.force_login(staff)
    here, there = reverse("villages:village_list"), reverse("villages:demand_list")
    first, again, other = (client.get(path).content.decode() for path in (here, here, there))
    mark = f'<a href="{here}" aria-current="page">'
    assert mark in first
    assert mark in again
    assert mark not in other
    client.cookies["django_language"] = "en"
    assert "Main menu" in client.get(here).content.decode()
    client.force_login(liaison)
    assert reverse("accounts:town_list") not in client.get(here).content.decode()


def test_a_role_that_may_open_nothing_has_no_menu():
    assert menu_at("", place_of("", "/")) == []


def test_the_menu_has_three_to_six_groups_and_each_page_once():
    names = [entry.url_name for group in MENU for entry in group.entries]
    assert 3 <= len(MENU) <= 6
    assert len(names) == len(set(names))
