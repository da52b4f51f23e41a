"""No one reviews what they submitted; a person can register again after a final state."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError

from accounts.models import TrailEntry
from accounts.moves import MoveRefused
from accounts.tests.factories import UserFactory
from officers import actions
from officers.models import Registration
from officers.tests.candidates import DETAILS, WILL, register
from officers.tests.factories import OfficerFactory, RegistrationFactory, id_number

pytestmark = pytest.mark.django_db

State = Registration.State


def test_a_registration_is_submitted_with_the_will_on_file_only(staff):
    registration = register(staff, will={**WILL, "willing_on": None})
    with pytest.raises(MoveRefused):
        actions.submit(registration, by=staff)
    actions.update_registration(registration, by=staff, details=DETAILS, will=WILL)
    assert actions.submit(registration, by=staff).state == State.SUBMITTED


@pytest.mark.parametrize("review", [actions.pass_review, actions.send_back, actions.turn_down])
def test_the_submitter_does_not_review(review, staff):
    registration = actions.submit(register(staff), by=staff)
    with pytest.raises(PermissionDenied):
        review(registration, by=staff, reason="符合条件")
    registration.refresh_from_db()
    assert registration.state == State.SUBMITTED


def test_the_database_itself_refuses_a_review_by_the_submitter(staff):
    registration = RegistrationFactory(submitted=True, registered_by=staff)
    with pytest.raises(IntegrityError):
        Registration.objects.filter(pk=registration.pk).update(reviewed_by=staff)


@pytest.mark.parametrize(
    ("review", "state"),
    [
        (actions.pass_review, State.REVIEWED),
        (actions.send_back, State.RETURNED),
        (actions.turn_down, State.NOT_PASSED),
    ],
)
def test_another_member_of_staff_reviews_with_an_opinion(review, state, staff, staff2):
    registration = review(
        actions.submit(register(staff), by=staff), by=staff2, reason=" 见考察材料 "
    )
    assert (registration.state, registration.reviewed_by) == (state, staff2)
    assert registration.reviews.get().opinion == "见考察材料"


@pytest.mark.parametrize("review", [actions.send_back, actions.turn_down])
def test_an_adverse_review_says_why(review, staff, staff2):
    with pytest.raises(MoveRefused):
        review(actions.submit(register(staff), by=staff), by=staff2, reason=" ")


def test_a_returned_registration_comes_back_even_from_its_reviewer(staff, staff2):
    registration = actions.send_back(
        actions.submit(register(staff), by=staff), by=staff2, reason="补材料"
    )
    registration = actions.submit(registration, by=staff2)
    assert registration.reviewed_by is None
    # Who registered and first submitted it stays its author, whoever submits it now.
    with pytest.raises(PermissionDenied):
        actions.pass_review(registration, by=staff)
    assert actions.pass_review(registration, by=UserFactory()).state == State.REVIEWED


def test_a_submission_is_recalled_until_it_is_reviewed(staff, staff2):
    registration = actions.recall(actions.submit(register(staff), by=staff), by=staff2)
    assert (registration.state, registration.submitted_by) == (State.DRAFT, None)
    registration = actions.pass_review(actions.submit(registration, by=staff), by=staff2)
    with pytest.raises(MoveRefused):
        actions.recall(registration, by=staff)


def test_giving_up_and_waiting_need_a_reason(staff):
    reviewed = RegistrationFactory(cleared=True)
    for move in (actions.withdraw, actions.reserve):
        with pytest.raises(MoveRefused):
            move(reviewed, by=staff, reason="")
    assert actions.reserve(reviewed, by=staff, reason="本批名额已满").state == State.RESERVE
    assert actions.withdraw(reviewed, by=staff, reason="本人放弃").state == State.WITHDRAWN


@pytest.mark.parametrize("state", State)
def test_a_person_can_register_again_once_the_last_registration_is_closed(state, staff):
    last = RegistrationFactory(state=state, channel="recommended", recommender="县工商联")
    if state not in (State.NOT_PASSED, State.APPOINTED, State.WITHDRAWN):
        with pytest.raises(MoveRefused):
            actions.register_again(last.officer, by=staff)
        return
    again = actions.register_again(last.officer, by=staff)
    assert (again.state, again.recommender, again.willing_on) == (State.DRAFT, "县工商联", None)


def test_only_staff_opens_another_registration(leader, auditor):
    officer = OfficerFactory()
    for user in (leader, auditor):
        with pytest.raises(PermissionDenied):
            actions.register_again(officer, by=user)


def test_an_id_number_typed_into_a_reason_is_masked_in_the_trail(staff):
    registration = RegistrationFactory()
    actions.withdraw(registration, by=staff, reason=f"与{id_number(3)}重复")
    note = TrailEntry.objects.of(registration).get(act="withdraw").note
    assert id_number(3) not in note
    assert note.startswith("与511124****")


def test_who_recommended_a_person_does_not_review_the_registration(staff, staff2):
    registration = RegistrationFactory(
        submitted=True, registered_by=staff, channel="recommended", recommended_by=staff2
    )
    with pytest.raises(MoveRefused):
        actions.pass_review(registration, by=staff2)
    registration.refresh_from_db()
    assert registration.state == "submitted"
