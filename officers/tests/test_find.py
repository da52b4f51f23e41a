"""Finding a person by ID number, which appears in no address."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from officers.tests.factories import OfficerFactory

pytestmark = pytest.mark.django_db
DOOR = "/officers/find/"


def test_the_number_leads_to_the_record_and_appears_in_no_address(as_role):
    officer = OfficerFactory()
    response = as_role("staff").post(DOOR, {"id_number": officer.id_number})
    assert (response.status_code, response["Location"]) == (302, f"/officers/{officer.pk}/")


def test_spaces_and_full_width_digits_are_the_same_number(as_role):
    officer = OfficerFactory()
    typed = f" {officer.id_number[:6]} {officer.id_number[6:14]} {officer.id_number[14:]}"
    assert as_role("staff").post(DOOR, {"id_number": typed}).status_code == 302


@pytest.mark.parametrize(
    "typed", ["", "11010519491231002X", "110105194912310021", "x" * 5000, "\0", "12"]
)
def test_an_unknown_or_wrong_number_is_an_error_and_not_put_into_an_address(as_role, typed):
    response = as_role("staff").post(DOOR, {"id_number": typed})
    assert response.status_code == 200
    assert response.context["form"].errors


def test_the_ledger_leads_there(as_role):
    assert DOOR in as_role("staff").get("/officers/").text
    assert DOOR not in as_role("leader").get("/officers/").text


NUMBERS = [
    "11010519491231002X",
    "110105194912310021",
    "13912345678",
    "１１０１０５１９４９１２３１００２Ｘ",
    "张 110105 19491231 0021",
]


@pytest.mark.parametrize("typed", NUMBERS)
@pytest.mark.parametrize("path", ["/officers/", "/villages/", "/system/jobs/"])
def test_a_number_in_the_quick_search_is_dropped_from_the_address_with_a_word(as_role, typed, path):
    client = as_role("staff")
    response = client.get(path, {"q": typed, "sort": "name"})
    assert (response.status_code, response["Location"]) == (302, f"{path}?sort=name")
    assert 'class="note note-warning"' in client.get(response["Location"]).text


@pytest.mark.parametrize(
    "query",
    ["next=/officers/?q=13912345678", "13912345678=x", "a=1&a=13912345678", "q=1391234%35678"],
)
def test_it_is_dropped_from_any_part_of_the_address(as_role, query):
    assert as_role("staff").get(f"/officers/?{query}")["Location"] == "/officers/"


@pytest.mark.parametrize(
    "typed",
    ["915111247000000017", "91511124MA6280001X", "20220802", "1686000", "王小明", "12345678901"],
)
def test_a_search_without_a_personal_number_is_run(as_role, typed):
    assert as_role("staff").get("/officers/", {"q": typed}).status_code == 200


def test_a_number_that_was_searched_for_is_one_click_from_the_person_and_on_no_page(as_role):
    officer, client = OfficerFactory(), as_role("staff")
    page = client.get("/villages/", {"q": f"张 {officer.id_number}"}, follow=True)
    assert 'name="kept"' in page.text
    assert officer.id_number not in page.text
    assert officer.id_number not in str(dict(client.session))
    response = client.post(DOOR, {"kept": "1"})
    assert (response.status_code, response["Location"]) == (302, f"/officers/{officer.pk}/")
    # It is kept for that one look.
    assert client.post(DOOR, {"kept": "1"}).status_code == 200


@pytest.mark.parametrize("role", ["liaison", "auditor"])
def test_a_user_without_the_right_to_look_people_up_is_not_offered_it(as_role, role):
    client = as_role(role)
    page = client.get("/villages/", {"q": "11010519491231002X"}, follow=True)
    assert "note-warning" in page.text
    assert 'name="kept"' not in page.text
    assert "asked_number" not in client.session


def test_a_phone_is_no_number_to_look_a_person_up_by(as_role):
    assert (
        'name="kept"'
        not in as_role("staff").get("/villages/", {"q": "13912345678"}, follow=True).text
    )


def test_a_number_is_not_kept_for_longer_than_five_minutes(as_role):
    officer, client = OfficerFactory(), as_role("staff")
    client.get("/villages/", {"q": officer.id_number})
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=301)):
        assert client.post(DOOR, {"kept": "1"}).status_code == 200
