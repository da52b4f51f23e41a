"""The pairing matrix: suggestions with reasons, what a withdrawal changes, and the pairs that people confirm."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.moves import MoveRefused
from accounts.tests.factories import TownFactory
from officers.models import Resources
from officers.tests.factories import AppointmentFactory, EnterpriseFactory
from pairings.actions.matching import PairingChoice, propose_matches
from pairings.matching.suggestions import board
from pairings.models import Pairing, Project
from pairings.tests.factories import PairingFactory
from villages.tests.factories import DemandFactory, VillageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_in_term")]
MATRIX = "/pairings/matrix/"


@pytest.fixture
def _in_term(time_machine):
    """A day on which the appointments of the factories run."""
    time_machine.move_to("2022-08-15T02:00:00Z", tick=False)


def officer_for(name, *, industry="", firm=None, **resources):
    firm = firm or EnterpriseFactory(industry=industry)
    officer = AppointmentFactory(active=True, officer__name=name, officer__enterprise=firm).officer
    towns = {
        key: resources.pop(key) for key in ("preferred_towns", "refused_towns") if key in resources
    }
    row = Resources.objects.create(officer=officer, **resources)
    for key, value in towns.items():
        getattr(row, key).set(value)
    return officer


@pytest.fixture
def citrus(town):
    village = VillageFactory(town=town, name="柑橘村", in_programme=True, lead_industry="柑橘")
    DemandFactory(village=village, title="电商销售柑橘", urgency="high", raised_on=date(2022, 3, 1))
    return village


@pytest.fixture
def pigs(other_town):
    return VillageFactory(town=other_town, name="生猪村", in_programme=True, lead_industry="生猪")


@pytest.fixture
def people(citrus, pigs):
    """One who fits each village, and one who fits neither."""
    return {
        "citrus": officer_for("王橘", industry="柑橘种植", skills="电商"),
        "pigs": officer_for("李畜", industry="生猪养殖", home_town=pigs.town),
        "none": officer_for("张建", industry="建筑"),
    }


def suggested(found):
    return {row.village.name: row.suggested and row.suggested.officer.name for row in found.rows}


def test_each_village_is_matched_with_the_best_fit_and_the_page_says_why(citrus, people, sign_in):
    assert suggested(board()) == {"柑橘村": "王橘", "生猪村": "李畜"}
    client = sign_in("staff")
    client.cookies["django_language"] = "en"
    page = client.get(MATRIX).content.decode()

    assert "Industry: 柑橘种植 (35.0 of 35)" in page
    assert "skills: 电商 (25.0 of 25)" in page
    assert "Not known: connections" in page
    assert "电商销售柑橘" in page
    assert "Runner-up" in page


def test_refusals_and_interests_are_never_suggested(citrus, pigs, people):
    people["citrus"].resources.refused_towns.add(citrus.town)
    Project.objects.create(
        code="P1", name="基地", village=pigs, enterprise=people["pigs"].enterprise
    )
    found = suggested(board())
    assert found["柑橘村"] != "王橘"
    assert found["生猪村"] != "李畜"
    PairingFactory(rejected=True, appointment=people["none"].appointments.get(), village=pigs)
    assert suggested(board())["生猪村"] == "王橘"


def test_confirming_all_makes_proposals_that_another_user_approves(
    citrus, pigs, people, sign_in, staff
):
    client = sign_in("staff")
    found = board()
    data = {f"officer-{row.village.pk}": row.suggested.officer.pk for row in found.rows}
    client.post(reverse("pairings:match_propose"), data)
    made = Pairing.objects.get(village=citrus)
    assert (made.officer, made.state, made.proposed_by) == (people["citrus"], "proposed", staff)
    assert "电商" in made.reason
    assert Pairing.objects.count() == 2
    assert not board().waiting


def test_one_row_is_confirmed_alone(citrus, pigs, people, sign_in):
    data = {f"officer-{citrus.pk}": people["citrus"].pk, f"officer-{pigs.pk}": people["pigs"].pk}
    sign_in("staff").post(reverse("pairings:match_propose"), data | {"village": citrus.pk})
    assert [row.village for row in Pairing.objects.all()] == [citrus]


def test_another_officer_than_the_suggested_one_needs_a_reason(citrus, people, sign_in):
    client = sign_in("staff")
    data = {"village": citrus.pk, f"officer-{citrus.pk}": people["none"].pk}
    assert client.post(reverse("pairings:match_propose"), data).status_code == 400
    assert not Pairing.objects.exists()
    client.post(
        reverse("pairings:match_propose"), data | {f"reason-{citrus.pk}": "村民代表会议点名"}
    )
    assert "村民代表会议点名" in Pairing.objects.get().reason


def test_impossible_choices_are_refused_and_nothing_is_written(citrus, pigs, people, staff, leader):
    found = board()
    one = people["citrus"].pk
    for choices in (
        [],
        [PairingChoice(citrus.pk, one), PairingChoice(pigs.pk, one, "x")],
        [PairingChoice(citrus.pk, 987654)],
    ):
        with pytest.raises(ValidationError):
            propose_matches(choices, found, by=staff)
    propose_matches([PairingChoice(citrus.pk, one)], found, by=staff)
    with pytest.raises(MoveRefused):
        propose_matches([PairingChoice(citrus.pk, people["none"].pk, "另有考虑")], found, by=staff)
    assert Pairing.objects.count() == 1


def test_an_officer_who_withdraws_is_replaced_and_agreed_pairs_stay(citrus, pigs, people, sign_in):
    PairingFactory(active=True, appointment=people["citrus"].appointments.get(), village=citrus)
    found = board(without_officer=people["citrus"].pk)
    assert suggested(found) == {"柑橘村": "张建", "生猪村": "李畜"}
    assert found.moved == 0
    client = sign_in("leader")
    client.cookies["django_language"] = "en"
    page = client.get(MATRIX, {"without": people["citrus"].pk}).content.decode()
    assert "0 other suggested pairs change" in page
    assert "before: 王橘" in page


def test_where_officers_are_few_the_neediest_village_is_served(town):
    VillageFactory(
        town=town,
        name="富村",
        in_programme=True,
        lead_industry="柑橘",
        tier="none",
        code="511124100901",
    )
    VillageFactory(
        town=town, name="穷村", in_programme=True, tier="provincial", code="511124100902"
    )
    for village, income in (("富村", 900_000), ("穷村", 9_000)):
        from_name = VillageFactory._meta.model.objects.get(name=village)
        for year in (2020, 2021):
            from_name.years.create(
                year=year, operating_income=income, households=100, edge_households=1
            )
    officer_for("赵一", industry="建筑")
    assert suggested(board()) == {"穷村": "赵一", "富村": None}


def test_the_matrix_costs_the_same_however_many_pairs_there_are(citrus, people, sign_in):
    client = sign_in("staff")

    def queries():
        with CaptureQueriesContext(connection) as seen:
            client.get(MATRIX)
        return len(seen)

    queries()
    few = queries()
    for number in range(4):
        village = VillageFactory(town=TownFactory(), in_programme=True)
        DemandFactory(village=village)
        officer_for(f"周{number}", preferred_towns=[village.town])
    assert queries() == few


def test_staff_enter_what_an_officer_can_bring(people, town, sign_in):
    client, officer = sign_in("staff"), people["none"]
    address = reverse("officers:officer_resources", args=[officer.pk])
    data = {
        "industries": "柑橘、加工",
        "skills": "电商",
        "preferred_towns": [town.pk],
        "refused_towns": [town.pk],
    }
    assert client.post(address, data).status_code == 200
    officer.resources.refresh_from_db()
    assert officer.resources.industries == ""
    client.post(address, data | {"refused_towns": []})
    officer.resources.refresh_from_db()
    assert officer.resources.industries == "柑橘、加工"
    assert list(officer.resources.preferred_towns.all()) == [town]
