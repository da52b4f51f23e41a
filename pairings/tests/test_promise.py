"""The life of a promise: begun on, delivered by one, verified by another, or broken; its demands move along."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import TrailEntry
from accounts.moves import MoveRefused
from accounts.tests.factories import UserFactory
from officers.models import Officer
from officers.tests.factories import OfficerFactory
from pairings.actions import promise as actions
from pairings.models import Promise
from pairings.tests.factories import PlanFactory, PromiseFactory, signed
from villages.actions import demand as villages
from villages.models import Demand
from villages.tests.factories import DemandFactory, VillageFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def officer(pairing, officer_user):
    """The officer of the pairing, with a log-in."""
    Officer.objects.filter(pk=pairing.officer_id).update(user=officer_user)
    return Officer.objects.get(pk=pairing.officer_id)


@pytest.fixture
def elsewhere(other_town):
    """An open demand of a village in another town."""
    return DemandFactory(village=VillageFactory(town=other_town))


def take_up(demand, owner, by, **values):
    return actions.take_up(
        demand, owner=owner, by=by, **{"title": "冷链车一台", "due_on": TODAY, **values}
    )


def test_an_officer_takes_up_another_villages_demand_and_its_town_sees_the_promise(
    elsewhere, officer, officer_user, stranger, liaison
):
    promise = take_up(elsewhere, officer, officer_user)
    elsewhere.refresh_from_db()
    assert (elsewhere.state, elsewhere.taken_up_by) == ("taken_up", officer_user)
    assert (promise.plan, promise.village, promise.unplanned) == (None, elsewhere.village, False)
    assert Promise.objects.visible_to(stranger).get() == promise
    assert Promise.objects.visible_to(officer_user).get() == promise
    assert not Promise.objects.visible_to(liaison).exists()
    assert not Promise.objects.visible_to(UserFactory(role="officer")).exists()


def test_a_demand_is_promised_for_once_and_not_for_officers_out_of_sight(
    elsewhere, officer, officer_user, liaison
):
    with pytest.raises(PermissionDenied):
        take_up(elsewhere, OfficerFactory(), officer_user)
    with pytest.raises(Demand.DoesNotExist):
        take_up(elsewhere, officer, liaison)
    with pytest.raises(ValidationError):
        take_up(elsewhere, officer, officer_user, due_on=TODAY - timedelta(days=1))
    take_up(elsewhere, officer, officer_user)
    with pytest.raises(MoveRefused):
        take_up(elsewhere, officer, officer_user)
    assert Promise.objects.count() == 1


def test_delivered_by_one_verified_by_another_and_the_demand_can_be_closed(
    elsewhere, officer, officer_user, stranger
):
    promise = take_up(elsewhere, officer, officer_user)
    actions.start(promise, by=officer_user)
    elsewhere.refresh_from_db()
    assert elsewhere.state == "delivering"
    for values in ({"done": " "}, {"done": "x", "delivered_on": TODAY + timedelta(days=1)}):
        with pytest.raises(ValidationError):
            actions.deliver(promise, by=officer_user, **values)
    file = SimpleUploadedFile("交接单.pdf", b"%PDF-1.4", "application/pdf")
    actions.deliver(promise, done="冷链车已交付", by=officer_user, file=file)
    assert promise.evidence.get().name == "交接单.pdf"
    assert actions.ready_to_close(promise, stranger) == []
    with pytest.raises(PermissionDenied):
        actions.verify(promise, by=officer_user)
    actions.verify(promise, by=stranger)
    assert actions.ready_to_close(promise, stranger) == [elsewhere]
    villages.meet(elsewhere, proof="冷链车已交付", by=stranger)
    assert actions.ready_to_close(promise, stranger) == []
    assert [entry.act for entry in TrailEntry.objects.of(promise)] == [
        "create",
        "start",
        "deliver",
        "attach",
        "verify",
    ]


def test_a_user_who_reported_the_delivery_cannot_verify_it(
    elsewhere, officer, officer_user, stranger, staff
):
    promise = take_up(elsewhere, officer, officer_user)
    actions.start(promise, by=stranger)
    actions.deliver(promise, done="已交付", by=stranger)
    with pytest.raises(PermissionDenied):
        actions.verify(promise, by=stranger)
    actions.send_back(promise, reason="未见实物", by=staff)
    actions.deliver(promise, done="已交付，附照片", by=stranger)
    assert actions.verify(promise, by=staff).state == "verified"


def test_a_broken_promise_opens_its_demand_again(elsewhere, officer, officer_user, stranger):
    promise = take_up(elsewhere, officer, officer_user)
    with pytest.raises(MoveRefused):
        actions.break_(promise, reason="", by=stranger)
    row = actions.break_(promise, reason="企业停产", by=stranger)
    elsewhere.refresh_from_db()
    assert (row.state, row.reason, elsewhere.state, elsewhere.taken_up_by) == (
        "broken",
        "企业停产",
        "open",
        None,
    )


def test_a_demand_stays_taken_up_while_another_promise_answers_it(pairing, liaison):
    demand = DemandFactory(village=pairing.village)
    plan = PlanFactory(pairing=pairing)
    first, second = (PromiseFactory(plan=plan, unplanned=False) for _ in range(2))
    for promise in (first, second):
        promise.demands.add(demand)
    signed(plan)
    villages.take_up(demand, by=liaison)
    actions.break_(first, reason="x", by=liaison)
    demand.refresh_from_db()
    assert demand.state == "taken_up"


def test_a_promise_lives_once_its_plan_is_signed(pairing, liaison):
    plan = PlanFactory(pairing=pairing)
    promise = PromiseFactory(plan=plan)
    with pytest.raises(MoveRefused):
        actions.start(promise, by=liaison)
    assert not Promise.objects.in_force().exists()
    signed(plan)
    assert actions.start(promise, by=liaison).state == "delivering"


def test_past_due_is_what_is_not_delivered(pairing):
    plan = PlanFactory(pairing=pairing)
    rows = {
        state: PromiseFactory(plan=plan, **life(state), state=state)
        for state in Promise.State.values
    }
    PromiseFactory(plan=plan, due_on=date(2022, 12, 31))
    signed(plan)
    late = Promise.objects.overdue(date(2022, 10, 1))
    assert set(late) == {rows["promised"], rows["delivering"]}


def life(state):
    """What a promise in this state has behind it."""
    done = {"done": "已完成", "delivered_on": date(2022, 9, 1), "delivered_by": UserFactory()}
    verified = {**done, "verified_by": UserFactory(), "verified_at": timezone.now()}
    return {"delivered": done, "verified": verified, "broken": {"reason": "企业停产"}}.get(
        state, {}
    )
