"""State machines: a model lists its `MOVES`, and `make` makes one. Buttons, the page of roles and
tests read the same table.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts import trail
from accounts.models import CHANGED_BY, User, acting
from jingyan.lazy_text import LazyText

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True)
class Move:
    """One transition of a state machine: from any of `sources` to `target`."""

    label: str | LazyText
    sources: frozenset[str]
    target: str
    permission: str
    # Fields that name users who must not make this move, whatever their role (four eyes);
    # "officer__user" is the account of an officer, `CHANGED_BY` all users who have changed an
    # `Authored` record.
    not_by: tuple[str, ...] = ()
    asks_reason: bool = False
    # The reason is confidential: the action stores it on the row, and the trail does not record it.
    confidential: bool = False
    # How the button looks: primary, success, secondary or danger.
    style: str = "primary"
    # The URL name of the view that makes this move, if it isn't "<app>:<model>_<move>": a view of a
    # higher app, or one for many rows, whose URL takes no key.
    door: str = ""
    # Why the move isn't possible on a row, its state apart, in words for the user; "" if it is.
    # It hides the button, and `make` refuses with it.
    unless: Callable[[Any, User], str | LazyText] = lambda _row, _user: ""

    def allows(self, row: models.Model, user: User) -> bool:
        """Whether `user` may make this move on `row`, regardless of its state."""
        return self.is_for(row, user) and self.leaves_to(row, user)

    def leaves_to(self, row: models.Model, user: User) -> bool:
        """Whether the four-eyes rule allows the move to `user`, regardless of role."""
        return not any(_names(row, name, user) for name in self.not_by)

    def is_for(self, _row: models.Model, user: User) -> bool:
        """Whether the role of `user` allows the move."""
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
    """Make the move `name` on `row`: lock it, check that the move is open to `by`, set `changes`
    with the state, and write a trail entry. Returns the locked row.

    Raises the model's DoesNotExist if `by` can't see the row, PermissionDenied, or MoveRefused.
    """
    model: Any = type(row)
    move: Move = model.MOVES[name]
    # A row that the user can't see is treated as missing.
    rows = model._default_manager
    fresh: Any = rows.visible_to(by).select_for_update(no_key=True, of=("self",)).get(pk=row.pk)
    require_open(fresh, move, by=by)
    if move.asks_reason and not reason.strip():
        raise MoveRefused(_("Say why: “%(move)s” needs a reason.") % {"move": move.label})
    before, fresh.state = fresh.state, move.target
    for attribute, value in (changes or {}).items():
        setattr(fresh, attribute, value)
    with acting(by):
        fresh.save(update_fields=["state", *(changes or {})])
    note = "" if move.confidential else reason.strip()
    trail.write(name, fresh, by=by, before=before, after=fresh.state, note=note)
    return cast("M", fresh)


def require_open(row: Any, move: Move, *, by: User) -> None:
    """Raise PermissionDenied or MoveRefused unless `by` may make `move` on `row` now."""
    if not move.allows(row, by):
        raise PermissionDenied(four_eyes_message() if move.is_for(row, by) else "")
    if row.state not in move.sources:
        raise MoveRefused(
            _(
                "“%(move)s” is not possible: %(row)s is now “%(state)s”. Reload the page to see "
                "what changed."
            )
            % {"move": move.label, "row": row, "state": row.get_state_display()}
        )
    if refusal := move.unless(row, by):
        raise MoveRefused(str(refusal))


def four_eyes_message() -> str:
    """The refusal for a user whose role allows the step but who entered or checked the record."""
    return _(
        "You can't take this step: you entered or checked this record, so someone else must take "
        "the next one."
    )


def available_moves(row: Any, user: User) -> list[OpenMove]:
    """The moves `user` may make from here, for the buttons on a page."""
    return [
        OpenMove(name, move)
        for name, move in row.MOVES.items()
        if row.state in move.sources and move.allows(row, user) and not move.unless(row, user)
    ]
