"""Plans: written by three, signed by three, locked, amended by a new version."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction

from accounts.models import TrailEntry
from accounts.moves import MoveRefused
from accounts.tests.factories import UserFactory
from jingyan.quantity import Quantity
from officers.models import Officer
from pairings.actions import measure as measures
from pairings.actions import plan as actions
from pairings.actions import promise as promises
from pairings.models import Party, Plan, Promise
from pairings.overviews.plan_difference import between
from pairings.tests.factories import PairingFactory, PlanFactory, PromiseFactory, signed
from villages.models import Demand
from villages.tests.factories import DemandFactory

pytestmark = pytest.mark.django_db
YEAR = {"starts_on": date(2022, 3, 1), "ends_on": date(2022, 12, 31)}


@pytest.fixture
def officer(pairing, officer_user):
    """The officer of the pairing, with a log-in."""
    Officer.objects.filter(pk=pairing.officer_id).update(user=officer_user)
    return officer_user


@pytest.fixture
def plan(pairing):
    return PlanFactory(pairing=pairing)


@pytest.fixture
def demand(pairing):
    return DemandFactory(
        village=pairing.village, title="硬化产业道路", value=Decimal(3), unit="公里"
    )


def sign_all(plan, liaison, officer):
    actions.sign(plan, party="town", by=liaison)
    actions.sign(plan, party="village", name="王书记", by=liaison)
    return actions.sign(plan, party="officer", by=officer)


def test_a_plan_comes_into_force_with_the_third_signature_and_takes_its_demands_up(
    pairing, liaison, officer, demand
):
    plan = actions.write(pairing=pairing, by=liaison, **YEAR)
    (measure,) = measures.fill(plan, [demand], by=officer)
    assert (measure.title, measure.quantity, measure.due_on) == (
        demand.title,
        demand.quantity,
        plan.ends_on,
    )
    assert measures.fill(plan, [demand], by=officer) == []
    actions.submit(plan, by=liaison)
    assert actions.sign(plan, party="officer", by=officer).state == Plan.State.SIGNING
    actions.sign(plan, party="village", name="王书记", by=liaison)
    demand.refresh_from_db()
    assert demand.state == Demand.State.OPEN
    assert actions.sign(plan, party="town", by=liaison).state == Plan.State.SIGNED
    demand.refresh_from_db()
    assert (demand.state, demand.taken_up_by) == (Demand.State.TAKEN_UP, officer)
    who = {row.party: (row.name, row.recorded_by) for row in plan.signatures.all()}
    assert who["village"] == ("王书记", liaison)
    assert who["officer"] == (pairing.officer.name, officer)
    acts = set(TrailEntry.objects.of(plan).values_list("act", flat=True))
    assert acts >= {"sign_for_town", "sign_for_village", "sign_for_officer"}


def test_users_sign_once_and_only_for_their_own_party(plan, liaison, officer, stranger, staff):
    PromiseFactory(plan=plan)
    with pytest.raises(MoveRefused):
        actions.sign(plan, party="town", by=liaison)
    actions.submit(plan, by=liaison)
    actions.sign(plan, party="town", by=liaison)
    with pytest.raises(MoveRefused):
        actions.sign(plan, party="town", by=liaison)
    for party, by in (("officer", liaison), ("officer", staff), ("village", officer)):
        with pytest.raises(PermissionDenied):
            actions.sign(plan, party=party, by=by, name="x")
    with pytest.raises(Plan.DoesNotExist):
        actions.sign(plan, party="village", by=stranger, name="x")
    for party, name in (("village", " "), ("county", "x")):
        with pytest.raises(ValidationError):
            actions.sign(plan, party=party, by=liaison, name=name)
    assert plan.signatures.count() == 1


def test_the_county_signs_for_a_town_without_a_liaison_and_for_an_officer_without_a_log_in(staff):
    plan = PlanFactory()
    assert set(actions.parties_of(plan, staff)) == set(Party)
    UserFactory(role="liaison", town=plan.pairing.village.town)
    assert set(actions.parties_of(plan, staff)) == {Party.VILLAGE, Party.OFFICER}


def test_a_plan_without_measures_is_not_given_out(plan, liaison):
    with pytest.raises(MoveRefused):
        actions.submit(plan, by=liaison)


def test_back_to_the_draft_voids_the_signatures(plan, liaison, officer):
    PromiseFactory(plan=plan)
    actions.submit(plan, by=liaison)
    actions.sign(plan, party="town", by=liaison)
    with pytest.raises(MoveRefused):
        measures.add(plan, by=liaison, title="x", due_on=date(2022, 9, 1), unplanned=True)
    actions.send_back(plan, reason="漏了一项", by=officer)
    assert not plan.signatures.exists()
    assert (
        measures.add(plan, by=liaison, title="补", due_on=date(2022, 9, 1), unplanned=True).plan
        == plan
    )


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"ends_on": date(2022, 2, 1)}, "ends_on"),
        ({"starts_on": date(2022, 2, 1)}, "starts_on"),
    ],
)
def test_an_impossible_time_is_refused(pairing, liaison, values, field):
    with pytest.raises(ValidationError) as refused:
        actions.write(pairing=pairing, by=liaison, **YEAR | values)
    assert field in refused.value.message_dict


def test_a_pairing_has_one_plan_at_a_time(plan, liaison):
    with pytest.raises(ValidationError) as refused:
        actions.write(pairing=plan.pairing, by=liaison, **YEAR)
    assert set(refused.value.message_dict) == {"starts_on"}
    other = PairingFactory(active=True)
    with pytest.raises(ValidationError):
        actions.write(pairing=other, by=liaison, **YEAR)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"due_on": date(2022, 2, 28)}, "due_on"),
        ({"due_on": date(2023, 1, 1)}, "due_on"),
        ({"unplanned": False}, "demands"),
        ({"title": " "}, "title"),
        ({"budget": Decimal(-1)}, "budget"),
    ],
)
def test_an_impossible_measure_is_refused(plan, liaison, values, field):
    entered = {"title": "修路", "due_on": date(2022, 9, 30), "unplanned": True, **values}
    with pytest.raises(ValidationError) as refused:
        measures.add(plan, by=liaison, **entered)
    assert set(refused.value.message_dict) == {field}


def test_a_plan_answers_demands_of_its_own_village_only(plan, staff, demand):
    foreign = DemandFactory()
    with pytest.raises(ValidationError):
        measures.add(plan, by=staff, title="x", due_on=date(2022, 9, 1), demands=[foreign])
    with pytest.raises(ValidationError):
        measures.add(
            plan, by=staff, title="x", due_on=date(2022, 9, 1), demands=[demand], unplanned=True
        )


def test_an_amendment_is_a_new_version_whose_difference_shows(plan, liaison, officer, demand):
    kept = PromiseFactory(plan=plan, title="留下", state="promised")
    gone = PromiseFactory(plan=plan, title="拿掉")
    actions.submit(plan, by=liaison)
    old = sign_all(plan, liaison, officer)
    promises.start(kept, by=officer)
    with pytest.raises(ValidationError):
        actions.amend(old, reason=" ", by=liaison)
    new = actions.amend(old, reason="需求变化", by=liaison)
    with pytest.raises(MoveRefused):
        actions.amend(old, reason="再来", by=liaison)
    copies = {row.title: row for row in new.promises.all()}
    measures.change(
        copies["留下"], by=liaison, title="留下", due_on=date(2022, 10, 31), unplanned=True
    )
    measures.remove(copies["拿掉"], by=liaison)
    measures.add(new, by=liaison, title="新增", due_on=date(2022, 11, 30), demands=[demand])
    actions.change(
        new,
        by=liaison,
        starts_on=new.starts_on,
        ends_on=new.ends_on,
        goals="新思路",
        support=new.support,
    )
    found = between(old, Plan.objects.get(pk=new.pk))
    assert [row.after for row in found.texts] == ["新思路"]
    assert [row.title for row in found.added] == ["新增"]
    assert [row.pk for row in found.removed] == [gone.pk]
    assert [
        (row.title, [change.after for change in changes]) for row, changes in found.changed
    ] == [("留下", [date(2022, 10, 31)])]
    assert set(Promise.objects.in_force()) == {kept, gone}
    actions.submit(new, by=liaison)
    sign_all(new, liaison, officer)
    old.refresh_from_db()
    assert old.state == Plan.State.SUPERSEDED
    assert {row.title: row.state for row in Promise.objects.in_force()} == {
        "留下": "delivering",
        "新增": "promised",
    }


def test_what_was_delivered_stays_in_the_next_version(plan, liaison, officer):
    done = PromiseFactory(plan=plan)
    actions.submit(plan, by=liaison)
    old = sign_all(plan, liaison, officer)
    promises.start(done, by=officer)
    promises.deliver(done, done="已完成", by=officer)
    new = actions.amend(old, reason="需求变化", by=liaison)
    copy = new.promises.get()
    with pytest.raises(MoveRefused):
        measures.remove(copy, by=liaison)
    with pytest.raises(MoveRefused):
        measures.change(copy, by=liaison, title="x", due_on=copy.due_on, unplanned=True)


def test_a_demand_that_a_survey_raised_again_is_followed_and_a_closed_one_refused(
    plan, liaison, demand
):
    measures.add(plan, by=liaison, title="修路", due_on=date(2022, 9, 30), demands=[demand])
    later = DemandFactory(village=demand.village, title=demand.title, raised_on=date(2022, 4, 1))
    Demand.objects.filter(pk=demand.pk).update(state="continued", continued_by=later)
    actions.submit(plan, by=liaison)
    assert list(plan.promises.get().demands.all()) == [later]
    actions.send_back(plan, reason="再看", by=liaison)
    Demand.objects.filter(pk=later.pk).update(state="not_feasible")
    with pytest.raises(MoveRefused):
        actions.submit(plan, by=liaison)


FROZEN = [
    "UPDATE pairings_plan SET goals = 'x' WHERE id = {plan}",
    "UPDATE pairings_plan SET state = 'draft' WHERE id = {plan}",
    "DELETE FROM pairings_plan WHERE id = {plan}",
    "UPDATE pairings_promise SET due_on = '2022-12-01' WHERE id = {promise}",
    "UPDATE pairings_promise SET budget = 5 WHERE id = {promise}",
    "UPDATE pairings_promise SET state = 'verified' WHERE id = {promise}",
    "UPDATE pairings_promise SET state = 'broken' WHERE id = {promise}",
    "DELETE FROM pairings_promise WHERE id = {promise}",
    "UPDATE pairings_signature SET name = 'x' WHERE plan_id = {plan}",
    "DELETE FROM pairings_signature WHERE plan_id = {plan}",
]


def refused(sql):
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    except DatabaseError:
        return True
    return False


@pytest.mark.parametrize("sql", FROZEN)
def test_the_database_locks_what_was_signed(plan, sql):
    promise = PromiseFactory(plan=plan)
    signed(plan)
    assert refused(sql.format(plan=plan.pk, promise=promise.pk))


def test_the_database_asks_for_three_signatures_and_for_days_within_the_plan(plan):
    promise = PromiseFactory(plan=plan)
    assert refused(f"UPDATE pairings_promise SET due_on = '2022-02-28' WHERE id = {promise.pk}")
    assert refused(f"UPDATE pairings_plan SET state = 'signed' WHERE id = {plan.pk}")
    signed(plan)
    with pytest.raises(DatabaseError), transaction.atomic():
        PromiseFactory(plan=plan)
    with pytest.raises(DatabaseError), transaction.atomic():
        promise.demands.add(DemandFactory())


def test_quantity_and_budget_are_kept(plan, liaison):
    row = measures.add(
        plan,
        by=liaison,
        title="修路",
        due_on=date(2022, 9, 30),
        unplanned=True,
        amount=Quantity(Decimal("7.4"), "公里"),
        budget=Decimal("1200000.50"),
    )
    row.refresh_from_db()
    assert (str(row.quantity), row.budget) == ("7.4公里", Decimal("1200000.50"))
