"""The trail of the demonstration: what people would have done to bring its records where they are.
"""

from datetime import datetime

from django.db import models

from accounts import trail
from accounts.models import TrailEntry, User


class Acts:
    """Collects acts while records are made and writes them in the order of time."""

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
        """Note that `by` did `act` to the saved `row` at a time; without a person nothing was done.
        """
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
        """Enter them in the trail."""
        trail.extend(sorted(self.entries, key=lambda entry: entry.at))
        self.entries = []
