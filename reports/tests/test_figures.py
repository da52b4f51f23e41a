"""The entered figures and the facts behind them."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jingyan.periods import parse_period
from jingyan.quantity import Qualifier
from officers.tests.factories import EnterpriseFactory
from pairings.models import Contribution, Metric, Project
from pairings.tests.factories import PairingFactory
from reports.figures import as_json, compute, measure
from reports.figures.reading import Reading, weakest
from reports.places import Place, of_town, of_village
from reports.tests.factories import H1, fact
from villages.tests.factories import VillageFactory

pytestmark = pytest.mark.django_db
COUNTY = Place()


@pytest.fixture
def pairing():
    """An active pairing since 1 January 2022."""
    return PairingFactory(active=True, starts_on=date(2022, 1, 1))


def read(code, period="2022H1", place=COUNTY):
    return measure(parse_period(period), place).get(code) or Reading(missing="—")


def figure(code, period="2022H1", place=COUNTY):
    return next(row for row in compute(parse_period(period), place) if row.metric.code == code)


# --- entered metrics ------------------------------------------------------------------------------


def test_a_flow_adds_up_the_facts_of_the_period_both_ends_included(pairing):
    for day, count in ((1, "1"), (30, "2")):
        fact(pairing, {"jobs_created": count}, happened_on=date(2022, 1 if day == 1 else 6, day))
    fact(pairing, {"jobs_created": "4"}, happened_on=date(2021, 12, 31))
    fact(pairing, {"jobs_created": "8"}, happened_on=date(2022, 7, 1))
    assert read("jobs_created").value == 3


def test_only_confirmed_facts_enter_a_figure(pairing):
    for state in Contribution.State:
        fact(pairing, {"donations": "1万"}, state=state)
    confirmed = Contribution.objects.confirmed().get()
    assert read("donations").value == 10_000
    assert read("donations").facts == (("contribution", confirmed.pk),)


def test_sums_of_money_are_exact(pairing):
    for _ in range(10):
        fact(pairing, {"donations": "0.10"})
    fact(pairing, {"donations": "499235234.13"})
    assert read("donations").value == Decimal("499235235.13")


def test_the_attributed_part_is_the_share_of_each_fact(pairing):
    fact(pairing, {"environment_investment": "1000万"}, share=Decimal("12.5"))
    fact(pairing, {"environment_investment": "400万"})
    reading = read("environment_investment")
    assert (reading.value, reading.attributed) == (14_000_000, 5_250_000)


def test_the_qualifier_of_the_facts_is_published(pairing):
    fact(pairing, {"jobs_created": "1950"})
    fact(pairing, {"jobs_created": "63余"})
    row = figure("jobs_created")
    assert (row.value, row.qualifier, row.text) == (2013, "余", "2013余个")


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        ([], None),
        (["", ""], None),
        (["", "余"], Qualifier.OVER),
        (["以上", ""], Qualifier.AT_LEAST),
        (["以上", "余"], Qualifier.OVER),
        (["近", ""], Qualifier.NEARLY),
        (["近", "余"], Qualifier.ABOUT),
        (["约", "余", "以上"], Qualifier.ABOUT),
    ],
)
def test_a_sum_claims_no_more_than_its_parts(parts, whole):
    assert weakest(parts) == whole


def test_a_stock_is_the_latest_value_of_each_village_and_project(pairing):
    other = PairingFactory(active=True)
    project = Project.objects.create(code="P1", name="藤椒加工", village=pairing.village)
    fact(pairing, {"jobs_held": "100"}, happened_on=date(2021, 3, 1))
    fact(pairing, {"jobs_held": "80"}, happened_on=date(2022, 3, 1))
    fact(pairing, {"jobs_held": "7"}, happened_on=date(2022, 2, 1), project=project)
    last = fact(other, {"jobs_held": "20"}, happened_on=date(2022, 6, 30))
    fact(other, {"jobs_held": "999"}, happened_on=date(2022, 7, 1))
    reading = read("jobs_held")
    assert reading.value == 107
    assert ("contribution", last.pk) in reading.facts
    assert len(reading.facts) == 3


def test_of_two_values_of_one_day_the_one_entered_last_is_the_stock(pairing):
    fact(pairing, {"forest_length": "7公里"})
    last = fact(pairing, {"forest_length": "7.4公里"})
    assert read("forest_length").value == Decimal("7.4")
    assert read("forest_length").facts == (("contribution", last.pk),)


def test_things_are_counted_once_by_project_site_enterprise_or_reference(pairing):
    project = Project.objects.create(code="P1", name="藤椒加工", village=pairing.village)
    firm = EnterpriseFactory()
    for _ in range(2):
        fact(pairing, {"industries_introduced": "1"}, project=project, site="A", enterprise=firm)
        fact(pairing, {"industries_introduced": "1"}, site="B", enterprise=firm)
        fact(pairing, {"industries_introduced": "1"}, enterprise=firm)
        fact(pairing, {"industries_introduced": "1"}, enterprise=None)
    reading = read("industries_introduced")
    assert reading.value == 5
    assert len(reading.facts) == 8


def test_a_donor_is_an_enterprise_wherever_it_gave(pairing):
    firm = EnterpriseFactory()
    for site in ("甲点", "乙点"):
        fact(pairing, {"donor_enterprises": "1"}, site=site, enterprise=firm)
        fact(None, {"donor_enterprises": "1"}, site=site, enterprise=EnterpriseFactory())
    assert read("donor_enterprises").value == 3


def test_a_correction_can_take_a_counted_thing_back(pairing):
    project = Project.objects.create(code="P1", name="藤椒加工", village=pairing.village)
    first = fact(pairing, {"industries_introduced": "1"}, project=project)
    fact(pairing, {"industries_introduced": "-1"}, project=project, corrects=first)
    reading = read("industries_introduced")
    assert (reading.value, len(reading.facts)) == (0, 2)


def test_facts_of_the_wider_united_front_count_only_where_the_metric_says_so(pairing):
    fact(pairing, {"donations": "1万", "site_donations": "1万"})
    fact(pairing, {"donations": "2万", "site_donations": "2万"}, scope=Metric.Scope.UNITED_FRONT)
    assert read("donations").value == 10_000
    assert read("site_donations").value == 30_000


def test_a_metric_without_a_fact_is_missing_and_never_zero():
    figures = {row.metric.code: row for row in compute(H1, COUNTY)}
    assert len(figures) == 28
    for row in figures.values():
        assert row.value is None
        assert row.missing
        assert row.facts == []


def test_a_fact_that_says_zero_is_a_zero(pairing):
    fact(pairing, {"students_aided": "0"})
    assert read("students_aided").value == 0


# --- places ---------------------------------------------------------------------------------------


def test_a_town_and_a_village_have_their_own_facts_and_the_county_all(pairing):
    neighbour = PairingFactory(active=True, village=VillageFactory(town=pairing.village.town))
    fact(pairing, {"consultations": "1"})
    fact(neighbour, {"consultations": "2"})
    fact(PairingFactory(active=True), {"consultations": "4"})
    fact(None, {"consultations": "8"})
    village, town = of_village(pairing.village), of_town(pairing.village.town)
    assert [read("consultations", place=place).value for place in (village, town, COUNTY)] == [
        1,
        3,
        15,
    ]
    assert [read("active_pairings", place=place).value for place in (village, town, COUNTY)] == [
        1,
        2,
        3,
    ]


def test_another_county_in_the_same_database_is_left_out(pairing):
    elsewhere = PairingFactory(active=True, village__town__county_code="511102")
    fact(elsewhere, {"jobs_created": "5"})
    assert read("jobs_created").missing
    assert read("active_pairings").value == 1


# --- beside the value -----------------------------------------------------------------------------


def test_the_value_has_the_previous_period_and_the_year_before_with_it(pairing):
    fact(pairing, {"jobs_created": "30"}, happened_on=date(2021, 4, 1))
    fact(pairing, {"jobs_created": "20"}, happened_on=date(2021, 10, 1))
    fact(pairing, {"jobs_created": "40"}, happened_on=date(2022, 4, 1))
    row = figure("jobs_created")
    assert (row.value, row.previous, row.year_on_year) == (40, 20, Decimal("33.33"))


def test_without_last_year_there_is_no_year_on_year(pairing):
    fact(pairing, {"jobs_created": "40"})
    row = figure("jobs_created")
    assert (row.previous, row.year_on_year) == (None, None)


def test_figures_travel_as_strings_with_their_definition(pairing):
    contribution = fact(pairing, {"jobs_created": "2013余"}, share=Decimal("50"))
    data = as_json(compute(H1, COUNTY))["jobs_created"]
    assert data == {
        "value": "2013",
        "unit": "个",
        "qualifier": "余",
        "text": "2013余个",
        "attributed": "1006.5",
        "definition": "jobs_created@1",
        "facts": [f"contribution:{contribution.pk}"],
        "previous": None,
        "year_on_year": None,
        "missing": None,
    }


def test_figures_cost_a_fixed_number_of_queries(pairing):
    def cost(work):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            work()
        return len(queries)

    fact(pairing, {"jobs_created": "1", "jobs_held": "1", "industries_introduced": "1"})
    before = cost(lambda: compute(H1, COUNTY))
    for _ in range(5):
        more = PairingFactory(active=True)
        fact(more, {"jobs_created": "1", "jobs_held": "1", "industries_introduced": "1"})
    assert cost(lambda: compute(H1, COUNTY)) == before <= 40
