"""The factories make what they say, for the floors above too."""

import pytest

from pairings.models import Contribution, Meeting
from pairings.tests.factories import (
    AttendanceFactory,
    ContributionFactory,
    MeetingFactory,
    PairingFactory,
)

pytestmark = pytest.mark.django_db


def test_pairings_come_in_every_state():
    made = [
        PairingFactory(),
        *(PairingFactory(**{trait: True}) for trait in ("active", "ended", "rejected")),
    ]
    assert [pairing.state for pairing in made] == ["proposed", "active", "ended", "rejected"]
    assert all(pairing.officer == pairing.appointment.officer for pairing in made)


def test_meetings_are_held_drafted_or_skipped():
    assert {
        MeetingFactory().state,
        MeetingFactory(draft=True).state,
        MeetingFactory(skipped=True).state,
    } == {
        Meeting.State.HELD,
        Meeting.State.DRAFT,
        Meeting.State.SKIPPED,
    }
    assert AttendanceFactory().status == "present"


def test_contributions_carry_quantities_in_the_state_asked_for():
    contribution = ContributionFactory(
        confirmed=True, outcomes={"funds_attracted": 1_200_000, "jobs_created": 5}
    )
    assert contribution.state == Contribution.State.COUNTY_CONFIRMED
    assert sorted(outcome.metric.code for outcome in contribution.outcomes.all()) == [
        "funds_attracted",
        "jobs_created",
    ]
    assert contribution.town == contribution.village.town
    assert contribution.verified_by != contribution.confirmed_by


def test_a_contribution_may_belong_to_the_whole_county():
    contribution = ContributionFactory(
        village=None, officer=None, scope="united_front", outcomes={"consultations": 3}
    )
    assert contribution.town is None
