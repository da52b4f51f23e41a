"""What a version of a plan says otherwise than the one before: its words, and its measures added,
changed, removed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from jingyan.lazy_text import LazyText
from pairings.models import Plan, Promise

TEXTS = ("ends_on", "goals", "support")
TERMS = ("title", "due_on", "quantity", "budget", "unplanned")


@dataclass(frozen=True)
class Changed:
    """One thing that says something else now."""

    label: str | LazyText
    before: Any
    after: Any


@dataclass(frozen=True)
class PlanDifference:
    """Everything in which two versions differ."""

    texts: Sequence[Changed]
    added: Sequence[Promise]
    removed: Sequence[Promise]
    changed: Sequence[tuple[Promise, Sequence[Changed]]]

    @property
    def is_empty(self) -> bool:
        """Whether both say the same."""
        return not (self.texts or self.added or self.removed or self.changed)


def between(old: Plan, new: Plan) -> PlanDifference:
    """What `new` says otherwise than `old`; two queries for the measures of each."""
    before = {row.pk: row for row in old.promises.prefetch_related("demands")}
    now = list(new.promises.prefetch_related("demands"))
    followed = {row.follows_id for row in now}
    carried = [(before[row.follows_id], row) for row in now if row.follows_id in before]
    changed = [(row, differences) for was, row in carried if (differences := _terms(was, row))]
    return PlanDifference(
        texts=_fields(old, new, TEXTS),
        added=[row for row in now if row.follows_id not in before],
        removed=[row for pk, row in before.items() if pk not in followed],
        changed=changed,
    )


def _terms(was: Promise, row: Promise) -> list[Changed]:
    differences = _fields(was, row, TERMS)
    demands = [
        "、".join(sorted(str(demand) for demand in side.demands.all())) for side in (was, row)
    ]
    if demands[0] != demands[1]:
        differences.append(Changed(Promise._meta.get_field("demands").verbose_name, *demands))
    return differences


def _fields(was: Any, now: Any, names: Sequence[str]) -> list[Changed]:
    return [
        Changed(_label(type(was), name), getattr(was, name), getattr(now, name))
        for name in names
        if getattr(was, name) != getattr(now, name)
    ]


def _label(model: Any, name: str) -> str | LazyText:
    field = "value" if name == "quantity" else name
    label: str | LazyText = model._meta.get_field(field).verbose_name
    return label
