"""Records waiting for a user: those that a move of theirs would advance, of every kind."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from itertools import groupby
from operator import or_
from typing import Any
from urllib.parse import urlencode

from django.db.models import CharField, Q, QuerySet, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import CHANGED_BY, Town, User
from accounts.moves import Move
from jingyan.badges import tone
from jingyan.counting import CountUpTo
from jingyan.lazy_text import LazyText
from jingyan.periods import Period, parse_period, quarter_of
from pairings.models import Meeting
from pairings.overviews.meeting_matrix import towns_owing
from reports.desk.machines import MACHINES, DeskRecordKind, united, url_of

OLDEST = 3
# Rows are counted only up to this: more than anyone handles in a day.
CAP = 1000


@dataclass(frozen=True)
class WaitingRecord:
    """One waiting record: its page, since when it waits, and the button that makes the move or
    opens the page for it.
    """

    words: str
    url: str
    since: datetime | None
    label: str | LazyText
    door: str
    # Whether the button makes the move itself, by a POST to `door`.
    posts: bool = False


@dataclass(frozen=True)
class WaitingGroup:
    """The waiting records of one kind in one state; `rows` are the oldest few, `count` is the
    total, up to CAP + 1.
    """

    kind: str | LazyText
    state: str
    state_label: str | LazyText
    count: int
    rows: list[WaitingRecord]
    list_url: str

    @property
    def is_capped(self) -> bool:
        """Whether there are more than CAP."""
        return self.count > CAP

    @property
    def cap(self) -> int:
        """CAP, for the template."""
        return CAP

    @property
    def tone(self) -> str:
        """The tone of the state."""
        return tone(self.state)


@dataclass(frozen=True)
class WaitingCounter:
    """The number of waiting records of one kind, and the position of its first group."""

    label: str | LazyText
    count: int
    is_capped: bool
    place: int


@dataclass(frozen=True)
class _NextMoves:
    """The names of the moves with which a user can advance the records of one kind and state, each
    with the condition on rows that are ready for it.
    """

    machine: DeskRecordKind
    state: str
    moves: dict[str, Q]

    def rows(self, user: User) -> QuerySet[Any]:
        """The oldest waiting rows, each with the number of all as `how_many`."""
        table = self.machine.model.MOVES
        ways = [Q(ripe, _by_four_eyes(table[name], user)) for name, ripe in self.moves.items()]
        # An empty condition matches every row, but Django drops it from an OR.
        open_to_user = reduce(or_, ways) if all(ways) else Q()
        # The state as a condition of its own, so that the database finds the oldest by an index.
        waiting = self.machine.model.objects.visible_to(user).filter(open_to_user, state=self.state)
        oldest = waiting.order_by("pk").values("pk")[:OLDEST]
        return self.machine.named(how_many=CountUpTo(waiting, CAP + 1)).filter(pk__in=oldest)

    def group(self, lines: list[Any]) -> WaitingGroup:
        """The group for the page; `lines` are results of `rows`."""
        return WaitingGroup(
            kind=self.machine.model._meta.verbose_name_plural,
            state=self.state,
            state_label=dict(self.machine.model.State.choices)[self.state],
            count=lines[0].how_many,
            rows=[self._row(line) for line in lines],
            list_url=f"{self.machine.url('list')}?state={self.state}",
        )

    def _row(self, line: Any) -> WaitingRecord:
        page, words = self.machine.url("detail", line.pk), self.machine.title(line)
        if name := self.at_once:
            return WaitingRecord(
                words,
                page,
                line.since,
                self.machine.model.MOVES[name].label,
                self.machine.url(name, line.pk),
                posts=True,
            )
        return WaitingRecord(
            words, page, line.since, pgettext("workbench", "Open"), _back_here(page)
        )

    @property
    def at_once(self) -> str:
        """The name of the move that the button makes without opening the record: the only move, if
        it is one of `DeskRecordKind.at_once`; otherwise empty.
        """
        first, *others = self.moves
        return first if not others and first in self.machine.at_once else ""


def waiting_for(user: User) -> list[WaitingGroup]:
    """The records waiting for `user`, the longest-waiting first in each group; one query over all
    kinds.
    """
    steps = [
        step for machine in MACHINES if user.may(machine.view) for step in _steps(machine, user)
    ]
    by_kind: dict[tuple[int, str], list[Any]] = defaultdict(list)
    for line in sorted(united([step.rows(user) for step in steps]), key=lambda line: line.pk):
        by_kind[line.kind_number, line.state_now].append(line)
    lines = [(step, by_kind[MACHINES.index(step.machine), step.state]) for step in steps]
    return [*_meetings_owed(user), *(step.group(rows) for step, rows in lines if rows)]


def kinds_of(waiting: list[WaitingGroup]) -> list[WaitingCounter]:
    """The counters above the groups, in the order of the page; `place` starts at 1."""
    numbered = groupby(enumerate(waiting, 1), key=lambda item: str(item[1].kind))
    kinds = [list(groups) for _label, groups in numbered]
    return [
        WaitingCounter(
            label=groups[0][1].kind,
            count=sum(min(group.count, CAP) for _place, group in groups),
            is_capped=any(group.is_capped for _place, group in groups),
            place=groups[0][0],
        )
        for groups in kinds
    ]


def _steps(machine: DeskRecordKind, user: User) -> Iterator[_NextMoves]:
    moves = {
        name: move
        for name, move in machine.model.MOVES.items()
        if _leads_on(machine, name, move, user)
    }
    ripe = machine.ripe(user) if moves else {}
    for state in machine.model.State.values:
        here = {
            name: ripe.get(name, {state: Q()}).get(state)
            for name, move in moves.items()
            if state in move.sources
        }
        if possible := {name: rows for name, rows in here.items() if rows is not None}:
            yield _NextMoves(machine, state, possible)


def _leads_on(machine: DeskRecordKind, name: str, move: Move, user: User) -> bool:
    """Whether `user` can advance a record by this move: it leads neither back nor out of the
    process, and it has a page.
    """
    # "success" moves count although some require a reason, such as dismissing an objection.
    forward = move.style == "success" or (not move.asks_reason and move.style != "secondary")
    door = (url_of(move.door) or url_of(move.door, 0)) if move.door else machine.url(name, 0)
    return forward and user.may(move.permission) and bool(door)


def _by_four_eyes(move: Move, user: User) -> Q:
    """The rows on which `user` may make the move under its four-eyes rule."""
    mine = Q()
    for path in move.not_by:
        mine |= (
            Q(changed_by=user.pk)
            if path == CHANGED_BY
            else Q(**{f"{path}_id": user.pk, f"{path}__isnull": False})
        )
    return ~mine if mine else Q()


def _back_here(page: str) -> str:
    """The URL of the record's page, which returns to the workbench once the move is made."""
    return f"{page}?{urlencode({'next': reverse('reports:home')})}" if page else ""


