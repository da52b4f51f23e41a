"""The kinds of record with a state machine, and how the workbench names their rows without loading
whole records.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    CharField,
    DateTimeField,
    Expression,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Cast, Coalesce
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import TrailEntry, User
from evaluations.models import Evaluation
from jingyan.periods import parse_period
from officers.models import Appointment, Objection, Publicity, Registration
from officers.models.stages import required_stages
from pairings.actions.plan import unsigned_by
from pairings.models import ActionPoint, Contribution, Meeting, Pairing, Plan, Promise
from pairings.models.action_point import owned_by
from reports.models import Issue
from villages.models import Demand

NAMES = ("name_1", "name_2", "name_3")


def _side_by_side(*names: str) -> str:
    return " ".join(filter(None, names))


def _pair(officer: str, village: str) -> str:
    return f"{officer} – {village}"


def _of_quarter(town: str, quarter: str) -> str:
    place = town or _("County")
    return f"{place} {parse_period(quarter).label()}"


def _report(period: str, village: str, town: str) -> str:
    place = village or town or _("Whole county")
    return f"{parse_period(period).label()} {place}"


# Move → state → the condition on rows that are ready for the move. A move that isn't listed is
# possible for every row in its source states.
Ripe = Mapping[str, Mapping[str, Q]]


def _registrations_ripe(_user: User) -> Ripe:
    """Between review and proposal come the inspection and the publicity, if the measures require
    them.
    """
    state, required = Registration.State, required_stages()
    inspected = Q(inspection__suitable=True)
    passed_inspection = inspected if required.inspection else Q()
    inspect: dict[str, Q] = (
        {state.REVIEWED: ~inspected, state.CLEARED: ~inspected} if required.inspection else {}
    )
    reviewed: dict[str, Q] = {state.REVIEWED: passed_inspection, state.INSPECTED: Q()}
    return {
        "inspect": inspect,
        "inspect_cleared": inspect,
        "publicise": reviewed if required.publicity else {},
        "propose": {**({} if required.publicity else reviewed), state.CLEARED: passed_inspection},
    }


def _publicities_ripe(_user: User) -> Ripe:
    return {"close": {Publicity.State.RUNNING: Q(closes_on__lt=timezone.localdate())}}


def _plans_ripe(user: User) -> Ripe:
    """Plans of active pairings; for signing, only those that lack a signature of the user's."""
    runs = Q(pairing__state=Pairing.State.ACTIVE)
    return {
        "submit": {Plan.State.DRAFT: runs},
        "sign": {Plan.State.SIGNING: runs & unsigned_by(user)},
    }


def _promises_ripe(_user: User) -> Ripe:
    """Promises of signed plans, and promises outside any plan."""
    state, in_force = Promise.State, Q(plan=None) | Q(plan__state=Plan.State.SIGNED)
    return {
        "start": {state.PROMISED: in_force},
        "deliver": {state.DELIVERING: in_force},
        "verify": {state.DELIVERED: in_force},
    }


def _points_ripe(user: User) -> Ripe:
    """Only the user's own action points."""
    return {"finish": {ActionPoint.State.OPEN: owned_by(user)}}


