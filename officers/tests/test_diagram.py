"""The written-out diagram of a registration: state × role → moves, for every combination of the stages that may be left out."""

from datetime import date, timedelta
from itertools import product

import pytest
from django.utils import translation

from accounts.moves import MoveRefused, available_moves, make
from officers.models import Registration
from officers.tests.factories import (
    AppointmentFactory,
    InspectionFactory,
    MeasuresFactory,
    ObjectionFactory,
    PublicityEntryFactory,
    RegistrationFactory,
)

pytestmark = pytest.mark.django_db

State = Registration.State
OTHERS = ("liaison", "auditor", "administrator", "officer_user")
REVIEW = "pass_review send_back turn_down"
BACK = "take_back take_back_cleared take_back_inspected"
# (state, what lies behind it) → what staff, another than the submitter, may do: where the measures ask for neither an
# inspection nor a publicity, for a publicity, for an inspection, for both.
STAFF = {
    (State.DRAFT, ""): ("submit withdraw",) * 4,
    (State.SUBMITTED, ""): (f"recall {REVIEW} withdraw",) * 4,
    (State.SUBMITTED, "opened"): (f"{REVIEW} withdraw",) * 4,
    (State.RETURNED, ""): ("submit withdraw",) * 4,
    (State.NOT_PASSED, ""): ("",) * 4,
    (State.REVIEWED, ""): (
        "publicise propose reserve withdraw",
        "publicise reserve withdraw",
        "inspect fail_inspection reserve withdraw",
        "inspect fail_inspection reserve withdraw",
    ),
    (State.INSPECTED, "inspected"): (
        "publicise propose reserve withdraw",
        "publicise reserve withdraw",
        "publicise propose reserve withdraw",
        "publicise reserve withdraw",
    ),
    (State.PUBLICISED, ""): ("clear unpublish unpublish_inspected withdraw",) * 4,
    (State.PUBLICISED, "objected"): ("disqualify clear unpublish unpublish_inspected withdraw",)
    * 4,
    (State.CLEARED, "cleared"): (
        "hold propose reserve withdraw",
        "hold propose reserve withdraw",
        "hold inspect_cleared fail_inspection reserve withdraw",
        "hold inspect_cleared fail_inspection reserve withdraw",
    ),
    (State.CLEARED, "cleared inspected"): ("hold propose reserve withdraw",) * 4,
    (State.PROPOSED, ""): ("",) * 4,
    (State.APPOINTED, ""): ("",) * 4,
    (State.WITHDRAWN, ""): ("",) * 4,
    (State.RESERVE, ""): (
        "publicise propose withdraw",
        "publicise withdraw",
        "inspect fail_inspection withdraw",
        "inspect fail_inspection withdraw",
    ),
    (State.RESERVE, "inspected"): (
        "publicise propose withdraw",
        "publicise withdraw",
        "publicise propose withdraw",
        "publicise withdraw",
    ),
}
# Which of the four columns: (inspection, publicity).
COLUMN = {(False, False): 0, (False, True): 1, (True, False): 2, (True, True): 3}


def candidate(staff, state, details):
    """A registration in a state, with what lies behind it."""
    row = RegistrationFactory(
        state=state, registered_by=staff, submitted_by=staff, proposed_by=staff
    )
    if "cleared" in details:
        PublicityEntryFactory(registration=row, publicity__closed=True)
    if "inspected" in details:
        InspectionFactory(registration=row)
    if "objected" in details:
        entry = PublicityEntryFactory(registration=row, publicity__running=True)
        decided = {"decided_by": staff, "handling": "属实"}
        ObjectionFactory(entry=entry, state="upheld", **decided)
    if "opened" in details:
        row.opened_by, row.opened_at = InspectionFactory().uploaded_by, row.registered_at
        row.save()
    return row


def moves_of(row, user):
    return {move.name for move in available_moves(Registration.objects.get(pk=row.pk), user)}


def test_only_stages_that_are_switched_on_are_required(staff, staff2, leader, request):
    assert {state for state, _details in STAFF} == set(State)
    others = [request.getfixturevalue(role) for role in OTHERS]
    rows = {key: candidate(staff, *key) for key in STAFF}
    for place, (inspection, publicity) in enumerate(product([False, True], repeat=2)):
        # The latest version that has begun is the one in force.
        starts_on = date(2022, 4, 1) + timedelta(days=place)
        MeasuresFactory(starts_on=starts_on, inspection=inspection, publicity=publicity)
        for key, row in rows.items():
            asked = f"{key}, inspection {inspection}, publicity {publicity}"
            assert moves_of(row, staff2) == set(
                STAFF[key][COLUMN[inspection, publicity]].split()
            ), asked
            decided = f"appoint {BACK}" if row.state == State.PROPOSED else ""
            assert moves_of(row, leader) == set(decided.split()), asked
            assert not any(moves_of(row, user) for user in others), asked


@pytest.mark.parametrize(
    ("name", "inspection", "stage"),
    [("publicise", True, "考察"), ("propose", True, "考察"), ("propose", False, "公示")],
)
def test_a_stage_left_out_is_named_in_the_refusal(name, inspection, stage, staff, staff2):
    MeasuresFactory(starts_on=date(2022, 4, 1), inspection=inspection, publicity=True)
    row = candidate(staff, State.REVIEWED, "")
    with translation.override("zh-hans"), pytest.raises(MoveRefused, match=stage):
        make(row, name, by=staff2)


def test_the_decision_is_the_leaders_or_where_none_is_asked_a_second_clerks(staff, staff2, leader):
    for place, leader_approval in enumerate((True, False)):
        version = MeasuresFactory(
            starts_on=date(2022, 5, 1 + place), leader_approval=leader_approval
        )
        row = candidate(staff, State.PROPOSED, "")
        AppointmentFactory(
            registration=row, officer=row.officer, measures=version, proposed_by=staff
        )
        decision = {"appoint", *BACK.split()}
        assert moves_of(row, leader) == decision
        assert moves_of(row, staff2) == (set() if leader_approval else decision)
        assert moves_of(row, staff) == set()


def test_the_submitter_neither_reviews_nor_inspects(staff):
    MeasuresFactory(starts_on=date(2022, 4, 1), inspection=True)
    assert not moves_of(candidate(staff, State.SUBMITTED, ""), staff) & set(REVIEW.split())
    assert not moves_of(candidate(staff, State.REVIEWED, ""), staff) & {
        "inspect",
        "fail_inspection",
    }
