"""The state machines of all apps, described for the page of roles."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

from accounts.moves import Move
from accounts.roles import MAY, Role
from jingyan.badges import tone
from jingyan.lazy_text import LazyText


@dataclass(frozen=True)
class MoveDescription:
    """One move, described in the active language."""

    label: str | LazyText
    sources: list[tuple[str, str]]
    target: tuple[str, str]
    roles: list[str]
    four_eyes: list[str]
    asks_reason: bool


@dataclass(frozen=True)
class StateMachine:
    """The moves of one model."""

    name: str
    steps: list[MoveDescription]


def state_machines() -> list[StateMachine]:
    """The state machine of every model that has `MOVES`, in the order of the apps."""
    return [
        StateMachine(
            str(model._meta.verbose_name), [_step(model, move) for move in model_moves.values()]
        )
        for model, model_moves in tables()
    ]


def tables() -> Iterator[tuple[type[models.Model], dict[str, Move]]]:
    """Each model that has a `MOVES` table, and that table."""
    for model in apps.get_models():
        if moves := getattr(model, "MOVES", None):
            yield model, moves


def _step(model: Any, move: Move) -> MoveDescription:
    words = {value: str(label) for value, label in model.State.choices}
    order = list(words)
    return MoveDescription(
        label=move.label,
        sources=[(tone(source), words[source]) for source in sorted(move.sources, key=order.index)],
        target=(tone(move.target), words[move.target]),
        roles=[str(Role(role).label) for role in Role if role in MAY[move.permission]],
        four_eyes=[str(_field_label(model, path.split("__")[0])) for path in move.not_by],
        asks_reason=move.asks_reason,
    )


def _field_label(model: type[models.Model], name: str) -> str | LazyText:
    field: Any = model._meta.get_field(name)
    label: str | LazyText = field.verbose_name
    return label