def _meetings_owed(user: User) -> list[WaitingGroup]:
    """The visible towns that owe the meeting of this quarter or the previous one."""
    if not user.may("meetings.log"):
        return []
    now = quarter_of(timezone.localdate())
    parts = [_owing(quarter, user) for quarter in (now.previous(), now)]
    lines = sorted(united(parts), key=lambda line: line.quarter)
    groups = groupby(lines, key=lambda line: line.quarter)
    return [_owed(quarter, list(towns), is_late=quarter != now.code) for quarter, towns in groups]


def _owing(quarter: Period, user: User) -> QuerySet[Any]:
    # A planned meeting is already listed among the meetings.
    planned = Meeting.objects.filter(
        quarter=quarter.code, state__in=["draft", "open"], town__isnull=False
    )
    seen = Town.objects.visible_to(user).order_by().values("pk")
    towns = towns_owing(quarter).filter(pk__in=seen).exclude(pk__in=planned.values("town"))
    rows = towns.order_by().annotate(quarter=Value(quarter.code, CharField()))
    return rows.values_list("quarter", "code", "name", "print_order", named=True)


def _owed(quarter: str, towns: list[Any], *, is_late: bool) -> WaitingGroup:
    rows = []
    for town in sorted(towns, key=lambda town: (town.print_order, town.code))[:OLDEST]:
        query = urlencode({"town": town.code, "quarter": quarter, "next": reverse("reports:home")})
        door = f"{reverse('pairings:meeting_create')}?{query}"
        rows.append(
            WaitingRecord(
                f"{town.name} {parse_period(quarter).label()}", door, None, _("Record"), door
            )
        )
    return WaitingGroup(
        kind=Meeting._meta.verbose_name_plural or "",
        state="missing" if is_late else "due",
        state_label=_("Missing") if is_late else _("Due"),
        count=len(towns),
        rows=rows,
        list_url=f"{reverse('pairings:meeting_list')}?year={quarter[:4]}",
    )
