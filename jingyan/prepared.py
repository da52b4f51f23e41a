"""Queries that every page asks: their SQL is worked out once, which takes ten times as long as
asking them.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)


class Prepared(Generic[M]):
    """The rows of a queryset whose values alone change from call to call.

    `samples` are values under the names that `rows` takes, each unlike every other value of the
    query: where they turn up in its SQL, the values of a call are put in. They must not decide what
    the SQL says.
    """

    def __init__(self, rows: Callable[..., QuerySet[M]], **samples: Any) -> None:
        self.rows, self.samples = rows, samples
        self._known: dict[str, tuple[type[M], str, list[Any]]] = {}

    def __call__(self, **values: Any) -> list[M]:
        """The rows for these values."""
        model, sql, params = self._worked_out()
        filled = [_adapted(values[one.name]) if isinstance(one, _Place) else one for one in params]
        return list(model._base_manager.raw(sql, filled))

    def _worked_out(self) -> tuple[type[M], str, list[Any]]:
        if connection.vendor not in self._known:
            rows = self.rows(**self.samples)
            sql, params = rows.query.sql_with_params()
            places = {_adapted(sample): _Place(name) for name, sample in self.samples.items()}
            self._known[connection.vendor] = (
                rows.model,
                sql,
                [places.get(param, param) for param in params],
            )
        return self._known[connection.vendor]


class _Place:
    """Where the value `name` goes."""

    def __init__(self, name: str) -> None:
        self.name = name


def _adapted(value: Any) -> Any:
    """A value as the database takes it."""
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value
