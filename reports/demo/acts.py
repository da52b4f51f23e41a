"""The trail of the demonstration: the acts that would have led to its records."""

from datetime import datetime

from django.db import models

from accounts import trail
from accounts.models import TrailEntry, User


class Acts:
    """Collects acts while records are created, and writes them in chronological order."""

    def __init__(self, *, kept: bool = True) -> None:
        self.kept = kept
        self.entries: list[TrailEntry] = []

    def add(  # noqa: PLR0917
        self,
        act: str,
        row: models.Model,
        at: datetime,
        by: User | None,
        before: str = "",
        after: str = "",
        note: str = "",
    ) -> None:
        """Record that `by` did `act` to the saved `row` at a time; does nothing without a user."""
        if by is None or not self.kept:
            return
        entry = TrailEntry(
            at=at,
            by=by.username,
            by_name=by.full_name,
            role=by.role,
            act=act,
            target=row._meta.label,
        )
        entry.target_id, entry.subject = row.pk, str(row)[:200]
        entry.before, entry.after, entry.note = before, after, note
        self.entries.append(entry)

    def write(self) -> None:
        """Write the collected acts to the trail."""
        trail.extend(sorted(self.entries, key=lambda entry: entry.at))
        self.entries = []
