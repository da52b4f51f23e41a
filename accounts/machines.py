"""The state machines of all apps, found by name: what the page of roles prints."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import models
from django.utils.functional import Promise

from accounts.moves import Move
from accounts.roles import MAY, Role
from jingyan.badges import tone


@dataclass(frozen=True)
class Step:
    """One move, with everything in words."""

    label: str | Promise
    sources: list[tuple[str, str]]
    target: tuple[str, str]
    roles: list[str]
    four_eyes: list[str]
    asks_reason: bool


@dataclass(frozen=True)
class Machine:
    """The moves of one model."""

    name: str
    steps: list[Step]


def machines() -> list[Machine]:
    """The state machine of every model that has `MOVES`, in the order of the apps."""
    return [
        Machine(str(model._meta.verbose_name), [_step(model, move) for move in model_moves.values()])
        for model, model_moves in tables()
    ]


def tables() -> Iterator[tuple[type[models.Model], dict[str, Move]]]:
    """Each model that has a `MOVES` table, with it."""
    for model in apps.get_models():
        if moves := getattr(model, "MOVES", None):
            yield model, moves


def _step(model: type[models.Model], move: Move) -> Step:
    words = {value: str(label) for value, label in model.State.choices}  # type: ignore[attr-defined]
    order = list(words)
    return Step(
        label=move.label,
        sources=[(tone(source), words[source]) for source in sorted(move.sources, key=order.index)],
        target=(tone(move.target), words[move.target]),
        roles=[str(Role(role).label) for role in Role if role in MAY[move.permission]],
        four_eyes=[str(model._meta.get_field(path.split("__")[0]).verbose_name) for path in move.not_by],  # type: ignore[union-attr]
        asks_reason=move.asks_reason,
    )
