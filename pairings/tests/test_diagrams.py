"""The expected state diagrams: state × role → the moves on a row that another user entered."""

import pytest

from accounts.models import Town
from accounts.moves import available_moves
from pairings.models import (
    ActionPoint,
    Contribution,
    FundUse,
    HandOver,
    Meeting,
    Pairing,
    Plan,
    Promise,
)

pytestmark = pytest.mark.django_db
CAST = ("administrator", "staff", "liaison", "leader", "officer_user", "auditor")

PAIRING = {
    "proposed": {"staff": "approve reject", "leader": "approve reject"},
    "active": {"staff": "end"},
    "rejected": {},
    "ended": {},
}
MEETING = {
    "draft": {"staff": "announce skip", "liaison": "announce skip"},
    "open": {"staff": "hold skip", "liaison": "hold skip"},
    "held": {"staff": "close", "liaison": "close"},
    "closed": {},
    "skipped": {},
}
CONTRIBUTION = {
    "reported": {
        "staff": "verify send_back withdraw",
        "liaison": "verify send_back",
    },
    "town_verified": {"staff": "confirm send_back", "liaison": "send_back"},
    "county_confirmed": {},
    "returned": {"staff": "report_again withdraw"},
    "withdrawn": {},
}
HAND_OVER = {"open": {"staff": "sign", "liaison": "sign", "officer_user": "sign"}, "signed": {}}
FUND_USE = {"entered": {"staff": "void"}, "void": {}}
WRITERS = ("staff", "liaison", "officer_user")
PLAN = {
    "draft": dict.fromkeys(WRITERS, "submit"),
    "signing": dict.fromkeys(WRITERS, "send_back sign"),
    "signed": dict.fromkeys(WRITERS, "supersede"),
    "superseded": {},
}
PROMISE = {
    "promised": {"staff": "start break", "liaison": "start break", "officer_user": "start"},
    "delivering": {"staff": "deliver break", "liaison": "deliver break", "officer_user": "deliver"},
    "delivered": {"staff": "verify send_back break", "liaison": "verify send_back break"},
    "verified": {},
    "broken": {},
}
ACTION_POINT = {
    "open": dict.fromkeys(WRITERS, "finish"),
    "done": {"staff": "verify reopen", "liaison": "verify reopen"},
    "verified": {},
}
TARGETS = {
    ActionPoint: {"finish": "done", "verify": "verified", "reopen": "open"},
    Plan: {"submit": "signing", "send_back": "draft", "sign": "signed", "supersede": "superseded"},
    Promise: {
        "start": "delivering",
        "deliver": "delivered",
        "verify": "verified",
        "send_back": "delivering",
        "break": "broken",
    },
    HandOver: {"sign": "signed"},
    FundUse: {"void": "void"},
    Pairing: {"approve": "active", "reject": "rejected", "end": "ended"},
    Meeting: {"announce": "open", "hold": "held", "close": "closed", "skip": "skipped"},
    Contribution: {
        "verify": "town_verified",
        "confirm": "county_confirmed",
        "confirm_without_town": "county_confirmed",
        "send_back": "returned",
        "report_again": "reported",
        "withdraw": "withdrawn",
    },
}
DIAGRAMS = [
    (Plan, PLAN),
    (Promise, PROMISE),
    (Pairing, PAIRING),
    (Meeting, MEETING),
    (Contribution, CONTRIBUTION),
    (ActionPoint, ACTION_POINT),
    (HandOver, HAND_OVER),
    (FundUse, FUND_USE),
]
STEPS = [(model, diagram, state) for model, diagram in DIAGRAMS for state in diagram]
# A meeting without a town is the county's, which the towns only read. No one but the county verifies
# the contributions of this town.
OF_A_TOWN = {Meeting: {"town_id": 1}, Contribution: {"pk": 0, "town": Town(pk=0)}}


@pytest.mark.parametrize(("model", "diagram", "state"), STEPS)
@pytest.mark.parametrize("role", CAST)
def test_each_role_finds_its_moves(request, model, diagram, state, role):
    row = model(state=state, **OF_A_TOWN.get(model, {}))
    found = {move.name for move in available_moves(row, request.getfixturevalue(role))}
    assert found == set(diagram[state].get(role, "").split())


@pytest.mark.parametrize("state", MEETING)
def test_a_meeting_of_the_county_is_moved_on_by_the_county(state, liaison, staff):
    assert available_moves(Meeting(state=state), liaison) == []
    assert {move.name for move in available_moves(Meeting(state=state), staff)} == set(
        MEETING[state].get("staff", "").split()
    )


def test_a_fact_without_a_town_is_confirmed_by_the_county_at_once(staff):
    assert {move.name for move in available_moves(Contribution(state="reported"), staff)} == {
        "confirm_without_town",
        "send_back",
        "withdraw",
    }


@pytest.mark.parametrize(
    ("state", "moves"), [("reported", {"withdraw"}), ("returned", {"report_again", "withdraw"})]
)
@pytest.mark.parametrize("role", ["liaison", "officer_user"])
def test_who_reported_a_fact_corrects_and_withdraws_it(request, role, state, moves):
    author = request.getfixturevalue(role)
    contribution = Contribution(pk=0, town=Town(pk=0), state=state, entered_by=author)
    assert {move.name for move in available_moves(contribution, author)} == moves


@pytest.mark.parametrize(("model", "diagram"), DIAGRAMS)
def test_every_state_appears_in_the_diagram(model, diagram):
    assert set(diagram) == set(model.State.values)


@pytest.mark.parametrize(("model", "targets"), TARGETS.items())
def test_every_move_leads_where_the_diagram_says(model, targets):
    assert {name: move.target for name, move in model.MOVES.items()} == targets


def test_a_reason_is_required_for_adverse_moves():
    asking = {
        (model.__name__, name)
        for model in TARGETS
        for name, move in model.MOVES.items()
        if move.asks_reason
    }
    assert asking == {
        ("Pairing", "reject"),
        ("Pairing", "end"),
        ("Meeting", "skip"),
        ("Contribution", "send_back"),
        ("Contribution", "withdraw"),
        ("Plan", "send_back"),
        ("Promise", "send_back"),
        ("Promise", "break"),
        ("ActionPoint", "reopen"),
        ("FundUse", "void"),
    }


def test_who_proposed_a_pairing_decides_nothing_about_it(staff):
    assert available_moves(Pairing(state="proposed", proposed_by=staff), staff) == []


def test_who_entered_or_verified_a_fact_does_not_confirm_it(staff):
    entered = Contribution(state="town_verified", entered_by=staff)
    verified = Contribution(state="town_verified", verified_by=staff)
    assert available_moves(entered, staff) == []
    assert [move.name for move in available_moves(verified, staff)] == ["send_back"]


def test_neither_the_owner_nor_who_reported_it_verifies_an_action_point(liaison):
    for mine in ({"owner": liaison}, {"done_by": liaison}):
        assert [
            move.name for move in available_moves(ActionPoint(state="done", **mine), liaison)
        ] == ["reopen"]
