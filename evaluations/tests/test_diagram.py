"""The state diagram of an evaluation, spelled out independently of the code."""

import pytest

from accounts.moves import available_moves
from evaluations.models import Evaluation

pytestmark = pytest.mark.django_db
CAST = ("administrator", "staff", "liaison", "leader", "officer_user", "auditor")
# state × role → the moves on a sheet that other people scored and reviewed
DIAGRAM = {
    "open": {"staff": "score restart"},
    "scored": {"staff": "review send_back"},
    "reviewed": {"staff": "send_back", "leader": "approve"},
    "approved": {"staff": "publicise", "leader": "settle"},
    "publicised": {"staff": "unpublish finish decide_anew"},
    "appealed": {},
    "final": {"staff": "hold"},
}
TARGETS = {
    "score": "scored",
    "review": "reviewed",
    "send_back": "open",
    "approve": "approved",
    "restart": "open",
    "publicise": "publicised",
    "unpublish": "approved",
    "finish": "final",
    "hold": "publicised",
    "decide_anew": "open",
    "settle": "final",
}


@pytest.mark.parametrize("state", DIAGRAM)
@pytest.mark.parametrize("role", CAST)
def test_each_role_finds_its_moves(request, state, role):
    found = {
        move.name
        for move in available_moves(Evaluation(state=state), request.getfixturevalue(role))
    }
    assert found == set(DIAGRAM[state].get(role, "").split())


def test_every_state_is_in_the_diagram():
    assert set(DIAGRAM) == set(Evaluation.State.values)


def test_every_move_leads_where_the_diagram_says():
    assert {name: move.target for name, move in Evaluation.MOVES.items()} == TARGETS


def test_moves_that_discard_work_require_a_reason():
    assert {name for name, move in Evaluation.MOVES.items() if move.asks_reason} == {
        "send_back",
        "restart",
    }


def test_no_one_reviews_or_approves_a_sheet_they_scored(staff, leader):
    assert not available_moves(Evaluation(state="scored", scored_by=staff), staff)
    assert not available_moves(Evaluation(state="reviewed", scored_by=leader), leader)
    assert not available_moves(Evaluation(state="reviewed", reviewed_by=leader), leader)
