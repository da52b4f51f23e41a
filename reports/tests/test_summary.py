"""The dashboard's summary always equals a recount of the facts."""

import threading
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.registers import import_sheet
from accounts.tests.factories import UserFactory
from jingyan.periods import Period, parse_period
from jingyan.quantity import parse
from jingyan.tests.examples import fewer_examples
from officers.tests.factories import EnterpriseFactory
from pairings.actions import confirmation, contribution
from pairings.models import Contribution, Metric, Outcome, Project
from pairings.tests.factories import PairingFactory
from reports import summary, tasks
from reports.checks import RULES, Eye
from reports.figures.entered import by_state, outcomes
from reports.models import SummaryCell, SummaryDue
from reports.places import Place, of_town, of_village
from reports.tests.factories import fact

pytestmark = pytest.mark.django_db
SPANS = [
    parse_period(code)
    for code in ("2021", "2022", "2022H1", "2022H2", "2022Q1", "2022Q2", "2022Q4", "2023")
]
DAYS = [
    date(2021, 12, 31),
    date(2022, 1, 1),
    date(2022, 3, 31),
    date(2022, 4, 1),
    date(2022, 11, 5),
]
CODES = ["donations", "jobs_held", "industries_introduced", "donor_enterprises", "consultations"]
State = Contribution.State


@pytest.fixture
def pairing(town):
    return PairingFactory(active=True, village__town=town)


def numbers(readings):
    return {key: (reading.value, reading.qualifier) for key, reading in readings.items()}


def recount(place, period):
    return numbers(by_state(outcomes(place, summary.STATES), period))


def wrong(*places):
    """Where the dashboard would tell something else than the facts do."""
    spans = [*SPANS, Period(date(2022, 1, 1), date(2022, 11, 5))]
    return [
        (place, period)
        for place in (Place(), *places)
        for period in spans
        if numbers(summary.read(place, period)) != recount(place, period)
    ]


def cells_wrong(*places):
    """The same once every change is counted."""
    summary.refresh()
    assert not SummaryDue.objects.exists()
    return wrong(*places)


# --- whatever happens to the facts ----------------------------------------------------------------


ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "enter",
                "enter",
                "enter",
                "move",
                "move",
                "day",
                "place",
                "share",
                "thing",
                "value",
                "drop",
                "delete",
                "refresh",
            ]
        ),
        st.integers(0, 5),
        st.sampled_from(CODES),
        st.sampled_from(DAYS),
        st.sampled_from(["", "余", "近"]),
        st.integers(-3, 9),
    ),
    min_size=4,
    max_size=16,
)


class World:
    """Facts in two towns and of the whole county, changed by the database's own means."""

    def __init__(self):
        first = PairingFactory(active=True, village__town__code="511124107")
        self.pairings = [first, PairingFactory(active=True, village__town__code="511124108"), None]
        self.towns = [of_town(row.village.town) for row in self.pairings if row]
        self.projects = [Project.objects.create(code=f"P{n}", name="项目") for n in range(2)]
        self.enterprise = EnterpriseFactory()
        self.metrics = {metric.code: metric for metric in Metric.objects.current()}
        self.by = first.proposed_by
        self.made = 0

    def act(self, *asked):
        what, number, _code, day, qualifier, amount = asked
        if what in ("enter", "refresh"):
            self.enter(*asked[1:]) if what == "enter" else summary.refresh()
            return
        rows = list(Contribution.objects.exclude(state=State.COUNTY_CONFIRMED).order_by("pk"))
        if not rows:
            return
        row = rows[number % len(rows)]
        own, pairing = Outcome.objects.filter(contribution=row), self.pairings[number % 3]
        where = (
            {"village": pairing.village, "town": pairing.village.town}
            if pairing
            else {"village": None, "town": None}
        )
        changes = {
            "move": {"state": list(State)[number % 5]},
            "day": {"happened_on": day},
            "place": where,
            "share": {"share": Decimal(number * 10)},
            "thing": {
                "project": self.projects[number % 2],
                "site": "甲点",
                "scope": list(Metric.Scope)[number % 2],
            },
        }
        if what in changes:
            Contribution._base_manager.filter(pk=row.pk).update(**changes[what])
        elif what == "value":
            own.update(value=amount, qualifier=qualifier)
        else:
            own.delete()
            if what == "delete":
                row.delete()

    def enter(self, *asked):
        number, code, day, qualifier, amount = asked
        self.made += 1
        pairing = self.pairings[number % 3]
        row = Contribution.objects.create(
            ref=f"S{self.made}",
            carrier="capital",
            title="事实",
            happened_on=day,
            entered_by=self.by,
            officer=self.pairings[0].officer,
            village=pairing.village if pairing else None,
            town=pairing.village.town if pairing else None,
            enterprise=self.enterprise if number % 2 else None,
            project=self.projects[number % 2] if number > 3 else None,
        )
        for name in {code, CODES[number % len(CODES)]}:
            Outcome.objects.create(
                contribution=row, metric=self.metrics[name], value=amount, qualifier=qualifier
            )


