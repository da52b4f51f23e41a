"""Moves that depend on the stages which the measures in force ask for, or on who has looked at the
row.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils import timezone

from accounts.models import User
from accounts.moves import Move
from officers.models.rules import Measures


@dataclass(frozen=True)
class Stage(Move):
    """A move that the measures in force may put an inspection, or a publicity too, before."""

    publicity_first: bool = False

    def allows(self, row: Any, user: User) -> bool:
        """Whether `user` may make this move on `row`, and it has passed the required stages."""
        if not super().allows(row, user) or (inspection_asked() and not row.is_inspected):
            return False
        return row.is_cleared or not (self.publicity_first and publicity_asked())


@dataclass(frozen=True)
class Inspecting(Move):
    """The inspection, open where the measures in force ask for one and none is on file."""

    def allows(self, row: Any, user: User) -> bool:
        """Whether `user` may record the inspection of `row`, its state apart."""
        return super().allows(row, user) and inspection_asked() and not row.is_inspected


@dataclass(frozen=True)
class Unopened(Move):
    """A move that is open until a reviewer has opened the row."""

    def allows(self, row: Any, user: User) -> bool:
        """Whether `user` may make this move on `row`, and no reviewer has opened it."""
        return super().allows(row, user) and row.opened_at is None


class Asked(NamedTuple):
    """The stages between review and proposal that the measures in force ask for."""

    inspection: bool
    publicity: bool


def required_stages() -> Asked:
    """The stages that the measures in force today ask for; without any measures, the publicity."""
    version = (
        Measures.objects.filter(starts_on__lte=timezone.localdate()).order_by("-starts_on").first()
    )
    return (
        Asked(version.inspection, version.publicity)
        if version
        else Asked(inspection=False, publicity=True)
    )


def publicity_asked() -> bool:
    """Whether the measures in force today put a publicity before the appointment."""
    return required_stages().publicity


def inspection_asked() -> bool:
    """Whether the measures in force today put an inspection behind the review."""
    return required_stages().inspection