@dataclass(frozen=True)
class DeskRecordKind:
    """One kind of record: the columns that name a row, and the fields for its author and start."""

    model: Any
    view: str
    names: tuple[str, ...]
    words: Callable[..., str] = _side_by_side
    author: str = ""
    began: str = ""
    # Moves that can be made from the workbench, since its row shows enough to decide.
    at_once: frozenset[str] = frozenset()
    ripe: Callable[[User], Ripe] = lambda _user: {}

    def url(self, what: str, *args: int) -> str:
        """The URL of a record's page or move (`what`); empty if there is none."""
        subject = re.sub(r"(?<!^)(?=[A-Z])", "_", self.model.__name__).lower()
        return url_of(f"{self.model._meta.app_label}:{subject}_{what}", *args)

    def named(self, **columns: Any) -> "QuerySet[Any]":
        """All rows with the columns that name them and with `columns`. The columns are the same for
        every kind, so that the queries can be combined by UNION.
        """
        names = {
            alias: _text(path) for alias, path in zip(NAMES, (*self.names, "", ""), strict=False)
        }
        since = Coalesce(
            self._last_step(), F(self.began) if self.began else None, output_field=DateTimeField()
        )
        rows = self.model._base_manager.order_by().annotate(
            kind_number=Value(MACHINES.index(self), IntegerField()),
            state_now=Cast("state", CharField()),
            since=since,
            **names,
            **columns,
        )
        names_and_columns = ("kind_number", "pk", "state_now", "since", *NAMES, *columns)
        values: QuerySet[Any, Any] = rows.values_list(*names_and_columns, named=True)
        return values

    def _last_step(self) -> Subquery:
        """When a row entered its current state, according to the trail."""
        steps = TrailEntry.objects.filter(
            target=self.model._meta.label, target_id=OuterRef("pk"), after=OuterRef("state")
        )
        return Subquery(steps.order_by("-pk").values("at")[:1])

    def title(self, line: Any) -> str:
        """The title of a row, from the columns of `named`."""
        return self.words(*[getattr(line, alias) for alias in NAMES[: len(self.names)]])


MACHINES = (
    DeskRecordKind(
        Registration,
        "registrations.view",
        ("officer__name",),
        author="registered_by",
        began="registered_at",
        ripe=_registrations_ripe,
    ),
    DeskRecordKind(
        Publicity,
        "publicities.view",
        ("title",),
        author="created_by",
        began="created_at",
        ripe=_publicities_ripe,
    ),
    DeskRecordKind(
        Objection, "publicities.view", ("entry__name",), author="entered_by", began="entered_at"
    ),
    DeskRecordKind(Appointment, "appointments.view", ("officer__name",), author="proposed_by"),
    DeskRecordKind(
        Pairing, "pairings.view", ("officer__name", "village__name"), _pair, author="proposed_by"
    ),
    DeskRecordKind(
        Demand, "demands.view", ("village__name", "title"), author="entered_by", began="entered_at"
    ),
    DeskRecordKind(
        Plan,
        "plans.view",
        ("pairing__officer__name", "pairing__village__name"),
        _pair,
        author="entered_by",
        began="entered_at",
        ripe=_plans_ripe,
    ),
    DeskRecordKind(
        Promise,
        "promises.view",
        ("village__name", "title"),
        author="entered_by",
        began="entered_at",
        at_once=frozenset({"start"}),
        ripe=_promises_ripe,
    ),
    DeskRecordKind(
        Meeting,
        "meetings.view",
        ("town__name", "quarter"),
        _of_quarter,
        author="entered_by",
        began="entered_at",
        at_once=frozenset({"announce"}),
    ),
    DeskRecordKind(
        ActionPoint,
        "action_points.view",
        ("meeting__town__name", "title"),
        author="entered_by",
        began="entered_at",
        ripe=_points_ripe,
    ),
    DeskRecordKind(
        Contribution,
        "contributions.view",
        ("ref", "title"),
        author="entered_by",
        began="entered_at",
        at_once=frozenset({"verify", "confirm"}),
    ),
    DeskRecordKind(
        Evaluation,
        "evaluations.view",
        ("pairing__officer__name", "pairing__village__name"),
        _pair,
        author="scored_by",
        began="round__opened_at",
    ),
    DeskRecordKind(
        Issue,
        "reports.view",
        ("period", "village__name", "town__name"),
        _report,
        author="requested_by",
        began="as_of",
    ),
)


def united(parts: Sequence["QuerySet[Any]"]) -> Iterable[Any]:
    """The rows of several queries with the same columns, as one UNION query."""
    return parts[0].union(*parts[1:], all=True) if parts else []


def url_of(name: str, *args: int) -> str:
    """The URL of a page; empty if there is no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def _text(path: str) -> Expression:
    empty = Value("", TextField())
    return Coalesce(Cast(path, TextField()), empty) if path else empty