@pytest.fixture
def world(db):
    return World()


@fewer_examples
@given(acts=ACTS)
def test_after_any_sequence_of_changes_the_summary_agrees_with_the_facts(world, acts):
    with transaction.atomic():
        for act in acts:
            world.act(*act)
        assert wrong(*world.towns) == []
        assert cells_wrong(*world.towns) == []
        transaction.set_rollback(True)


def test_a_full_recount_agrees_and_finds_no_difference(world):
    for number in range(12):
        world.act("enter", number % 6, CODES[number % 5], DAYS[number % 5], "余", number)
        world.act("move", number, "", DAYS[0], "", 0)
    summary.refresh()
    assert list(summary.differences()) == []
    assert summary.rebuild() == []
    assert wrong(*world.towns) == []
    SummaryCell.objects.all().delete()
    assert len(list(summary.differences())) > 20
    assert len(summary.rebuild()) > 20
    assert wrong(*world.towns) == []


# --- by the hands of its users --------------------------------------------------------------------


def reported(pairing, by, **outcomes):
    metrics = {metric.code: metric for metric in Metric.objects.current()}
    quantities = {metrics[code]: parse(text, metrics[code].unit) for code, text in outcomes.items()}
    return contribution.report(
        by=by,
        outcomes=quantities,
        carrier="capital",
        title="捐助",
        happened_on=date(2022, 5, 10),
        village=pairing.village,
        share=Decimal(100),
        scope="officers",
    )


def shown(client, **asked):
    lines = client.get(reverse("reports:dashboard"), asked).context["lines"]
    return {line.metric.code: [number.text for number in line.numbers] for line in lines}


def test_each_step_of_a_fact_shows_on_the_next_request(client, staff, staff2, liaison, pairing):
    client.force_login(staff)
    row = reported(pairing, staff2, donations="1万余", jobs_held="30")
    for later in (summary.refresh, lambda: None):
        later()
        assert shown(client, period="2022") == {
            "donations": ["1万余元", "—", "—"],
            "jobs_held": ["30个", "—", "—"],
        }
    row = confirmation.verify(row, by=liaison)
    assert shown(client, period="2022")["donations"] == ["—", "1万余元", "—"]
    summary.refresh()
    confirmation.confirm(row, by=staff)
    assert shown(client, period="2022")["donations"] == ["—", "—", "1万余元"]
    summary.refresh()
    other = reported(pairing, staff2, donations="5000")
    confirmation.withdraw(other, by=staff2, reason="重复")
    assert shown(client, period="2022Q2", place=pairing.village.town.code)["donations"] == [
        "—",
        "—",
        "1万余元",
    ]
    assert "donations" not in shown(client, period="2022Q3")
    assert shown(client, period="2022Q3")["jobs_held"] == ["—", "—", "30个"]
    assert cells_wrong(of_town(pairing.village.town), of_village(pairing.village)) == []


