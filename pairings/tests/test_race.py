"""Fifty people approve fifty pairings of one village at the same moment, over real connections."""

import threading
from collections import Counter
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import TrailEntry
from accounts.moves import MoveRefused
from accounts.roles import Role
from accounts.tests.factories import UserFactory
from pairings.actions import confirmation, contribution, meeting, plan
from pairings.actions import pairing as actions
from pairings.models import Meeting, Pairing, Party, Promise
from pairings.tests.factories import ContributionFactory, PairingFactory, PromiseFactory
from villages.tests.factories import DemandFactory, VillageFactory

MANY = 50
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def proposed():
    """Fifty proposals for one village."""
    village = VillageFactory(in_programme=True)
    return PairingFactory.create_batch(MANY, village=village)


@pytest.fixture
def approver():
    return UserFactory(username="leader", role=Role.LEADER)


def at_once(tries):
    """How often each result came about when all tries began together, an exception counting by its kind."""
    gate, results = threading.Barrier(len(tries)), list[object]()

    def run(attempt):
        gate.wait()
        try:
            results.append(attempt())
        except Exception as error:
            results.append(type(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[attempt]) for attempt in tries]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(results)


def test_one_of_fifty_simultaneous_approvals_wins(proposed, approver):
    results = at_once([lambda row=row: actions.approve(row, by=approver).state for row in proposed])
    assert results == {"active": 1, MoveRefused: MANY - 1}
    assert Counter(Pairing.objects.values_list("state", flat=True)) == {
        "active": 1,
        "proposed": MANY - 1,
    }
    assert TrailEntry.objects.filter(act="approve").count() == 1


def test_one_of_fifty_simultaneous_requests_wins_and_the_rest_are_refused(proposed, approver):
    def post(row):
        client = Client()
        client.force_login(approver)
        return client.post(reverse("pairings:pairing_approve", args=[row.pk])).status_code

    assert at_once([lambda row=row: post(row) for row in proposed]) == {302: 1, 409: MANY - 1}
    assert Pairing.objects.current().count() == 1


def test_fifty_simultaneous_approvals_of_one_pairing_make_one(proposed, approver):
    row = proposed[0]
    results = at_once(
        [lambda: actions.approve(Pairing.objects.get(pk=row.pk), by=approver).state] * MANY
    )
    assert results == {"active": 1, MoveRefused: MANY - 1}


def test_facts_reported_at_once_get_references_of_their_own():
    pairing, staff = PairingFactory(active=True), UserFactory()
    values = {
        "carrier": "capital",
        "title": "修路",
        "happened_on": date(2022, 8, 2),
        "outcomes": {},
    }
    refs = at_once(
        [lambda: contribution.report(by=staff, village=pairing.village, **values).ref] * 20
    )
    assert set(refs.values()) == {1}
    assert len(refs) == 20


def test_one_of_many_simultaneous_minutes_of_a_quarter_is_kept():
    pairing, staff = PairingFactory(active=True), UserFactory()
    town = pairing.village.town
    results = at_once(
        [
            lambda: (
                meeting.log(town=town, quarter="2022Q3", held_on=date(2022, 8, 12), by=staff).state
            )
        ]
        * 20
    )
    assert results == {"held": 1, MoveRefused: 19}
    assert Meeting.objects.count() == 1


def test_three_who_sign_at_the_same_moment_bring_the_plan_into_force_once():
    pairing, clerk = PairingFactory(active=True), UserFactory()
    demand = DemandFactory(village=pairing.village)
    measure = PromiseFactory(plan__pairing=pairing, unplanned=False)
    measure.demands.add(demand)
    draft = plan.submit(measure.plan, by=clerk)
    tries = [
        lambda party=party: plan.sign(draft, party=party, name="某书记", by=clerk).state
        for party in Party
    ] * 3
    assert at_once(tries) == {"signing": 2, "signed": 1, MoveRefused: 6}
    assert sorted(draft.signatures.values_list("party", flat=True)) == sorted(Party.values)
    assert TrailEntry.objects.filter(act="take_up").count() == 1


def test_a_plan_signed_while_its_pairing_ends_leaves_nothing_promised():
    pairing, clerk = PairingFactory(active=True), UserFactory()
    draft = plan.submit(PromiseFactory(plan__pairing=pairing).plan, by=clerk)
    for party in (Party.TOWN, Party.VILLAGE):
        plan.sign(draft, party=party, name="某书记", by=clerk)
    at_once(
        [
            lambda: plan.sign(draft, party=Party.OFFICER, by=clerk).state,
            lambda: actions.end(pairing, by=clerk, reason="易地任用").state,
        ]
    )
    assert Pairing.objects.get().state == "ended"
    assert not Promise.objects.in_force().filter(state__in=Promise.UNDONE).exists()


def test_who_changes_a_fact_and_verifies_it_at_the_same_moment_does_one_of_the_two():
    reported = ContributionFactory()
    clerk = UserFactory()
    results = at_once(
        [
            lambda: contribution.update(reported, by=clerk, outcomes={}, title="新修路").state,
            lambda: confirmation.verify(reported, by=clerk).state,
        ]
    )
    assert results in ({"reported": 1, PermissionDenied: 1}, {"town_verified": 1, MoveRefused: 1})
    reported.refresh_from_db()
    assert reported.changed_by.exists() == (reported.state == "reported")
