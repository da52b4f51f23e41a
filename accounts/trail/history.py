"""A record's history: acts of the trail merged with changes of fields, latest first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import TrailEntry, User, kept
from accounts.models.trail import FORMER_LABELS
from accounts.trail.acts import ACTS
from accounts.trail.versions import (
    Differing,
    FieldChange,
    VersionChange,
    Words,
    differing,
    steps,
    steps_of_parts,
)
from jingyan.badges import tone
from jingyan.lazy_text import LazyText
from jingyan.tables import DASH

# Commands write no act ids, and neither did the first release. An action saves, then writes its
# entry: without ids, versions saved at most this long before belong to it.
ONE_ACT = timedelta(seconds=30)


@dataclass(frozen=True)
class ActDescription:
    """An entry of the trail in words."""

    entry: TrailEntry
    label: str | LazyText
    before: str
    after: str

    @property
    def tone(self) -> str:
        """The tone of the state that the record was left in."""
        return tone(self.entry.after)


@dataclass
class HistoryEntry:
    """One entry of the history, with the fields that it changed."""

    at: datetime
    label: str | LazyText
    by: str
    role: str | LazyText = ""
    before: str = ""
    after: str = ""
    tone: str = ""
    note: str = ""
    changes: list[FieldChange] = field(default_factory=list)


@dataclass
class _ActGroup:
    """An entry of the trail, or a change without one (None), with its versions."""

    entry: TrailEntry | None
    steps: list[VersionChange] = field(default_factory=list)

    def differing(self, user: User) -> list[Differing]:
        """What it changed, row by row, without the parts of a record that it created."""
        rows: dict[Any, list[VersionChange]] = {}
        for step in self.steps:
            rows.setdefault(step.row, []).append(step)
        begun = any(step.begins and not step.part for step in self.steps)
        spans = ((some[0], some[-1]) for some in rows.values())
        return [
            differing(first.before, last.after, user, part=first.part)
            for first, last in spans
            if not (begun and first.part)
        ]


def history(row: models.Model, user: User, *, notes: bool = True) -> list[HistoryEntry]:
    """All that happened to `row` and its parts, latest first; without `notes` for readers who may
    not see opinions.
    """
    acts = _matched(list(TrailEntry.objects.of(row)), steps(row) + steps_of_parts(row))
    changed_rows = [(act, act.differing(user)) for act in acts]
    words = Words(user)
    words.look_up(changed for _act, rows in changed_rows for changed in rows)
    lines = []
    for act, rows in changed_rows:
        changes = [change for changed in rows for change in words.changes(changed)]
        if act.entry:
            # Notes on records of the programme are hidden from users who don't see those records.
            noted = notes and (user.sees_programme or act.entry.has_technical_note)
            lines.append(_entry_of_act(act.entry, changes or stated(act.entry), noted))
        elif changes or (act.steps[0].by and not act.steps[0].part):
            lines.append(_entry_of_step(act.steps[0], changes))
    return sorted(lines, key=lambda line: line.at)[::-1]


def describe_act(entry: TrailEntry) -> ActDescription:
    """A trail entry with its act and states named as the pages name them."""
    model = _model(entry.target)
    states = dict(getattr(getattr(model, "State", None), "choices", []))
    move = getattr(model, "MOVES", {}).get(entry.act)
    label = move.label if move else ACTS.get(entry.act, entry.act)
    return ActDescription(
        entry,
        label,
        str(states.get(entry.before, entry.before)),
        str(states.get(entry.after, entry.after)),
    )


def stated(entry: TrailEntry) -> list[FieldChange]:
    """The field changes that the entry itself records, for models whose versions are not kept."""
    model = _model(entry.target)
    if model is None or kept(model):
        return []
    fields = {field.name: field for field in model._meta.concrete_fields}
    return [_stated(fields[name], pair) for name, pair in entry.changes.items() if name in fields]


def _stated(field: Any, pair: Any) -> FieldChange:
    before, after = pair if isinstance(pair, list) else (None, None)
    return FieldChange(
        capfirst(str(field.verbose_name)), _in_words(field, before), _in_words(field, after)
    )


def _in_words(field: Any, value: Any) -> str | None:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return value if value is None else str(dict(field.flatchoices).get(value, value)) or DASH


def _matched(entries: Sequence[TrailEntry], steps: Iterable[VersionChange]) -> list[_ActGroup]:
    """Group each version under the entry that its author wrote just after it, or else with the
    versions that were saved at the same time.
    """
    acts = [_ActGroup(entry) for entry in entries]
    alone: list[_ActGroup] = []
    for step in steps:
        fitting = [act for act in acts if act.entry and _belongs(step, act.entry)]
        beside = fitting or [act for act in alone if _is_beside(step, act.steps)]
        if step.part and step.begins and not (fitting or step.by or step.reason):
            # The initial state of a part when its history began is no act.
            continue
        if beside:
            min(beside, key=lambda act: abs(_moment(act) - step.at)).steps.append(step)
        else:
            alone.append(_ActGroup(None, [step]))
    return acts + alone


def _moment(act: _ActGroup) -> datetime:
    return act.entry.at if act.entry else act.steps[0].at


def _belongs(step: VersionChange, entry: TrailEntry) -> bool:
    # An act upon a record isn't the one that made it.
    fits = step.part or not (step.begins and (entry.before or entry.act == "change"))
    if not fits or step.reason:
        return False
    if step.act_id or entry.act_id:
        return step.act_id == entry.act_id
    past = entry.at - step.at
    # A move writes its entry before the parts that follow from it are written.
    soon = abs(past) <= ONE_ACT if step.part else timedelta() <= past <= ONE_ACT
    return soon and (step.by is None or step.by.username == entry.by)


def _is_beside(step: VersionChange, others: Sequence[VersionChange]) -> bool:
    """Whether a change of a part was saved together with `others`, which have no entry."""
    first = others[0]
    same = (step.by, step.reason, step.act_id) == (first.by, first.reason, first.act_id)
    soon = bool(step.act_id) or abs(step.at - first.at) <= ONE_ACT
    return same and soon and step.part and all(other.row != step.row for other in others)


def _entry_of_act(entry: TrailEntry, changes: list[FieldChange], notes: bool) -> HistoryEntry:
    act = describe_act(entry)
    return HistoryEntry(
        entry.at,
        act.label,
        entry.by_name or entry.by,
        entry.get_role_display(),
        act.before,
        act.after,
        act.tone,
        entry.note if notes else "",
        changes,
    )


def _entry_of_step(step: VersionChange, changes: list[FieldChange]) -> HistoryEntry:
    act = step.reason or ("create" if step.begins else "change")
    by = step.by
    return HistoryEntry(
        step.at,
        ACTS.get(act, act),
        str(by or ""),
        by.get_role_display() if by else "",
        changes=changes,
    )


def _model(label: str) -> type[models.Model] | None:
    try:
        return apps.get_model(FORMER_LABELS.get(label, label))
    except (LookupError, ValueError):
        return None