def test_an_import_shows_on_the_next_request(client, staff, pairing):
    head = "ref,happened_on,carrier,officer_code,village_code,title,state,donations,jobs_held"
    row = f"HT-1,2022-08-02,capital,{pairing.officer.officer_code},{pairing.village.code},捐助,county_confirmed,2万,12"
    summary.refresh()
    assert not import_sheet("contributions", f"{head}\n{row}".encode(), "台账.csv", by=staff).faults
    client.force_login(staff)
    assert shown(client, period="2022Q3") == {
        "donations": ["—", "—", "2万元"],
        "jobs_held": ["—", "—", "12个"],
    }
    assert cells_wrong(of_town(pairing.village.town)) == []


def test_what_raw_sql_does_to_the_facts_shows_as_well(pairing):
    row = fact(pairing, {"donations": "1万"}, state=State.REPORTED)
    summary.refresh()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE pairings_outcome SET value = 7 WHERE contribution_id = %s", [row.pk])
        assert wrong() == []
        cursor.execute("DELETE FROM pairings_outcome WHERE contribution_id = %s", [row.pk])
        cursor.execute("DELETE FROM pairings_contribution WHERE id = %s", [row.pk])
    assert wrong() == []
    assert cells_wrong() == []
    assert not SummaryCell.objects.exists()


def test_the_dashboard_queries_no_facts_once_everything_is_counted(client, staff, pairing):
    row = fact(pairing, {"donations": "1万", "jobs_held": "3", "industries_introduced": "1"})
    client.force_login(staff)
    shown(client, period="2022")
    summary.refresh()
    with CaptureQueriesContext(connection) as queries:
        assert shown(client, period="2022")["donations"] == ["—", "—", "1万元"]
    assert not [query for query in queries.captured_queries if "pairings_outcome" in query["sql"]]
    assert row.outcomes.count() == 3


# --- what goes wrong ------------------------------------------------------------------------------


def tamper():
    SummaryCell.objects.filter(metric="donations", town=None).update(value=39)


def test_a_cell_that_differs_from_its_facts_is_named_and_corrected(
    client, liaison, pairing, capsys
):
    fact(pairing, {"donations": "1万"})
    summary.refresh()
    rule = RULES["summary_tells_the_facts"]
    assert list(rule.find(Eye())) == []
    tamper()
    found = [finding.record for finding in rule.find(Eye())]
    assert any("2022Q2 donations county_confirmed: 39.00 ≠ 10000.00" in record for record in found)
    assert list(rule.find(Eye(liaison))) == []
    with time_machine.travel("2022-08-15"), pytest.raises(SystemExit):
        call_command("check_data")
    call_command("refresh_summaries", "--dry-run")
    assert capsys.readouterr().out.count("differed:") == 3
    assert len(list(summary.differences())) == 3
    assert tasks.rebuild_summary() == 3
    assert list(rule.find(Eye())) == []
    call_command("refresh_summaries")
    assert capsys.readouterr().out == ""


def test_a_missing_or_spurious_cell_is_named(pairing):
    fact(pairing, {"jobs_held": "3"})
    summary.refresh()
    SummaryCell.objects.filter(town=None).delete()
    SummaryCell.objects.create(
        ends_on=date(2020, 12, 31), metric="jobs_held", state=State.REPORTED, value=1
    )
    named = {(one.period.code, one.state, one.stored, one.counted) for one in summary.differences()}
    assert ("2022Q2", "county_confirmed", None, Decimal(3)) in named
    assert ("2020Q4", "reported", Decimal(1), None) in named
    summary.rebuild()
    assert list(summary.differences()) == []


@pytest.mark.django_db(transaction=True)
def test_changes_and_recounts_at_the_same_time_lose_nothing():
    pairing, by = PairingFactory(active=True), UserFactory()
    gate, faults = threading.Barrier(4), []

    def run(work):
        gate.wait()
        try:
            work()
        except Exception as error:
            faults.append(error)
        finally:
            connection.close()

    def enter():
        for _turn in range(5):
            reported(pairing, by, donations="1", jobs_held="2")

    def count():
        for _turn in range(8):
            summary.refresh()

    threads = [threading.Thread(target=run, args=[work]) for work in (enter, enter, count, count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert cells_wrong(of_town(pairing.village.town)) == []
    readings = summary.read(Place(), parse_period("2022"))
    assert readings[State.REPORTED, "donations"].value == 10
    assert list(summary.differences()) == []
