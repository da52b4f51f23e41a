"""Simultaneous confirming, spending and naming over real connections: one user wins."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts.moves import MoveRefused
from accounts.roles import Role
from accounts.tests.factories import TownFactory, UserFactory
from officers.tests.factories import AppointmentFactory
from pairings.actions import fund, liaison
from pairings.actions.matching import PairingChoice, propose_matches
from pairings.matching.suggestions import board
from pairings.models import Liaison, Pairing
from pairings.tests.support_factories import allocation_of
from pairings.tests.test_race import MANY, at_once
from villages.tests.factories import VillageFactory

pytestmark = pytest.mark.django_db(transaction=True)
REASON = "村民代表会议点名"


@pytest.fixture
def _in_term(time_machine):
    """A day on which the appointments of the factories run."""
    time_machine.move_to("2022-08-15T02:00:00Z")


@pytest.mark.usefixtures("_in_term")
def test_one_of_fifty_simultaneous_confirmations_of_one_village_wins_and_the_rest_are_refused():
    village, staff = VillageFactory(in_programme=True), UserFactory(role=Role.STAFF)
    officers = [row.officer_id for row in AppointmentFactory.create_batch(MANY, active=True)]

    def post(officer):
        client = Client()
        client.force_login(staff)
        chosen = {
            "village": village.pk,
            f"officer-{village.pk}": officer,
            f"reason-{village.pk}": REASON,
        }
        return client.post(reverse("pairings:match_propose"), chosen).status_code

    assert at_once([lambda officer=officer: post(officer) for officer in officers]) == {
        302: 1,
        409: MANY - 1,
    }
    assert Pairing.objects.get().village == village


@pytest.mark.usefixtures("_in_term")
def test_one_of_fifty_simultaneous_confirmations_of_one_officer_wins():
    villages = VillageFactory.create_batch(MANY, in_programme=True)
    staff, officer = UserFactory(role=Role.STAFF), AppointmentFactory(active=True).officer
    found = board()
    choices = [PairingChoice(village.pk, officer.pk, REASON) for village in villages]
    results = at_once(
        [
            lambda choice=choice: len(propose_matches([choice], found, by=staff))
            for choice in choices
        ]
    )
    assert results == {1: 1, MoveRefused: MANY - 1}
    assert Pairing.objects.count() == 1


def test_what_is_spent_at_the_same_moment_stays_within_the_allocation():
    allocation, staff = allocation_of(amount=1_000), UserFactory(role=Role.STAFF)

    def spend(number):
        values = {"used_on": date(2022, 5, 10), "amount": Decimal(400), "purpose": "培训"}
        return fund.use(allocation, **values, voucher_number=f"记-{number}", by=staff).state

    assert at_once([lambda n=n: spend(n) for n in range(20)]) == {"entered": 2, ValidationError: 18}
    assert fund.left_of(allocation) == 200


def test_one_of_many_who_are_named_at_the_same_moment_is_the_liaison():
    town, staff = TownFactory(), UserFactory(role=Role.STAFF)
    people = UserFactory.create_batch(10, liaison=True, town=town)

    def name(user):
        return liaison.name(town=town, user=user, starts_on=date(2022, 3, 1), by=staff).town.code

    results = at_once([lambda user=user: name(user) for user in people])
    assert results[town.code] == 1
    assert set(results) <= {town.code, MoveRefused, ValidationError}
    assert Liaison.objects.count() == 1
