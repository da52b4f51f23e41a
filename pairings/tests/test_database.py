"""What the database itself refuses, from any writer."""

import pytest
from django.db import DatabaseError, connection, transaction

from officers.tests.factories import OfficerFactory
from pairings.models import Contribution, Outcome, Pairing
from pairings.tests.factories import (
    AttendanceFactory,
    ContributionFactory,
    MeetingFactory,
    PairingFactory,
)
from villages.tests.factories import VillageFactory

pytestmark = pytest.mark.django_db


def refused(sql, *parameters):
    """Whether the database refuses the statement."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, parameters)
    except DatabaseError:
        return True
    return False


def test_a_second_active_pairing_of_a_village_is_refused():
    held = PairingFactory(active=True)
    second = PairingFactory(village=held.village)
    assert refused("UPDATE pairings_pairing SET state = 'active' WHERE id = %s", second.pk)


def test_a_second_active_pairing_of_an_officer_is_refused():
    held = PairingFactory(active=True)
    second = PairingFactory(appointment=held.appointment)
    assert refused("UPDATE pairings_pairing SET state = 'active' WHERE id = %s", second.pk)


def test_a_joint_pairing_needs_its_reason():
    pairing = PairingFactory()
    assert refused(
        "UPDATE pairings_pairing SET joint = %s, reason = '' WHERE id = %s", True, pairing.pk
    )


def test_a_pairing_does_not_end_before_it_begins():
    pairing = PairingFactory()
    assert refused("UPDATE pairings_pairing SET ends_on = '2022-02-28' WHERE id = %s", pairing.pk)


def test_a_pairings_officer_is_the_appointed_one():
    pairing, other = PairingFactory(), OfficerFactory()
    assert refused(
        "UPDATE pairings_pairing SET officer_id = %s WHERE id = %s", other.pk, pairing.pk
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        Pairing.objects.create(
            appointment=pairing.appointment,
            officer=other,
            village=VillageFactory(),
            starts_on=pairing.starts_on,
            proposed_by=pairing.proposed_by,
        )


def test_a_town_counts_one_meeting_a_quarter():
    held = MeetingFactory()
    planned = MeetingFactory(town=held.town, draft=True)
    assert refused(
        "UPDATE pairings_meeting SET state = 'held', held_on = '2022-09-01' WHERE id = %s",
        planned.pk,
    )


def test_a_held_meeting_has_a_day_and_a_skipped_one_a_reason():
    meeting = MeetingFactory()
    assert refused("UPDATE pairings_meeting SET held_on = NULL WHERE id = %s", meeting.pk)
    assert refused(
        "UPDATE pairings_meeting SET state = 'skipped', reason = '' WHERE id = %s", meeting.pk
    )


def test_an_officer_attends_a_meeting_once():
    row = AttendanceFactory()
    columns = "(meeting_id, officer_id, status)"
    values = (row.meeting_id, row.officer_id, "absent")
    assert refused(f"INSERT INTO pairings_attendance {columns} VALUES (%s, %s, %s)", *values)


@pytest.mark.parametrize(
    "change",
    [
        "title = 'x'",
        "state = 'reported'",
        "happened_on = '2022-01-01'",
        "share = 50",
        "village_id = NULL",
    ],
)
def test_a_confirmed_fact_never_changes(change):
    contribution = ContributionFactory(confirmed=True)
    assert refused(f"UPDATE pairings_contribution SET {change} WHERE id = %s", contribution.pk)
    assert refused("DELETE FROM pairings_contribution WHERE id = %s", contribution.pk)


def test_the_quantities_of_a_confirmed_fact_never_change():
    outcome = ContributionFactory(confirmed=True).outcomes.get()
    assert refused("UPDATE pairings_outcome SET value = 99 WHERE id = %s", outcome.pk)
    assert refused("DELETE FROM pairings_outcome WHERE id = %s", outcome.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        Outcome.objects.create(
            contribution=outcome.contribution, metric_id=outcome.metric_id + 1, value=1
        )


def test_quantities_do_not_move_into_a_confirmed_fact():
    confirmed, reported = (
        ContributionFactory(confirmed=True, outcomes={"donations": 5}),
        ContributionFactory(),
    )
    moved = reported.outcomes.get()
    assert refused(
        "UPDATE pairings_outcome SET contribution_id = %s WHERE id = %s", confirmed.pk, moved.pk
    )


def test_a_fact_keeps_to_its_bounds():
    contribution = ContributionFactory()
    for change in (
        "share = 101",
        "share = -1",
        "town_id = NULL",
        "officer_id = NULL",
        f"corrects_id = {contribution.pk}",
    ):
        assert refused(
            f"UPDATE pairings_contribution SET {change} WHERE id = %s", contribution.pk
        ), change
    assert Contribution.objects.get(pk=contribution.pk).share == 100


@pytest.mark.parametrize(
    "change", ["definition = 'x'", "unit = '人'", "nature = 'stock'", "scope = 'united_front'"]
)
def test_a_used_definition_never_changes(change):
    used = ContributionFactory().outcomes.get().metric
    assert refused(f"UPDATE pairings_metric SET {change} WHERE id = %s", used.pk)
    assert not refused("UPDATE pairings_metric SET print_order = 5 WHERE id = %s", used.pk)


def test_a_definition_that_no_fact_uses_may_be_edited():
    assert not refused("UPDATE pairings_metric SET definition = 'x' WHERE code = 'donations'")
