"""A person by the number on the card, which no address holds."""

import pytest

from officers.tests.factories import OfficerFactory

pytestmark = pytest.mark.django_db
DOOR = "/officers/find/"


def test_the_number_leads_to_the_record_and_stands_in_no_address(as_role):
    officer = OfficerFactory()
    response = as_role("staff").post(DOOR, {"id_number": officer.id_number})
    assert (response.status_code, response["Location"]) == (302, f"/officers/{officer.pk}/")


def test_spaces_and_full_width_digits_are_the_same_number(as_role):
    officer = OfficerFactory()
    typed = f" {officer.id_number[:6]} {officer.id_number[6:14]} {officer.id_number[14:]}"
    assert as_role("staff").post(DOOR, {"id_number": typed}).status_code == 302


@pytest.mark.parametrize("typed", ["", "11010519491231002X", "110105194912310021", "x" * 5000, "\0", "12"])
def test_an_unknown_or_wrong_number_is_told_and_not_put_into_an_address(as_role, typed):
    response = as_role("staff").post(DOOR, {"id_number": typed})
    assert response.status_code == 200
    assert response.context["form"].errors


@pytest.mark.parametrize("role", ["administrator", "liaison", "leader", "officer_user", "auditor"])
def test_nobody_but_staff_looks_people_up_by_number(as_role, role):
    assert as_role(role).post(DOOR, {"id_number": "11010519491231002X"}).status_code == 403


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
    "query", ["next=/officers/?q=13912345678", "13912345678=x", "a=1&a=13912345678", "q=1391234%35678"]
)
def test_it_is_dropped_wherever_in_the_address_it_stands(as_role, query):
    assert as_role("staff").get(f"/officers/?{query}")["Location"] == "/officers/"


@pytest.mark.parametrize(
    "typed", ["915111247000000017", "91511124MA6280001X", "20220802", "1686000", "王小明", "12345678901"]
)
def test_what_names_nobody_is_searched_for(as_role, typed):
    assert as_role("staff").get("/officers/", {"q": typed}).status_code == 200
