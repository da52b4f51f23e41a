"""What waits for a user: rows from which a move of theirs leads on, read from the tables of all state machines."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise

from accounts.history import Act, act_in_words
from accounts.models import Town, TrailEntry, User
from accounts.moves import Move
from evaluations.models import Evaluation
from jingyan.periods import quarter_of
from officers.actions import publicity_asked
from officers.models import Appointment, Objection, Publicity, Registration
from pairings.models import Contribution, Meeting, Pairing
from reports import places
from reports.figures.computed import owed_meetings
from reports.models import Issue
from villages.models import Demand

OLDEST = 5
LATEST_ACTS = 8


@dataclass(frozen=True)
class Machine:
    """One kind of record that goes through states, and what its rows need to be named."""

    model: Any
    view: str
    related: tuple[str, ...] = ()
    # How a row is called here, where its own words say too little or too much.
    words: Callable[[Any], str] = str
    # Move → the rows of its source states that are ripe for it, where the state alone doesn't tell.
    ripe: Mapping[str, Callable[[], Q]] = field(default_factory=dict)


def _ripe_to_propose(*, asked: bool) -> Q:
    return Q(state=Registration.State.CLEARED) if asked else Q()


def _ripe_to_publicise(*, asked: bool) -> Q:
    return Q(state=Registration.State.REVIEWED) if asked else Q(pk__in=[])


MACHINES = (
    Machine(
        Registration,
        "registrations.view",
        ("officer",),
        ripe={
            "propose": lambda: _ripe_to_propose(asked=publicity_asked()),
            "publicise": lambda: _ripe_to_publicise(asked=publicity_asked()),
        },
    ),
    Machine(Publicity, "publicities.view", ripe={"close": lambda: Q(closes_on__lt=timezone.localdate())}),
    Machine(Objection, "publicities.view", ("entry__registration__officer",)),
    Machine(Appointment, "appointments.view", ("officer",)),
    Machine(Pairing, "pairings.view", ("officer", "village")),
    Machine(Demand, "demands.view", ("village",), lambda row: f"{row.village} {row}"),
    Machine(Meeting, "meetings.view", ("town",)),
    Machine(Contribution, "contributions.view"),
    Machine(Evaluation, "evaluations.view", ("pairing__officer", "pairing__village"), lambda row: str(row.pairing)),
    Machine(Issue, "reports.view", ("town", "village")),
)


@dataclass(frozen=True)
class Waiting:
    """The rows of one kind in one state, with the moves that lead on; `rows` names the oldest few, with their pages."""

    kind: str | Promise
    state: str
    state_label: str | Promise
    moves: list[str | Promise]
    count: int
    rows: list[tuple[str, str]]
    list_url: str


def waiting_for(user: User) -> list[Waiting]:
    """Everything that waits for `user`, in two queries a kind of record."""
    return [group for machine in MACHINES if user.may(machine.view) for group in _of_machine(machine, user)]


def _of_machine(machine: Machine, user: User) -> Iterable[Waiting]:
    moves = {name: move for name, move in machine.model.MOVES.items() if _leads_on(machine, name, move, user)}
    if not moves:
        return
    open_rows = machine.model.objects.visible_to(user).filter(_open(machine, moves, user)).order_by()
    counts = dict(open_rows.values_list("state").annotate(Count("pk")))
    if not counts:
        return
    rank = Window(RowNumber(), partition_by=F("state"), order_by=F("pk").asc())
    oldest = list(
        open_rows.annotate(rank=rank).filter(rank__lte=OLDEST).select_related(*machine.related).order_by("pk")
    )
    labels = dict(machine.model.State.choices)
    for state in (state for state in machine.model.State.values if state in counts):
        yield Waiting(
            kind=machine.model._meta.verbose_name_plural,
            state=state,
            state_label=labels[state],
            moves=list(dict.fromkeys(str(move.label) for move in moves.values() if state in move.sources)),
            count=counts[state],
            rows=[(machine.words(row), _url(machine, "detail", row.pk)) for row in oldest if row.state == state],
            list_url=f"{_url(machine, 'list')}?state={state}",
        )


def _leads_on(machine: Machine, name: str, move: Move, user: User) -> bool:
    """Whether a move brings a record forward by `user`'s hand: not back or out of the way, and with a button."""
    forward = not move.asks_reason and move.style != "secondary"
    return forward and user.may(move.permission) and _has_door(machine, name, move)


def _has_door(machine: Machine, name: str, move: Move) -> bool:
    """Whether a page makes this move: of one record, or of many at once."""
    if not move.door:
        return bool(_url(machine, name, 0))
    try:
        return bool(reverse(move.door))
    except NoReverseMatch:
        return False


def _open(machine: Machine, moves: Mapping[str, Move], user: User) -> Q:
    """The rows on which one of the moves is open to `user`: ripe, in a source state, and not excluded by four eyes."""
    found = Q()
    for name_of_move, move in moves.items():
        ripe = machine.ripe[name_of_move]() if name_of_move in machine.ripe else Q()
        mine = Q()
        for name in move.not_by:
            mine |= Q(**{f"{name}_id": user.pk, f"{name}__isnull": False})
        found |= Q(state__in=move.sources) & ripe & (~mine if mine else Q())
    return found


def _url(machine: Machine, what: str, *args: int) -> str:
    """The page, or move, of a record; empty where there is none."""
    subject = re.sub(r"(?<!^)(?=[A-Z])", "_", machine.model.__name__).lower()
    try:
        return reverse(f"{machine.model._meta.app_label}:{subject}_{what}", args=args)
    except NoReverseMatch:
        return ""


def meetings_due(user: User) -> list[Town]:
    """The towns in sight that owe this quarter's meeting and have neither held it nor said why not."""
    if not user.may("meetings.log"):
        return []
    place, quarter = places.of_user(user), quarter_of(timezone.localdate())
    owed = {town for town, _code in owed_meetings([quarter], place)}
    told = Meeting.objects.visible_to(user).filter(quarter=quarter.code)
    done = told.exclude(state__in=[Meeting.State.DRAFT, Meeting.State.OPEN]).values("town")
    return list(Town.objects.visible_to(user).filter(pk__in=owed).exclude(pk__in=done))


def done_by(user: User) -> list[Act]:
    """The user's own latest acts on records, in words; coming and going is none."""
    own = TrailEntry.objects.filter(by=user.username).exclude(target__in=["", User._meta.label])
    return [act_in_words(entry) for entry in own.order_by("-pk")[:LATEST_ACTS]]
