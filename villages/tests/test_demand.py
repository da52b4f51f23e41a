"""The demand ledger: which role may make which move, spelled out, and the effects of a move."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.models import TrailEntry, User
from accounts.moves import MoveRefused, available_moves, make
from accounts.tests.factories import UserFactory
from villages.actions import demand as actions
from villages.models import Demand
from villages.tests.factories import DemandFactory, VillageFactory

pytestmark = pytest.mark.django_db

HANDLERS = {"staff", "liaison"}
DIAGRAM = {
    "open": {
        "take_up": ("taken_up", HANDLERS | {"officer_user"}),
        "set_aside": ("not_feasible", HANDLERS),
        "carry_over": ("continued", HANDLERS),
    },
    "taken_up": {"start": ("delivering", HANDLERS), "reopen": ("open", HANDLERS)},
    "delivering": {"meet": ("met", HANDLERS), "reopen": ("open", HANDLERS)},
    "met": {},
    "not_feasible": {},
    "continued": {},
}
CAST = ["staff", "liaison", "stranger", "leader", "officer_user", "auditor", "administrator"]


# What a state asks for besides.
WITH = {
    "meet": lambda _later: {"met_on": date(2022, 4, 1), "proof": "验收单"},
    "carry_over": lambda later: {"continued_by": later},
}


def put(demand, state, later):
    """Bring a demand into a state without a move."""
    values = {"met_on": None, "proof": "", "continued_by": None}
    values |= {"met": WITH["meet"], "continued": WITH["carry_over"]}.get(state, lambda _later: {})(
        later
    )
    Demand.objects.filter(pk=demand.pk).update(state=state, **values)


@pytest.fixture
def demand(town):
    return DemandFactory(village=VillageFactory(town=town))


@pytest.mark.parametrize("who", CAST)
@pytest.mark.parametrize("state", [state.value for state in Demand.State])
def test_the_diagram(state, who, demand, request):
    user: User = request.getfixturevalue(who)
    later = DemandFactory(village=demand.village)
    put(demand, state, later)
    for name in Demand.MOVES:
        target, holders = DIAGRAM[state].get(name, (None, set()))
        if who in holders:
            moved = make(
                demand,
                name,
                by=user,
                reason="原因",
                changes=WITH.get(name, lambda _later: {})(later),
            )
            assert moved.state == target
        else:
            with pytest.raises((PermissionDenied, MoveRefused, Demand.DoesNotExist)):
                make(demand, name, by=user, reason="原因")
        put(demand, state, later)


@pytest.mark.parametrize("state", [state.value for state in Demand.State])
def test_the_buttons_are_the_diagram(state, demand, staff):
    demand.state = state
    assert {move.name for move in available_moves(demand, staff)} == set(DIAGRAM[state])


def test_an_officer_takes_up_a_demand_of_any_village_and_keeps_seeing_it(demand, officer_user):
    assert Demand.objects.visible_to(officer_user).get() == demand
    taken = actions.take_up(demand, by=officer_user)
    assert taken.taken_up_by == officer_user
    assert Demand.objects.visible_to(officer_user).get() == demand
    assert not Demand.objects.visible_to(UserFactory(role="officer")).exists()


def test_reopening_frees_the_demand_and_needs_a_reason(demand, liaison):
    actions.take_up(demand, by=liaison)
    with pytest.raises(MoveRefused):
        actions.reopen(demand, by=liaison, reason=" ")
    opened = actions.reopen(demand, by=liaison, reason="企业撤资")
    assert (opened.state, opened.taken_up_by) == ("open", None)
    entry = TrailEntry.objects.of(demand).last()
    assert entry is not None
    assert (entry.act, entry.before, entry.after, entry.note) == (
        "reopen",
        "taken_up",
        "open",
        "企业撤资",
    )


def test_setting_aside_needs_a_reason(demand, staff):
    with pytest.raises(MoveRefused):
        actions.set_aside(demand, by=staff, reason="")


def test_a_liaison_raises_demands_only_for_their_own_town(town, liaison):
    own = DemandFactory.build(village=VillageFactory(town=town), category=DemandFactory().category)
    assert actions.raise_demand(own, by=liaison).entered_by == liaison
    foreign = DemandFactory.build(village=VillageFactory(), category=own.category)
    with pytest.raises(PermissionDenied):
        actions.raise_demand(foreign, by=liaison)


def test_a_demand_raised_in_the_future_is_refused(demand, staff):
    tomorrow = timezone.localdate() + timedelta(days=1)
    later = DemandFactory.build(
        village=demand.village, category=demand.category, raised_on=tomorrow
    )
    with pytest.raises(ValidationError):
        actions.raise_demand(later, by=staff)


def test_the_same_demand_twice_is_refused_with_a_message(demand, staff):
    again = DemandFactory.build(
        village=demand.village,
        category=demand.category,
        title=demand.title,
        raised_on=demand.raised_on,
    )
    with pytest.raises(ValidationError):
        actions.raise_demand(again, by=staff)
    assert Demand.objects.count() == 1


def test_a_demand_changes_only_while_it_is_open(demand, staff, liaison):
    demand.title = "新的说法"
    actions.change_demand(demand, by=liaison)
    entry = TrailEntry.objects.of(demand).get(act="change")
    assert entry.changes["title"][1] == "新的说法"
    actions.take_up(demand, by=staff)
    demand.title = "又一个说法"
    with pytest.raises(MoveRefused):
        actions.change_demand(demand, by=liaison)
    demand.refresh_from_db()
    assert demand.title == "新的说法"
