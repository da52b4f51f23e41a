"""The records that a user started, with their current states."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from jingyan.badges import tone
from jingyan.lazy_text import LazyText
from reports.desk.machines import MACHINES, DeskRecordKind, united

LATEST = 8


@dataclass(frozen=True)
class Started:
    """One record that the user entered or proposed."""

    kind: str | LazyText
    words: str
    url: str
    state: str
    state_label: str
    since: datetime | None

    @property
    def tone(self) -> str:
        """The tone of the state."""
        return tone(self.state)


def started_by(user: User) -> list[Started]:
    """The latest records that `user` started, the most recently changed first; one query."""
    parts = list(_parts(user))
    lines = sorted(
        united(parts), key=lambda line: (line.since is not None, line.since, line.pk), reverse=True
    )
    return [_started(MACHINES[line.kind_number], line) for line in lines[:LATEST]]


def _parts(user: User) -> Iterator[QuerySet[Any]]:
    for machine in MACHINES:
        if user.may(machine.view):
            own = machine.model.objects.visible_to(user).filter(**{machine.author: user})
            yield machine.named().filter(pk__in=own.order_by("-pk").values("pk")[:LATEST])


def _started(machine: DeskRecordKind, line: Any) -> Started:
    return Started(
        kind=machine.model._meta.verbose_name,
        words=machine.title(line),
        url=machine.url("detail", line.pk),
        state=line.state_now,
        state_label=str(dict(machine.model.State.choices)[line.state_now]),
        since=line.since,
    )
