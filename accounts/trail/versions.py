"""What changed in a record: its versions compared and described in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import History, User, kept, parts_of
from jingyan.crypto import EncryptedField
from jingyan.quantity import Quantity
from jingyan.tables import DASH

# The latest versions of one record that are shown; earlier ones stay in the database.
MOST = 300


@dataclass(frozen=True)
class FieldChange:
    """One field's old and new value in words; both None where the value isn't shown."""

    label: str
    before: str | None
    after: str | None


@dataclass
class VersionChange:
    """A version of a row and the one before it."""

    # None before the first version that is kept.
    before: Any
    after: Any
    # Whether the row is a part of the record whose history is shown.
    part: bool = False

    @property
    def at(self) -> datetime:
        """When it was saved."""
        moment: datetime = self.after.history_date
        return moment

    @property
    def by(self) -> User | None:
        """Who saved it; None if unknown."""
        user: User | None = self.after.history_user
        return user

    @property
    def reason(self) -> str:
        """The act that covered many records, else ""."""
        return self.after.history_change_reason or ""

    @property
    def act_id(self) -> UUID | None:
        """The act that saved it; None for versions that are older than act ids, or a command's."""
        act_id: UUID | None = self.after.act_id
        return act_id

    @property
    def row(self) -> tuple[Any, Any]:
        """Model and key of the row that it is a version of."""
        return self.after.instance_type, _row_key(self.after)

    @property
    def begins(self) -> bool:
        """Whether it created the row."""
        return bool(self.after.history_type == "+")


def steps(row: models.Model) -> list[VersionChange]:
    """The changes of the record, version by version, oldest first."""
    return _steps(type(row), {row._meta.pk.attname: row.pk}) if kept(type(row)) else []


def steps_of_parts(row: models.Model) -> list[VersionChange]:
    """The changes of the record's parts: one query for each of their models."""
    parts: list[Any] = [*parts_of(type(row))]
    ways = ((part, part._meta.history.part_of) for part in parts)
    changes = [step for part, way in ways for step in _steps(part, {way: row.pk}, part=True)]
    return [step for step in changes if step.before or step.begins]


def _steps(model: Any, where: Mapping[str, Any], *, part: bool = False) -> list[VersionChange]:
    versions = model.history.filter(**where)
    people = versions.select_related("history_user").defer(
        "history_user__phone", "history_user__password"
    )
    latest = list(people.order_by("-history_id")[: MOST + 1])[::-1]
    before: dict[Any, Any] = {}
    changes = []
    for version in latest:
        key = _row_key(version)
        changes.append(VersionChange(before.get(key), version, part))
        before[key] = version
    return changes if len(latest) <= MOST else changes[1:]


def _row_key(version: Any) -> Any:
    return getattr(version, version.instance_type._meta.pk.attname)


@dataclass(frozen=True)
class Differing:
    """The fields of one row that an act changed, between two of its versions."""

    fields: Sequence[Any]
    before: Any
    after: Any
    part: bool

    @property
    def history(self) -> History:
        history: History = self.after.instance_type._meta.history
        return history

    @property
    def called(self) -> Any:
        """The field that names a part; None for the record itself."""
        return type(self.after)._meta.get_field(self.history.called) if self.part else None


def differing(before: Any, after: Any, user: User, *, part: bool = False) -> Differing:
    """The fields in which two versions of a row differ and that `user` may see, without users and
    times, which the history shows anyway.

    A part that was added or removed is compared with nothing; the first version of a record is no
    change.
    """
    history: History = after.instance_type._meta.history
    # The history shows the state of the record beside the act, and the name of a part first.
    silent = {"id", history.called, history.part_of.split("__")[0]} if part else {"state"}
    compared_fields = type(after).tracked_fields if before or part else ()
    fields = [
        field
        for field in compared_fields
        if _stated(field, before) != _stated(field, after)
        and not (
            field.name in silent
            or isinstance(field, models.DateTimeField)
            or field.related_model is User
        )
        and (field.name not in history.restricted or user.may(history.restricted[field.name]))
    ]
    return Differing(fields, before, after, part)


def _stated(field: Any, version: Any) -> Any:
    """The value of a field in a version: None if it is empty, before the first version, and after
    deletion.
    """
    if version is None or version.history_type == "-":
        return None
    value = getattr(version, field.attname)
    return None if value == "" else value


class Words:
    """Describes values of versions in words. The names of records that they refer to are looked up
    together, and only of those that the user may see.
    """

    def __init__(self, user: User) -> None:
        self.user = user
        self.names: dict[tuple[Any, Any], str] = {}

    def look_up(self, rows: Iterable[Differing]) -> None:
        """Load the names of the records that these versions refer to, in one query per model."""
        wanted: dict[Any, set[Any]] = {}
        for row in rows:
            for field in filter(None, (*row.fields, row.called if row.fields else None)):
                if field.related_model:
                    pks = {
                        getattr(version, field.attname)
                        for version in (row.before, row.after)
                        if version
                    } - {None}
                    wanted.setdefault(field.related_model, set()).update(pks)
        for model, pks in wanted.items():
            manager = model._default_manager
            seen = manager.visible_to(self.user) if hasattr(manager, "visible_to") else manager
            self.names.update(
                {(model, record.pk): str(record) for record in seen.filter(pk__in=pks)}
            )

    def changes(self, row: Differing) -> list[FieldChange]:
        """The changes of a row; [] for a part whose name the user may not see."""
        name = ""
        if row.called:
            key = getattr(row.after, row.called.attname)
            name = (
                self.names.get((row.called.related_model, key), "")
                if row.called.related_model
                else str(key)
            )
            if not name:
                return []
        return [self._change(field, row, f"{name} · " if name else "") for field in row.fields]

    def _change(self, field: Any, row: Differing, name: str) -> FieldChange:
        label = name + capfirst(str(field.verbose_name))
        if isinstance(field, EncryptedField):
            return FieldChange(label, None, None)
        unit = row.history.units.get(field.name, "")
        return FieldChange(
            label, self.value(field, row.before, unit), self.value(field, row.after, unit)
        )

    def value(self, field: Any, version: Any, unit: str = "") -> str:
        """The value of a field in one version."""
        value = _stated(field, version)
        if value is None:
            return DASH
        if field.related_model:
            return self.names.get((field.related_model, value), _("not visible to you"))
        if field.choices:
            return str(getattr(version, f"get_{field.name}_display")())
        return _plain(value, unit)


def _plain(value: Any, unit: str) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, Decimal):
        return Quantity(value, unit).text()
    return date_format(value, "Y-m-d") if hasattr(value, "year") else str(value)
