"""A pairing that ends settles what was promised under it; what was delivered still waits for its verification."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from accounts.moves import MoveRefused
from accounts.tests.factories import UserFactory
from pairings.actions import departure, measure
from pairings.actions import pairing as actions
from pairings.actions import plan as plans
from pairings.actions import promise as promises
from pairings.models import HandOver, Promise
from pairings.tests.factories import PairingFactory, PlanFactory, PromiseFactory, signed
from villages.actions import demand as villages
from villages.models import Demand
from villages.tests.factories import DemandFactory

pytestmark = pytest.mark.django_db
TODAY, REASON = date(2022, 8, 15), "企业外迁"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2022-08-15T12:00:00+08:00", tick=False):
        yield


@pytest.fixture
def plan(pairing, liaison):
    """A plan in force with a measure of each state, each for a demand of its own."""
    plan = PlanFactory(pairing=pairing)
    for state in ("promised", "delivering", "delivered", "verified"):
        demand = DemandFactory(village=pairing.village, title=state)
        PromiseFactory(plan=plan, title=state, unplanned=False).demands.add(demand)
    signed(plan)
    measure.take_up_demands(plan, liaison)
    for row in plan.promises.exclude(title="promised"):
        promises.start(row, by=liaison)
    for row in plan.promises.filter(title__in=["delivered", "verified"]):
        promises.deliver(row, done="已建成", by=liaison)
    promises.verify(plan.promises.get(title="verified"), by=UserFactory())
    villages.meet(Demand.objects.get(title="verified"), proof="已建成", by=liaison)
    return plan


def states(model):
    return dict(model.objects.values_list("title", "state"))


def test_what_is_still_owed_is_broken_and_what_was_delivered_waits(sign_in, plan):
    url = reverse("pairings:pairing_end", args=[plan.pairing.pk])
    assert sign_in("staff").post(url, {"reason": REASON, "ends_on": TODAY}).status_code == 302
    assert states(Promise) == {
        "promised": "broken",
        "delivering": "broken",
        "delivered": "delivered",
        "verified": "verified",
    }
    assert states(Demand) == {
        "promised": "open",
        "delivering": "open",
        "delivered": "delivering",
        "verified": "met",
    }
    assert REASON in Promise.objects.get(title="promised").reason


def test_the_hand_over_lists_open_promises_in_their_former_state(plan, staff):
    actions.end(plan.pairing, by=staff, reason=REASON)
    items = HandOver.objects.get().items
    found = {
        kind: {item.text.split()[-1] for item in items.filter(kind=kind)}
        for kind in ("promise", "demand")
    }
    assert found == {kind: {"promised", "delivering", "delivered"} for kind in found}
    assert "办理中" in items.get(kind="promise", text__endswith="delivering").standing


def test_after_the_end_the_delivery_is_verified_or_broken_and_not_done_again(plan, staff):
    actions.end(plan.pairing, by=staff, reason=REASON)
    row = Promise.objects.get(title="delivered")
    with pytest.raises(MoveRefused):
        promises.send_back(row, reason="未见实物", by=staff)
    assert promises.verify(row, by=staff).state == "verified"
    assert promises.ready_to_close(row, staff) == [Demand.objects.get(title="delivered")]


def test_what_another_officer_has_in_hand_here_stays_and_so_does_what_is_owed_elsewhere(
    pairing, staff, officer_user
):
    other = PairingFactory(active=True, officer__user=officer_user)
    here, there = DemandFactory(village=pairing.village), DemandFactory(village=other.village)
    mine = promises.take_up(there, owner=pairing.officer, by=staff, title="冷链车", due_on=TODAY)
    theirs = promises.take_up(here, owner=other.officer, by=staff, title="烘干机", due_on=TODAY)
    actions.end(pairing, by=staff, reason="易地任用")
    for row, demand in ((mine, there), (theirs, here)):
        row.refresh_from_db()
        demand.refresh_from_db()
        assert (row.state, demand.state) == ("promised", "taken_up")


def test_who_leaves_office_owes_nothing_anywhere(pairing, staff):
    there = DemandFactory()
    promises.take_up(there, owner=pairing.officer, by=staff, title="冷链车", due_on=TODAY)
    departure.dismiss(pairing.appointment, by=staff, reason=REASON)
    there.refresh_from_db()
    assert (Promise.objects.get().state, there.state) == ("broken", "open")


def test_a_plan_of_a_pairing_that_has_ended_is_neither_given_out_nor_signed_nor_amended(
    pairing, liaison, staff
):
    draft = PromiseFactory(plan__pairing=pairing).plan
    waiting = PromiseFactory(
        plan=PlanFactory(pairing=pairing, starts_on=date(2023, 1, 1), ends_on=date(2023, 6, 30)),
        due_on=date(2023, 3, 1),
    ).plan
    plans.submit(waiting, by=liaison)
    actions.end(pairing, by=staff, reason=REASON)
    for step in (
        lambda: plans.submit(draft, by=liaison),
        lambda: plans.sign(waiting, party="town", by=liaison),
        lambda: plans.amend(waiting, reason="补充", by=liaison),
    ):
        with pytest.raises(MoveRefused):
            step()


@pytest.mark.parametrize("day", ["2021-12-31", "2099-01-01", ""])
def test_an_impossible_last_day_is_said_beside_it_and_what_was_typed_stays(sign_in, pairing, day):
    url = reverse("pairings:pairing_end", args=[pairing.pk])
    answer = sign_in("staff").post(url, {"reason": REASON, "ends_on": day})
    assert answer.status_code == 400
    assert "ends_on" in answer.context["end_form"].errors
    assert REASON in answer.content.decode()
    pairing.refresh_from_db()
    assert pairing.state == "active"
