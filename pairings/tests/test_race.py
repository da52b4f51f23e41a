"""Fifty people approve fifty pairings of one village at the same moment, over real connections."""

import threading
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import TrailEntry, User
from accounts.moves import MoveRefused
from accounts.roles import Role
from accounts.tests.factories import UserFactory
from pairings.actions import pairing as actions
from pairings.models import Pairing
from pairings.tests.factories import PairingFactory
from villages.tests.factories import VillageFactory

MANY = 50
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def proposed() -> list[Pairing]:
    """Fifty proposals for one village."""
    village = VillageFactory(in_programme=True)
    return PairingFactory.create_batch(MANY, village=village)


@pytest.fixture
def approver() -> User:
    return UserFactory(username="leader", role=Role.LEADER)


def at_once(tries: list[Callable[[], object]]) -> Counter[object]:
    """How often each result came about when all tries began together, an exception counting by its kind."""
    gate, results = threading.Barrier(len(tries)), list[object]()

    def run(attempt: Callable[[], object]) -> None:
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
    assert Counter(Pairing.objects.values_list("state", flat=True)) == {"active": 1, "proposed": MANY - 1}
    assert TrailEntry.objects.filter(act="approve").count() == 1


def test_one_of_fifty_simultaneous_requests_wins_and_the_rest_are_told(proposed, approver):
    def post(row: Pairing) -> int:
        client = Client()
        client.force_login(approver)
        return client.post(reverse("pairings:pairing_approve", args=[row.pk])).status_code

    assert at_once([lambda row=row: post(row) for row in proposed]) == {302: 1, 409: MANY - 1}
    assert Pairing.objects.current().count() == 1


def test_fifty_simultaneous_approvals_of_one_pairing_make_one(proposed, approver):
    row = proposed[0]
    results = at_once([lambda: actions.approve(Pairing.objects.get(pk=row.pk), by=approver).state] * MANY)
    assert results == {"active": 1, MoveRefused: MANY - 1}
