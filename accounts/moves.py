"""State machines: a model lists its `MOVES`, `make` walks one. Buttons, roles page and tests read
the same table.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts import trail
from accounts.models import CHANGED_BY, User, acting
from jingyan.lazy_text import LazyText

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True)
class Move:
    """One arrow of a state diagram."""

    label: str | LazyText
    sources: frozenset[str]
    target: str
    permission: str
    # Fields that name people who may not make this move, whatever their role (four eyes);
    # "officer__user" is the log-in of an officer, `CHANGED_BY` everybody who has changed an
    # `Authored` record.
    not_by: tuple[str, ...] = ()
    asks_reason: bool = False
    # The reason is for few eyes: the action keeps it on the row, the trail stays without it.
    confidential: bool = False
    # How the button looks: primary, success, secondary or danger.
    style: str = "primary"
    # The URL name of the page that makes this move, where that isn't "<app>:<model>_<move>": one of
    # a higher floor, or one for many rows, whose URL takes no key.
    door: str = ""

    def allows(self, row: models.Model, user: User) -> bool:
        """Whether `user` may make this move on `row`, its state apart."""
        return self.is_for(row, user) and self.leaves_to(row, user)

    def leaves_to(self, row: models.Model, user: User) -> bool:
        """Whether four eyes leave the move to `user`, the role apart."""
        return not any(_names(row, name, user) for name in self.not_by)

    def is_for(self, _row: models.Model, user: User) -> bool:
        """Whether the move is one of the role of `user`."""
        return user.may(self.permission)


def _names(row: Any, path: str, user: User) -> bool:
    """Whether the field of `row` at `path` names `user`."""
    if path == CHANGED_BY:
        return bool(row.is_changed_by(user))
    *way, name = path.split("__")
    for step in way:
        if getattr(row, f"{step}_id") is None:
            return False
        row = getattr(row, step)
    return bool(getattr(row, f"{name}_id") == user.pk)


class MoveRefused(Exception):
    """The move can't be made now; the message says why, in words for the user."""


@dataclass(frozen=True)
class OpenMove:
    """A move that one user may make on one row now: a button."""

    name: str
    move: Move = field(repr=False)


@transaction.atomic
def make(
    row: M, name: str, *, by: User, reason: str = "", changes: Mapping[str, Any] | None = None
) -> M:
    """Walk the move `name` on `row`: locked, permitted, trailed. Sets `changes` with the state;
    returns the fresh row.

    Raises the model's DoesNotExist for a row out of sight, PermissionDenied, or MoveRefused.
    """
    move: Move = row.MOVES[name]  # type: ignore[attr-defined]
    # A row out of the user's sight reads as not there.
    rows: Any = type(row)._default_manager
    fresh: Any = rows.visible_to(by).select_for_update(no_key=True, of=("self",)).get(pk=row.pk)
    if not move.allows(fresh, by):
        raise PermissionDenied(four_eyes_message() if move.is_for(fresh, by) else "")
    if fresh.state not in move.sources:
        raise MoveRefused(
            _(
                "“%(move)s” is not possible: %(row)s is now “%(state)s”. Reload the page to see "
                "what changed."
            )
            % {"move": move.label, "row": fresh, "state": fresh.get_state_display()}
        )
    if move.asks_reason and not reason.strip():
        raise MoveRefused(_("Say why: “%(move)s” needs a reason.") % {"move": move.label})
    before, fresh.state = fresh.state, move.target
    for attribute, value in (changes or {}).items():
        setattr(fresh, attribute, value)
    with acting(by):
        fresh.save(update_fields=["state", *(changes or {})])
    note = "" if move.confidential else reason.strip()
    trail.write(name, fresh, by=by, before=before, after=fresh.state, note=note)
    return fresh  # type: ignore[no-any-return]


def four_eyes_message() -> str:
    """Why a step is not for somebody whose role may make it."""
    return _(
        "This step is not yours: who entered or checked a record leaves the next step to somebody "
        "else."
    )


def available_moves(row: Any, user: User) -> list[OpenMove]:
    """The moves `user` may make from here, for the buttons on a page."""
    return [
        OpenMove(name, move)
        for name, move in row.MOVES.items()
        if row.state in move.sources and move.allows(row, user)
    ]
