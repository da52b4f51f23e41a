"""How a contribution comes to count: verified by the town, confirmed by the county, never by its author."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from accounts.moves import MoveRefused, available_moves
from accounts.tests.factories import UserFactory
from jingyan.quantity import parse
from pairings.actions import confirmation
from pairings.actions import contribution as actions
from pairings.models import Contribution, Metric
from pairings.tests.factories import ContributionFactory

pytestmark = pytest.mark.django_db
DAY = date(2022, 8, 2)


@pytest.fixture
def officer(officer_user, pairing):
    """The officer with a log-in, paired in the town."""
    pairing.officer.user = officer_user
    pairing.officer.save(update_fields=["user"])
    return pairing.officer


def amounts(**texts):
    """Quantities as people type them, by metric."""
    metrics = {metric.code: metric for metric in Metric.objects.filter(code__in=texts)}
    return {
        metrics[code]: parse(text, metrics[code].unit, allow_negative=True)
        for code, text in texts.items()
    }


def report(by, village, **values):
    defaults = {"carrier": "capital", "title": "修建产业路", "happened_on": DAY, "outcomes": {}}
    return actions.report(by=by, village=village, **{**defaults, **values})


def open_moves(contribution, user):
    return {move.name for move in available_moves(contribution, user)}


def test_the_town_verifies_and_the_county_confirms(liaison, staff, staff2, pairing):
    contribution = report(staff, pairing.village, outcomes=amounts(jobs_created="12"))
    verified = confirmation.verify(contribution, by=liaison)
    assert (verified.state, verified.verified_by) == (Contribution.State.TOWN_VERIFIED, liaison)
    assert not Contribution.objects.confirmed().exists()
    with pytest.raises(PermissionDenied):
        confirmation.confirm(verified, by=staff)
    confirmed = confirmation.confirm(verified, by=staff2)
    assert confirmed.confirmed_at is not None
    assert list(Contribution.objects.confirmed()) == [confirmed]


def test_users_cannot_verify_their_own_entry(liaison, pairing):
    with pytest.raises(PermissionDenied):
        confirmation.verify(report(liaison, pairing.village), by=liaison)


def test_a_liaison_of_another_town_sees_nothing_to_verify(stranger, staff, pairing):
    with pytest.raises(Contribution.DoesNotExist):
        confirmation.verify(report(staff, pairing.village), by=stranger)


def test_staff_leave_verification_to_a_town_with_another_liaison(liaison, staff, staff2, pairing):
    contribution = report(staff, pairing.village)
    with pytest.raises(MoveRefused, match=str(liaison)):
        confirmation.verify(contribution, by=staff2)
    assert "verify" not in open_moves(contribution, staff2)
    contribution.refresh_from_db()
    assert contribution.state == Contribution.State.REPORTED


def test_staff_verify_for_a_town_whose_only_liaison_entered_the_fact(liaison, staff, pairing):
    contribution = report(liaison, pairing.village)
    assert "verify" in open_moves(contribution, staff)
    assert confirmation.verify(contribution, by=staff).state == Contribution.State.TOWN_VERIFIED


def test_the_second_liaison_of_a_town_verifies_for_the_first(liaison, staff, town, pairing):
    second = UserFactory(liaison=True, town=town)
    contribution = report(liaison, pairing.village)
    with pytest.raises(MoveRefused, match=str(second)):
        confirmation.verify(contribution, by=staff)
    assert confirmation.verify(contribution, by=second).verified_by == second


def test_staff_who_verified_for_a_town_do_not_confirm(liaison, staff, staff2, pairing):
    verified = confirmation.verify(report(liaison, pairing.village), by=staff)
    with pytest.raises(PermissionDenied):
        confirmation.confirm(verified, by=staff)
    assert confirmation.confirm(verified, by=staff2).state == Contribution.State.COUNTY_CONFIRMED


def test_a_fact_without_a_town_goes_straight_to_the_county(staff, staff2):
    contribution = report(staff, None, scope="united_front", outcomes=amounts(consultations="6"))
    with pytest.raises(MoveRefused):
        confirmation.verify(contribution, by=staff2)
    assert (
        confirmation.confirm_without_town(contribution, by=staff2).state
        == Contribution.State.COUNTY_CONFIRMED
    )


def test_a_fact_with_a_town_does_not_bypass_it(staff, staff2, pairing):
    contribution = report(staff, pairing.village)
    with pytest.raises(MoveRefused, match=str(pairing.village.town)):
        confirmation.confirm_without_town(contribution, by=staff2)
    assert "confirm_without_town" not in open_moves(contribution, staff2)


def test_a_return_takes_the_verification_back(staff):
    returned = confirmation.send_back(ContributionFactory(verified=True), reason="缺合同", by=staff)
    assert (returned.state, returned.verified_by, returned.verified_at) == ("returned", None, None)


def test_a_fact_is_withdrawn_by_who_entered_it(liaison, officer_user, officer, pairing):
    contribution = report(officer_user, pairing.village)
    with pytest.raises(PermissionDenied):
        confirmation.withdraw(contribution, reason="填错", by=liaison)
    assert "withdraw" not in open_moves(contribution, liaison)
    assert (
        confirmation.withdraw(contribution, reason="填错", by=officer_user).state
        == Contribution.State.WITHDRAWN
    )
