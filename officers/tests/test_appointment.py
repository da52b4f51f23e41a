"""A term is proposed by staff, decided by another person, and never overlaps another term of the same officer."""

import threading
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from accounts.moves import MoveRefused, available_moves
from accounts.tests.factories import UserFactory
from officers import actions
from officers.models import Appointment, Measures, Registration
from officers.tests.factories import (
    AppointmentFactory,
    BatchFactory,
    OfficerFactory,
    RegistrationFactory,
)

State = Appointment.State
START = date(2022, 3, 1)
# The written-out diagram: state → moves of staff, and of the leader.
LEAVING = {"resign", "dismiss", "end_early", "expire", "renew"}
STAFF_MOVES = {State.ACTIVE: {"suspend"} | LEAVING, State.SUSPENDED: {"resume"} | LEAVING}
LEADER_MOVES = {State.PROPOSED: {"approve", "reject"}}


def propose(by, **changes):
    """Propose a reviewed candidate."""
    registration = changes.pop("registration", None) or RegistrationFactory(cleared=True)
    return actions.propose(registration, by=by, **{"starts_on": START} | changes)


@pytest.mark.django_db
@pytest.mark.parametrize("state", State)
def test_the_diagram_is_walked_by_staff_and_leader_only(
    *, state, staff, leader, liaison, auditor, administrator, officer_user
):
    appointment = AppointmentFactory(state=state)

    def moves_of(user):
        return {move.name for move in available_moves(appointment, user)}

    assert moves_of(staff) == STAFF_MOVES.get(state, set())
    assert moves_of(leader) == LEADER_MOVES.get(state, set())
    assert not any(moves_of(user) for user in (liaison, auditor, administrator, officer_user))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("months", "starts_on", "ends_on"),
    [
        (36, date(2022, 3, 1), date(2025, 2, 28)),
        (12, date(2023, 3, 1), date(2024, 2, 29)),
        (24, date(2022, 1, 1), date(2023, 12, 31)),
    ],
)
def test_the_term_follows_from_the_measures_in_force_on_its_first_day(
    staff, months, starts_on, ends_on
):
    measures = Measures.objects.create(
        version=2, name="修订", starts_on=date(2021, 6, 1), term_months=months
    )
    appointment = propose(staff, starts_on=starts_on)
    assert (appointment.measures, appointment.ends_on, appointment.state) == (
        measures,
        ends_on,
        State.PROPOSED,
    )
    assert appointment.registration.state == Registration.State.PROPOSED


@pytest.mark.django_db
def test_a_term_before_any_measures_is_refused(staff):
    with pytest.raises(MoveRefused):
        propose(staff, starts_on=date(2019, 1, 1))
    assert not Appointment.objects.exists()


@pytest.mark.django_db
def test_the_batch_of_the_registration_is_taken_over_unless_another_is_given(staff):
    batch, other = BatchFactory(), BatchFactory()
    assert (
        propose(staff, registration=RegistrationFactory(cleared=True, batch=batch)).batch == batch
    )
    assert (
        propose(
            staff, registration=RegistrationFactory(cleared=True, batch=batch), batch=other
        ).batch
        == other
    )


@pytest.mark.django_db
def test_the_leader_appoints_and_the_registration_ends(staff, leader):
    appointment = actions.approve(propose(staff), by=leader)
    assert (appointment.state, appointment.approved_by) == (State.ACTIVE, leader)
    assert Registration.objects.get().state == Registration.State.APPOINTED


@pytest.mark.django_db
def test_a_rejected_candidate_can_be_proposed_again(staff, leader):
    rejected = actions.reject(propose(staff), by=leader, reason="暂缓")
    registration = Registration.objects.get()
    assert (rejected.state, registration.state) == (State.REJECTED, Registration.State.CLEARED)
    again = actions.approve(propose(staff, registration=registration), by=leader)
    assert again.state == State.ACTIVE
    assert registration.appointments.count() == 2


@pytest.mark.django_db
def test_a_rejection_says_why(staff, leader):
    with pytest.raises(MoveRefused):
        actions.reject(propose(staff), by=leader, reason="")


@pytest.mark.django_db
@pytest.mark.parametrize("user", ["staff", "staff2", "auditor"])
def test_staff_does_not_appoint_where_the_measures_ask_for_the_leader(user, staff, request):
    appointment = propose(staff)
    with pytest.raises(PermissionDenied):
        actions.approve(appointment, by=request.getfixturevalue(user))


