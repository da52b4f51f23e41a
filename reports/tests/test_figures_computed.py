"""The figures that follow from pairings, yearly figures, titles, meetings and demands."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.tests.factories import UserFactory
from jingyan.periods import parse_period
from pairings.tests.factories import MeetingFactory, PairingFactory, PlanFactory, PromiseFactory
from reports.figures import measure
from reports.figures.reading import Reading
from reports.places import Place, of_town, of_village
from villages.models import Demand, DemandCategory, Title, Village, VillageYear
from villages.tests.factories import DemandFactory, VillageFactory

pytestmark = pytest.mark.django_db
COUNTY = Place()


@pytest.fixture
def pairing():
    """An active pairing since 1 January 2022."""
    return PairingFactory(active=True, starts_on=date(2022, 1, 1))


def read(code, period="2022H1", place=COUNTY):
    return measure(parse_period(period), place).get(code) or Reading(missing="—")


def year(
    village,
    number,
    income,
    household=None,
    households=100,
):
    return VillageYear.objects.create(
        village=village,
        year=number,
        households=households,
        operating_income=income and Decimal(income),
        household_income=household and Decimal(household),
    )


def listed(tier=Village.Tier.PROVINCIAL):
    village: Village = PairingFactory(
        active=True, starts_on=date(2021, 1, 1), village__tier=tier
    ).village
    return village


def test_growth_compares_the_same_villages_over_two_years():
    grown, shrunk, unlisted, new = (
        listed(),
        listed(Village.Tier.MUNICIPAL),
        listed(Village.Tier.NONE),
        listed(),
    )
    years = [
        year(grown, 2020, "100"),
        year(grown, 2021, "140"),
        year(shrunk, 2020, "50"),
        year(shrunk, 2021, "45"),
    ]
    year(unlisted, 2020, "1"), year(unlisted, 2021, "1000")
    year(new, 2021, "500")
    reading = read("collective_income_growth")
    assert reading.value == Decimal("23.33")
    assert reading.facts == tuple(("village_year", row.pk) for row in years)
    assert read("collective_income_growth_median").value == Decimal("15.00")
    assert read("villages_growing_30").value == 1


def test_without_listed_villages_all_paired_ones_show_the_growth():
    village = listed(Village.Tier.NONE)
    year(village, 2020, "100"), year(village, 2021, "130")
    assert read("collective_income_growth").value == 30
    assert read("villages_growing_30").value == 1


def test_growth_takes_the_latest_year_that_has_ended_and_has_a_baseline():
    village = listed()
    for number, income in ((2019, "100"), (2020, "110"), (2021, "220"), (2022, "660")):
        year(village, number, income)
    assert read("collective_income_growth", "2022H1").value == 100
    assert read("collective_income_growth", "2022").value == 200
    assert read("collective_income_growth", "2024").value == 200
    assert read("collective_income_growth", "2020").missing


def test_a_village_that_had_nothing_has_no_growth_of_its_own():
    empty, other = listed(), listed()
    year(empty, 2020, "0"), year(empty, 2021, "10")
    assert read("collective_income_growth").missing
    year(other, 2020, "100"), year(other, 2021, "120")
    assert read("collective_income_growth").value == 30
    assert read("collective_income_growth_median").value == 20


def test_the_gain_of_household_income_is_weighted_by_households():
    for households, gain in ((100, 500), (300, 900)):
        village = listed()
        year(village, 2020, None, "10000", households)
        year(village, 2021, None, str(10_000 + gain), households)
    assert read("household_income_gain").value == 800


def test_pairings_are_counted_at_the_end_of_the_period(pairing):
    listed(Village.Tier.PROVINCIAL)
    listed(Village.Tier.MUNICIPAL)
    PairingFactory(ended=True, starts_on=date(2021, 1, 1), ends_on=date(2022, 6, 29))
    PairingFactory(active=True, starts_on=date(2022, 7, 1))
    PairingFactory(starts_on=date(2022, 1, 1))
    codes = ("active_pairings", "pairings_provincial_tier", "pairings_municipal_tier")
    assert [read(code).value for code in codes] == [3, 1, 1]


def test_titles_count_from_provincial_level_while_or_after_the_place_was_paired(pairing):
    village, town = pairing.village, pairing.village.town

    def title(
        name,
        level=Title.Level.PROVINCIAL,
        on=date(2022, 4, 1),
        of=village,
    ):
        return Title.objects.create(
            town=of.town if of else town, village=of, name=name, level=level, awarded_on=on
        )

    counted = [title("省级乡村治理示范村"), title("全国示范镇", Title.Level.NATIONAL, of=None)]
    title("市级示范村", Title.Level.MUNICIPAL)
    title("早先的示范村", on=date(2021, 12, 31))
    title("后来的示范村", on=date(2022, 7, 1))
    title("未结对村的称号", of=VillageFactory())
    assert read("titles_awarded").facts == tuple(("title", row.pk) for row in counted)
    assert read("titles_awarded", place=of_village(village)).value == 1
    assert read("titles_awarded", place=of_town(town)).value == 2


def test_the_meeting_rate_is_held_of_owed_over_the_quarters(pairing):
    town = pairing.village.town
    late = PairingFactory(active=True, starts_on=date(2022, 6, 30))
    for quarter, day in (
        ("2022Q1", date(2022, 3, 3)),
        ("2022Q2", date(2022, 6, 3)),
        ("2022Q3", date(2022, 8, 3)),
    ):
        MeetingFactory(town=town, quarter=quarter, held_on=day)
    MeetingFactory(town=late.village.town, quarter="2022Q1", held_on=date(2022, 3, 3))
    MeetingFactory(town=late.village.town, quarter="2022Q2", skipped=True)
    assert read("meeting_rate").value == Decimal("66.67")
    assert read("meeting_rate", place=of_town(town)).value == 100
    assert read("meeting_rate", "2022-04-01..2022-05-31").missing
    assert read("meeting_rate", place=of_village(pairing.village)).missing


def test_demands_that_are_not_feasible_do_not_count_as_owed(pairing):
    states = Demand.State
    category = DemandCategory.objects.get(code="relief")
    for number, state in enumerate(
        [states.MET, states.OPEN, states.DELIVERING, states.NOT_FEASIBLE, states.MET]
    ):
        Demand.objects.create(
            village=pairing.village,
            category=category,
            title=f"需求{number}",
            state=state,
            raised_on=date(2022, 6, 30) if number < 4 else date(2022, 7, 1),
            entered_by=pairing.proposed_by,
            **(
                {"met_on": date(2022, 7, 1) if number else date(2022, 6, 30), "proof": "验收单"}
                if state == "met"
                else {}
            ),
        )
    reading = read("demand_closure_rate")
    assert (reading.value, len(reading.facts)) == (Decimal("33.33"), 3)


def test_a_demand_met_after_the_period_is_owed_in_it(pairing):
    for met_on in (date(2022, 6, 30), date(2022, 7, 1)):
        DemandFactory(village=pairing.village, state="met", met_on=met_on)
    assert read("demand_closure_rate").value == Decimal(50)
    assert read("demand_closure_rate", "2022").value == Decimal(100)


def test_a_need_that_a_later_survey_raised_again_counts_once(pairing):
    old = DemandFactory(village=pairing.village)
    later = DemandFactory(village=pairing.village, title=old.title, raised_on=date(2022, 9, 1))
    Demand.objects.filter(pk=old.pk).update(state="continued", continued_by=later)
    assert read("demand_closure_rate").facts == (("demand", old.pk),)
    assert read("demand_closure_rate", "2022").facts == (("demand", later.pk),)


def test_promises_are_missing_while_none_falls_due(pairing):
    assert read("promise_kept_rate").missing


def test_a_promise_is_kept_by_what_was_delivered_in_the_period_and_verified_since(pairing):
    def promise(due_on, delivered_on=None, state="verified"):
        kept = (
            {"delivered_on": delivered_on, "done": "已完成", "delivered_by": UserFactory()}
            if delivered_on
            else {}
        )
        kept |= (
            {"verified_by": UserFactory(), "verified_at": timezone.now()}
            if state == "verified"
            else {}
        )
        here = {"village": pairing.village, "owner": pairing.officer}
        return PromiseFactory(beside=True, due_on=due_on, state=state, **here, **kept)

    due = [
        promise(date(2022, 6, 30), date(2022, 6, 30)),
        promise(date(2022, 5, 1), date(2022, 7, 1)),
        promise(date(2022, 4, 1), date(2022, 3, 1), state="delivered"),
    ]
    promise(date(2022, 7, 1), date(2022, 6, 1))
    PromiseFactory(plan=PlanFactory(pairing=pairing), due_on=date(2022, 6, 1))
    reading = read("promise_kept_rate")
    assert (reading.value, reading.facts) == (
        Decimal("33.33"),
        tuple(("promise", row.pk) for row in due),
    )
    assert read("promise_kept_rate", "2022").value == Decimal(75)
