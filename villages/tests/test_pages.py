"""The villages' pages: what each role sees, what is refused, and what a form saves."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import TrailEntry
from villages.models import Demand, Title, Village, VillageYear
from villages.tests.factories import (
    DemandCategoryFactory,
    DemandFactory,
    TitleFactory,
    VillageFactory,
    VillageYearFactory,
)

pytestmark = pytest.mark.django_db

LISTS = ["village_list", "year_list", "demand_list", "title_list"]


@pytest.fixture
def village(town):
    return VillageFactory(town=town, name="田家沟村")


@pytest.fixture
def foreign(other_town):
    return VillageFactory(town=other_town, name="马踏村")


def page(client, user, name, *args, query=""):
    client.force_login(user)
    response = client.get(reverse(f"villages:{name}", args=args) + query)
    assert response.status_code == 200
    return response.content.decode()


def post(client, user, name, /, *args, **data):
    client.force_login(user)
    return client.post(reverse(f"villages:{name}", args=args), data).status_code


@pytest.mark.parametrize("name", LISTS)
def test_a_liaison_lists_only_their_own_town(name, client, liaison, village, foreign):
    for place in (village, foreign):
        VillageYearFactory(village=place)
        DemandFactory(village=place)
        TitleFactory(village=place)
    seen = page(client, liaison, name)
    assert village.name in seen
    assert foreign.name not in seen
    assert foreign.town.name not in seen


def test_records_of_another_town_are_not_there(client, liaison, foreign):
    demand = DemandFactory(village=foreign)
    client.force_login(liaison)
    for name, pk in (
        ("village_detail", foreign.pk),
        ("demand_detail", demand.pk),
        ("demand_update", demand.pk),
    ):
        assert client.get(reverse(f"villages:{name}", args=[pk])).status_code == 404
    assert post(client, liaison, "demand_take_up", demand.pk) == 404
    demand.refresh_from_db()
    assert demand.state == "open"


def test_a_liaison_cannot_change_the_tier(client, liaison, village):
    assert post(client, liaison, "village_update", village.pk, tier="provincial") == 403


def test_moves_are_posted_only(client, staff, village):
    demand = DemandFactory(village=village)
    client.force_login(staff)
    assert client.get(reverse("villages:demand_take_up", args=[demand.pk])).status_code == 405


def test_the_village_list_is_narrowed(client, staff, village, foreign):
    Village.objects.filter(pk=village.pk).update(tier="provincial", in_programme=True)
    for query in (
        "?q=田家沟",
        "?tier=provincial",
        "?in_programme=true",
        f"?town={village.town_id}",
    ):
        seen = page(client, staff, "village_list", query=query)
        assert village.name in seen
        assert foreign.name not in seen, query


def test_a_list_costs_the_same_however_long_it_is(
    client, staff, town, django_assert_max_num_queries
):
    for number in range(20):
        place = VillageFactory(town=town)
        VillageYearFactory(village=place)
        DemandFactory(village=place, title=f"需求{number}")
        TitleFactory(village=place)
    for name in LISTS:
        client.force_login(staff)
        with django_assert_max_num_queries(12):
            client.get(reverse(f"villages:{name}"))


def test_growth_is_shown_where_both_years_are_known(client, liaison, village):
    VillageYearFactory(
        village=village, year=2020, operating_income=Decimal(100_000), household_income=None
    )
    VillageYearFactory(
        village=village,
        year=2021,
        operating_income=Decimal(130_000),
        household_income=Decimal(18_000),
    )
    VillageYearFactory(village=village, year=2023, operating_income=Decimal(150_000))
    seen = page(client, liaison, "village_detail", village.pk)
    assert seen.count("30%") == 1
    assert "15.38%" not in seen
    assert "13万元" in seen


def test_the_record_shows_demands_and_titles_of_village_and_town(client, staff, village):
    DemandFactory(village=village, title="修机耕道", value=Decimal("7.4"), unit="公里")
    TitleFactory(village=village, name="省级乡村治理示范村")
    TitleFactory(village=None, town=village.town, name="治理示范乡镇")
    for tab, words in (
        ("demands", ("修机耕道", "7.4公里")),
        ("titles", ("省级乡村治理示范村", "治理示范乡镇")),
    ):
        seen = page(client, staff, "village_detail", village.pk, query=f"?tab={tab}")
        assert [word for word in words if word not in seen] == []


def test_staff_change_what_the_office_adds(client, staff, village):
    assert (
        post(
            client,
            staff,
            "village_update",
            village.pk,
            tier="municipal",
            in_programme="on",
            lead_industry="柑橘",
        )
        == 302
    )
    village.refresh_from_db()
    assert (village.tier, village.in_programme, village.lead_industry) == (
        "municipal",
        True,
        "柑橘",
    )
    entry = TrailEntry.objects.of(village).get()
    assert entry.changes == {
        "tier": ["none", "municipal"],
        "in_programme": ["False", "True"],
        "lead_industry": ["", "柑橘"],
    }


def test_names_and_codes_are_out_of_reach_of_the_form(client, staff, village):
    post(client, staff, "village_update", village.pk, tier="none", name="别名", code="1", town="9")
    village.refresh_from_db()
    assert village.name == "田家沟村"


def test_yearly_figures_are_entered_and_corrected(client, staff, village):
    values = {"village": village.pk, "year": 2021, "households": 400, "operating_income": "168.6万"}
    assert post(client, staff, "year_create", **values) == 302
    year = VillageYear.objects.get()
    assert (year.operating_income, year.subsidy_income) == (Decimal(1_686_000), None)
    assert (
        post(client, staff, "year_update", year.pk, households=410, operating_income="1686000.00")
        == 302
    )
    year.refresh_from_db()
    assert (year.households, year.year) == (410, 2021)
    assert TrailEntry.objects.of(year).get(act="change").changes["households"] == ["400", "410"]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"year": 1800}, "year"),
        ({"operating_income": "很多"}, "operating_income"),
        ({"operating_income": "-5"}, "operating_income"),
        ({"households": 10, "edge_households": 11}, ""),
        ({"village": 999_999}, "village"),
    ],
)
def test_impossible_figures_are_refused(wrong, words, client, staff, village):
    assert (
        post(client, staff, "year_create", **{"village": village.pk, "year": 2021, **wrong}) == 200
    )
    assert not VillageYear.objects.exists()


def test_the_same_year_twice_is_refused(client, staff, village):
    VillageYearFactory(village=village, year=2021)
    client.force_login(staff)
    client.cookies["django_language"] = "en"
    answer = client.post(reverse("villages:year_create"), {"village": village.pk, "year": 2021})
    assert "already on file" in answer.content.decode()
    assert VillageYear.objects.count() == 1


def demand_values(village, **changed):
    values = {
        "title": "修机耕道",
        "amount": "7.4公里",
        "urgency": "high",
        "raised_on": "2022-03-01",
        "source": "visit",
    }
    return {"village": village.pk, "category": DemandCategoryFactory().pk, **values, **changed}


def test_a_liaison_raises_a_demand_and_corrects_it(client, liaison, village):
    assert post(client, liaison, "demand_create", **demand_values(village)) == 302
    demand = Demand.objects.get()
    assert (demand.value, demand.unit, demand.state, demand.entered_by) == (
        Decimal("7.4"),
        "公里",
        "open",
        liaison,
    )
    assert "7.4公里" in page(client, liaison, "demand_update", demand.pk)
    assert (
        post(client, liaison, "demand_update", demand.pk, **demand_values(village, amount=""))
        == 302
    )
    demand.refresh_from_db()
    assert (demand.value, demand.unit) == (None, "")


def test_a_liaison_raises_no_demand_for_another_town(client, liaison, village, foreign):
    assert foreign.name not in page(client, liaison, "demand_create")
    assert post(client, liaison, "demand_create", **demand_values(foreign)) == 200
    assert not Demand.objects.exists()


def test_no_form_sets_a_state(client, liaison, village):
    post(
        client,
        liaison,
        "demand_create",
        **demand_values(village, state="met", taken_up_by=liaison.pk),
    )
    demand = Demand.objects.get()
    assert (demand.state, demand.taken_up_by) == ("open", None)


def test_a_demand_is_moved_to_its_end_by_buttons(client, liaison, village):
    demand = DemandFactory(village=village)
    # Taking up a demand makes a promise, which is tested in pairings.
    buttons = {
        "take_up": "pairings:demand_promise",
        "start": "villages:demand_start",
        "meet": "villages:demand_meet",
    }
    for name, button in buttons.items():
        assert reverse(button, args=[demand.pk]) in page(
            client, liaison, "demand_detail", demand.pk
        )
        values = {"met_on": "2022-06-01", "proof": "验收单"} if name == "meet" else {}
        assert post(client, liaison, f"demand_{name}", demand.pk, **values) == 302
    demand.refresh_from_db()
    assert demand.state == "met"
    assert post(client, liaison, "demand_meet", demand.pk) == 409


def test_an_officer_sees_open_demands_of_all_villages_but_not_the_villages(
    client, officer_user, village
):
    demand = DemandFactory(village=village, title="修机耕道")
    taken = DemandFactory(village=village, title="修水渠", state="taken_up")
    seen = page(client, officer_user, "demand_list")
    assert demand.title in seen
    assert taken.title not in seen
    assert reverse("villages:village_detail", args=[village.pk]) not in page(
        client, officer_user, "demand_detail", demand.pk
    )
    assert client.get(reverse("villages:village_detail", args=[village.pk])).status_code == 404
    assert post(client, officer_user, "demand_take_up", demand.pk) == 302
    assert demand.title in page(client, officer_user, "demand_detail", demand.pk)


def test_a_title_is_entered_for_a_village_or_for_a_town(client, staff, village):
    words = {"name": "治理示范", "level": "provincial", "awarded_on": "2022-05-01"}
    assert post(client, staff, "title_create", village=village.pk, **words) == 302
    assert post(client, staff, "title_create", town=village.town_id, **words) == 302
    assert set(Title.objects.values_list("village", "town")) == {
        (village.pk, village.town_id),
        (None, village.town_id),
    }
    assert Title.objects.first().awarded_on == date(2022, 5, 1)


def test_a_title_is_corrected_even_in_its_place(client, staff, village, foreign):
    title = TitleFactory(village=village, name="治理示范")
    assert str(village) in page(client, staff, "title_update", title.pk)
    words = {"name": "治理示范村", "level": "municipal", "awarded_on": "2022-06-01"}
    assert post(client, staff, "title_update", title.pk, village=foreign.pk, **words) == 302
    title.refresh_from_db()
    assert (title.town, title.village, title.name) == (foreign.town, foreign, "治理示范村")


def test_links_to_forms_are_on_the_page_and_not_in_the_export(client, staff, village):
    TitleFactory(village=village)
    VillageYearFactory(village=village)
    client.force_login(staff)
    for name, form in (("title_list", "title_update"), ("year_list", "year_update")):
        address = reverse(f"villages:{name}")
        way = reverse(
            f"villages:{form}",
            args=[(Title if name == "title_list" else VillageYear).objects.get().pk],
        )
        assert way in client.get(address).content.decode()
        assert "修改" not in client.get(address + "?export=csv").content.decode("utf-8-sig")


def test_a_place_wins_a_title_once_a_year(client, staff, village):
    words = {"village": village.pk, "name": "治理示范", "level": "provincial"}
    assert post(client, staff, "title_create", **words, awarded_on="2022-05-01") == 302
    assert post(client, staff, "title_create", **words, awarded_on="2022-05-10") == 200
    assert post(client, staff, "title_create", **words, awarded_on="2023-05-10") == 302
    assert Title.objects.count() == 2


def test_a_title_needs_a_place_and_not_two(client, staff, village, foreign):
    words = {"name": "治理示范", "level": "provincial", "awarded_on": "2022-05-01"}
    assert post(client, staff, "title_create", **words) == 200
    assert (
        post(client, staff, "title_create", village=village.pk, town=foreign.town_id, **words)
        == 200
    )
    assert (
        post(
            client,
            staff,
            "title_create",
            village=village.pk,
            **(words | {"awarded_on": "2099-01-01"}),
        )
        == 200
    )
    assert not Title.objects.exists()
