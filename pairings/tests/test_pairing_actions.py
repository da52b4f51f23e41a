"""Proposing, approving, rejecting and ending pairings."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import TrailEntry
from accounts.moves import MoveRefused
from officers.models import Appointment
from officers.tests.factories import AppointmentFactory
from pairings.actions import pairing as actions
from pairings.models import Pairing
from pairings.tests.factories import PairingFactory
from villages.tests.factories import VillageFactory

pytestmark = pytest.mark.django_db
START = date(2022, 3, 1)


@pytest.fixture
def village(town):
    return VillageFactory(town=town, in_programme=True, name="大佛村")


@pytest.fixture
def appointment():
    return AppointmentFactory(active=True, officer__name="张三")


def test_a_proposal_takes_the_officers_appointment(staff, village, appointment):
    pairing = actions.propose(
        officer=appointment.officer, village=village, starts_on=START, by=staff
    )
    assert (pairing.appointment, pairing.officer, pairing.state) == (
        appointment,
        appointment.officer,
        "proposed",
    )
    assert TrailEntry.objects.of(pairing).get().act == "create"


@pytest.mark.parametrize("who", ["liaison", "leader", "officer_user", "auditor", "administrator"])
def test_only_county_staff_propose(request, who, village, appointment):
    with pytest.raises(PermissionDenied):
        actions.propose(
            officer=appointment.officer,
            village=village,
            starts_on=START,
            by=request.getfixturevalue(who),
        )


@pytest.mark.parametrize("day", [date(2021, 12, 31), date(2025, 1, 1)])
def test_the_appointment_covers_the_first_day(staff, village, appointment, day):
    with pytest.raises(ValidationError) as refusal:
        actions.propose(officer=appointment.officer, village=village, starts_on=day, by=staff)
    assert set(refusal.value.message_dict) == {"officer"}


def test_a_suspended_officer_is_not_paired(staff, village, appointment):
    Appointment.objects.update(state=Appointment.State.SUSPENDED)
    with pytest.raises(ValidationError):
        actions.propose(officer=appointment.officer, village=village, starts_on=START, by=staff)


def test_faults_name_their_fields(staff, town, appointment):
    with pytest.raises(ValidationError) as refusal:
        actions.propose(
            officer=appointment.officer,
            village=VillageFactory(town=town),
            starts_on=START,
            ends_on=date(2022, 2, 28),
            joint=True,
            by=staff,
        )
    assert set(refusal.value.message_dict) == {"village", "ends_on", "reason"}


def test_another_user_approves(staff, staff2):
    pairing = PairingFactory(proposed_by=staff)
    with pytest.raises(PermissionDenied):
        actions.approve(pairing, by=staff)
    approved = actions.approve(pairing, by=staff2)
    assert (approved.state, approved.approved_by) == (Pairing.State.ACTIVE, staff2)
    assert TrailEntry.objects.of(pairing).get().after == "active"


def test_a_leader_approves(leader):
    assert actions.approve(PairingFactory(), by=leader).state == Pairing.State.ACTIVE


def test_a_refusal_names_who_holds_the_village(village, leader):
    holder = PairingFactory(active=True, village=village, appointment__officer__name="李四")
    with pytest.raises(MoveRefused) as refusal:
        actions.approve(PairingFactory(village=village), by=leader)
    assert all(word in str(refusal.value) for word in ("大佛村", "李四", str(holder.starts_on)))


def test_a_refusal_names_where_the_officer_serves(appointment, leader):
    PairingFactory(active=True, appointment=appointment, village__name="红星村")
    with pytest.raises(MoveRefused) as refusal:
        actions.approve(PairingFactory(appointment=appointment), by=leader)
    assert all(word in str(refusal.value) for word in ("张三", "红星村"))


def test_a_refused_approval_leaves_no_trace(village, leader):
    PairingFactory(active=True, village=village)
    pairing = PairingFactory(village=village)
    with pytest.raises(MoveRefused):
        actions.approve(pairing, by=leader)
    pairing.refresh_from_db()
    assert (pairing.state, pairing.approved_by, TrailEntry.objects.of(pairing).count()) == (
        "proposed",
        None,
        0,
    )


def test_a_joint_pairing_is_allowed_beside_another(village, leader):
    PairingFactory(active=True, village=village)
    joint = PairingFactory(village=village, joint=True, reason="两家企业合办一个项目")
    assert actions.approve(joint, by=leader).state == Pairing.State.ACTIVE
    assert actions.holders(joint) == []


def test_who_has_left_office_is_not_paired(leader):
    pairing = PairingFactory()
    Appointment.objects.filter(pk=pairing.appointment_id).update(state=Appointment.State.RESIGNED)
    with pytest.raises(MoveRefused, match=str(pairing.officer)):
        actions.approve(pairing, by=leader)
    pairing.refresh_from_db()
    assert pairing.state == Pairing.State.PROPOSED


def test_a_rejection_needs_a_reason(leader):
    pairing = PairingFactory()
    with pytest.raises(MoveRefused):
        actions.reject(pairing, reason=" ", by=leader)
    assert actions.reject(pairing, reason="产业不合", by=leader).state == Pairing.State.REJECTED
    assert TrailEntry.objects.of(pairing).get().note == "产业不合"


def test_an_ended_pairing_frees_its_village(staff, leader, village):
    held = PairingFactory(active=True, village=village)
    ended = actions.end(held, reason="工作调动", ends_on=date(2022, 9, 30), by=staff)
    assert (ended.state, ended.ends_on) == (Pairing.State.ENDED, date(2022, 9, 30))
    assert (
        actions.approve(
            PairingFactory(village=village, starts_on=date(2022, 10, 1)), by=leader
        ).state
        == "active"
    )


@pytest.mark.parametrize("day", [date(2022, 2, 28), date(2099, 1, 1)])
def test_the_last_day_lies_between_the_first_and_today(staff, day):
    with pytest.raises(ValidationError) as refusal:
        actions.end(PairingFactory(active=True), reason="调动", ends_on=day, by=staff)
    assert set(refusal.value.message_dict) == {"ends_on"}


def test_pairings_answer_for_days_and_spans():
    pairing = PairingFactory(ended=True)
    assert pairing in Pairing.objects.active_on(date(2022, 3, 1))
    assert pairing in Pairing.objects.active_on(date(2023, 6, 30))
    assert pairing not in Pairing.objects.active_on(date(2023, 7, 1))
    assert pairing in Pairing.objects.active_in(date(2023, 6, 30), date(2023, 9, 30))
    assert pairing not in Pairing.objects.current()