@pytest.mark.django_db
def test_a_second_member_of_staff_appoints_where_the_measures_ask_for_no_leader(
    staff, staff2, liaison
):
    Measures.objects.update(leader_approval=False)
    appointment = propose(staff)
    for user in (staff, liaison):
        with pytest.raises((PermissionDenied, Appointment.DoesNotExist)):
            actions.approve(appointment, by=user)
    assert actions.approve(appointment, by=staff2).state == State.ACTIVE
    assert Registration.objects.get().state == Registration.State.APPOINTED
    assert actions.reject(propose(staff), by=staff2, reason="暂缓").state == State.REJECTED


@pytest.mark.django_db
def test_a_leader_does_not_approve_the_own_proposal(leader):
    with pytest.raises(PermissionDenied):
        actions.approve(AppointmentFactory(proposed_by=leader), by=leader)


@pytest.mark.django_db
def test_the_database_itself_refuses_an_approval_by_the_proposer(staff):
    appointment = AppointmentFactory(proposed_by=staff)
    with pytest.raises(IntegrityError):
        Appointment.objects.filter(pk=appointment.pk).update(approved_by=staff)


@pytest.mark.django_db
def test_an_overlapping_term_is_refused_when_it_is_proposed(staff):
    registration = RegistrationFactory(cleared=True)
    AppointmentFactory(active=True, officer=registration.officer)
    with pytest.raises(MoveRefused, match=str(registration.officer)):
        propose(staff, registration=registration, starts_on=date(2024, 12, 31))
    assert (
        propose(staff, registration=registration, starts_on=date(2025, 1, 1)).state
        == State.PROPOSED
    )


@pytest.mark.django_db
def test_an_overlapping_term_is_refused_when_it_is_approved(staff, leader):
    first = propose(staff)
    second = AppointmentFactory(
        officer=first.officer, starts_on=date(2023, 1, 1), ends_on=date(2025, 12, 31), imported=True
    )
    actions.approve(first, by=leader)
    with pytest.raises(MoveRefused, match=str(first.officer)):
        actions.approve(second, by=leader)
    second.refresh_from_db()
    assert second.state == State.PROPOSED


@pytest.mark.django_db
@pytest.mark.parametrize("state", sorted(set(State) - {State.PROPOSED, State.REJECTED}))
def test_the_database_refuses_overlapping_terms_to_raw_sql_too(state):
    first = AppointmentFactory(active=True)
    dates = {"starts_on": date(2024, 12, 31), "ends_on": date(2026, 1, 1)}
    second = AppointmentFactory(officer=first.officer, imported=True, **dates)
    change = "UPDATE officers_appointment SET state = %s WHERE id = %s"
    with (
        pytest.raises(IntegrityError, match="appointment_terms_overlap"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change, [state, second.pk])


@pytest.mark.django_db
def test_the_database_lets_terms_follow_each_other_and_proposals_overlap():
    first = AppointmentFactory(active=True)
    AppointmentFactory(officer=first.officer)
    AppointmentFactory(officer=first.officer, state=State.REJECTED)
    AppointmentFactory(
        active=True, officer=first.officer, starts_on=date(2025, 1, 1), ends_on=date(2025, 12, 31)
    )
    AppointmentFactory(active=True, officer=OfficerFactory())
    assert Appointment.objects.count() == 5


@pytest.mark.django_db
def test_a_term_is_suspended_with_a_reason_and_resumed(staff):
    appointment = AppointmentFactory(active=True)
    with pytest.raises(MoveRefused):
        actions.suspend(appointment, by=staff, reason="")
    assert actions.suspend(appointment, by=staff, reason="核查中").state == State.SUSPENDED
    assert not Appointment.objects.in_office(date(2023, 1, 1)).exists()
    assert actions.resume(appointment, by=staff).state == State.ACTIVE


@pytest.mark.django_db(transaction=True)
def test_of_two_overlapping_terms_approved_at_the_same_moment_one_wins():
    officer = OfficerFactory()
    terms = [AppointmentFactory(officer=officer, imported=True) for _ in range(4)]
    leaders = [UserFactory(role="leader") for _ in terms]
    barrier, results = threading.Barrier(len(terms)), []

    def decide(term, leader):
        barrier.wait()
        try:
            results.append(actions.approve(term, by=leader).state)
        except MoveRefused:
            results.append("refused")
        finally:
            connection.close()

    threads = [
        threading.Thread(target=decide, args=pair) for pair in zip(terms, leaders, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["active", "refused", "refused", "refused"]
    assert Appointment.objects.filter(state=State.ACTIVE).count() == 1
