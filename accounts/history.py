"""A record's history: acts of the trail and changes of fields as one, latest first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.functional import Promise

from accounts.acts import ACTS
from accounts.changes import Change, Step, Words, differing, steps
from accounts.models import TrailEntry, User
from jingyan.badges import tone

# An action saves, then writes its entry: what was saved at most this long before belongs to it.
ONE_ACT = timedelta(seconds=30)


@dataclass(frozen=True)
class Act:
    """An entry of the trail in words."""

    entry: TrailEntry
    label: str | Promise
    before: str
    after: str

    @property
    def tone(self) -> str:
        """The tone of the state that the record was left in."""
        return tone(self.entry.after)


@dataclass
class Told:
    """One line of the history, with the fields that changed by it."""

    at: datetime
    label: str | Promise
    by: str
    role: str | Promise = ""
    before: str = ""
    after: str = ""
    tone: str = ""
    note: str = ""
    changes: list[Change] = field(default_factory=list)


@dataclass
class _Act:
    """An entry of the trail, or a change that none tells of, with the versions that it left."""

    entry: TrailEntry | None
    steps: list[Step] = field(default_factory=list)

    @property
    def span(self) -> tuple[Any, Any]:
        """The versions before and after; before the first one there is none."""
        return (self.steps[0].before, self.steps[-1].after) if self.steps else (None, None)


def history(row: models.Model, user: User, *, notes: bool = True) -> list[Told]:
    """All that happened to `row`, latest first; without `notes` for readers who may not see opinions."""
    acts = _matched(list(TrailEntry.objects.of(row)), steps(row))
    model, words = type(row), Words(type(row), user)
    told = [(act, differing(model, *act.span, user), *act.span) for act in acts]
    words.look_up((fields, before, after) for _act, fields, before, after in told)
    lines = []
    for act, fields, before, after in told:
        changes = [words.change(changed, before, after) for changed in fields]
        if act.entry:
            lines.append(_entry_told(act.entry, changes, notes))
        elif changes or act.steps[0].by:
            lines.append(_step_told(act.steps[0], changes))
    return sorted(lines, key=lambda line: line.at)[::-1]


def act_in_words(entry: TrailEntry) -> Act:
    """A trail entry with its act and states named as the pages name them."""
    model = _model(entry.target)
    states = dict(getattr(getattr(model, "State", None), "choices", []))
    move = getattr(model, "MOVES", {}).get(entry.act)
    label = move.label if move else ACTS.get(entry.act, entry.act)
    return Act(entry, label, str(states.get(entry.before, entry.before)), str(states.get(entry.after, entry.after)))


def _matched(entries: Sequence[TrailEntry], found: Iterable[Step]) -> list[_Act]:
    """Each version under the first entry that its author wrote about the record right after."""
    acts = [_Act(entry) for entry in entries]
    alone = []
    for step in found:
        act = next((act for act in acts if act.entry and _belongs(step, act.entry)), None)
        if act is None:
            alone.append(_Act(None, [step]))
        else:
            act.steps.append(step)
    return acts + alone


def _belongs(step: Step, entry: TrailEntry) -> bool:
    soon = timedelta() <= entry.at - step.at <= ONE_ACT
    # An act upon a record isn't the one that made it.
    fits = not (step.begins and (entry.before or entry.act == "change"))
    return soon and fits and not step.reason and (step.by is None or step.by.username == entry.by)


def _entry_told(entry: TrailEntry, changes: list[Change], notes: bool) -> Told:
    act = act_in_words(entry)
    return Told(
        entry.at, act.label, entry.by_name or entry.by, entry.get_role_display(), act.before, act.after, act.tone,
        entry.note if notes else "", changes,
    )  # fmt: skip


def _step_told(step: Step, changes: list[Change]) -> Told:
    act = step.reason or ("create" if step.begins else "change")
    by = step.by
    return Told(step.at, ACTS.get(act, act), str(by or ""), by.get_role_display() if by else "", changes=changes)


def _model(label: str) -> type[models.Model] | None:
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None
