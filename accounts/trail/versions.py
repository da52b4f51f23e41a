"""What changed in a record: its versions compared, in the words of the pages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import History, User, kept, parts_of
from jingyan.crypto import EncryptedField
from jingyan.quantity import Quantity
from jingyan.tables import DASH

# More versions of one record than anybody reads: earlier ones stay in the database.
MOST = 300


@dataclass(frozen=True)
class FieldChange:
    """One field's old and new value in words; both None where the value isn't told."""

    label: str
    before: str | None
    after: str | None


@dataclass
class VersionChange:
    """One version of a row after another."""

    # None before the first version that is kept.
    before: Any
    after: Any
    # Of a row that belongs to the record whose history is told.
    part: bool = False

    @property
    def at(self) -> datetime:
        """When it was saved."""
        moment: datetime = self.after.history_date
        return moment

    @property
    def by(self) -> User | None:
        """Who saved it, as far as that is known."""
        user: User | None = self.after.history_user
        return user

    @property
    def reason(self) -> str:
        """The act that covered many records, where one did."""
        return self.after.history_change_reason or ""

    @property
    def row(self) -> tuple[Any, Any]:
        """The row that it is a version of."""
        return self.after.instance_type, _row_key(self.after)

    @property
    def begins(self) -> bool:
        """Whether the row was made by it."""
        return bool(self.after.history_type == "+")


def steps(row: models.Model) -> list[VersionChange]:
    """What happened to the record, version by version, oldest first."""
    return _steps(type(row), {row._meta.pk.attname: row.pk}) if kept(type(row)) else []


def steps_of_parts(row: models.Model) -> list[VersionChange]:
    """What happened to the rows that are parts of the record: one query for each kind of them."""
    ways = ((part, part._meta.history.part_of) for part in parts_of(type(row)))  # type: ignore[attr-defined]
    found = [step for part, way in ways for step in _steps(part, {way: row.pk}, part=True)]
    return [step for step in found if step.before or step.begins]


def _steps(
    model: type[models.Model], where: Mapping[str, Any], *, part: bool = False
) -> list[VersionChange]:
    versions: Any = model.history.filter(**where)  # type: ignore[attr-defined]
    people = versions.select_related("history_user").defer(
        "history_user__phone", "history_user__password"
    )
    latest = list(people.order_by("-history_id")[: MOST + 1])[::-1]
    before: dict[Any, Any] = {}
    found = []
    for version in latest:
        key = _row_key(version)
        found.append(VersionChange(before.get(key), version, part))
        before[key] = version
    return found if len(latest) <= MOST else found[1:]


def _row_key(version: Any) -> Any:
    return getattr(version, version.instance_type._meta.pk.attname)


@dataclass(frozen=True)
class Differing:
    """The fields that one row was changed in by an act, between two of its versions."""

    fields: Sequence[Any]
    before: Any
    after: Any
    part: bool

    @property
    def history(self) -> History:
        """How the versions are kept."""
        history: History = self.after.instance_type._meta.history
        return history

    @property
    def called(self) -> Any:
        """The field that names a part; None for the record itself."""
        return type(self.after)._meta.get_field(self.history.called) if self.part else None


def differing(before: Any, after: Any, user: User, *, part: bool = False) -> Differing:
    """What two versions of a row differ in, as far as `user` may know it; who and when tell
    themselves.

    A part that came or went differs from nothing; how a record stood at first is no change.
    """
    history: History = after.instance_type._meta.history
    # The state of the record stands beside the act; a part is named in front.
    silent = {"id", history.called, history.part_of.split("__")[0]} if part else {"state"}
    told = type(after).tracked_fields if before or part else ()
    fields = [
        field
        for field in told
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
    """The value of a field in a version: None where it is empty, before the first one, and once the
    row is gone.
    """
    if version is None or version.history_type == "-":
        return None
    value = getattr(version, field.attname)
    return None if value == "" else value


class Words:
    """Values of versions in words. Records that they name are looked up together, and only in the
    user's sight.
    """

    def __init__(self, user: User) -> None:
        self.user = user
        self.names: dict[tuple[Any, Any], str] = {}

    def look_up(self, told: Iterable[Differing]) -> None:
        """Find the names of the records that these versions name, in one query a kind."""
        wanted: dict[Any, set[Any]] = {}
        for row in told:
            for field in filter(None, (*row.fields, row.called if row.fields else None)):
                if field.related_model:
                    pks = {
                        getattr(version, field.attname)
                        for version in (row.before, row.after)
                        if version
                    } - {None}
                    wanted.setdefault(field.related_model, set()).update(pks)
        for model, pks in wanted.items():
            rows = model._default_manager
            seen = rows.visible_to(self.user) if hasattr(rows, "visible_to") else rows
            self.names.update({(model, row.pk): str(row) for row in seen.filter(pk__in=pks)})

    def changes(self, row: Differing) -> list[FieldChange]:
        """What changed in a row; nothing of a part that is named by a record out of sight."""
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
            return self.names.get((field.related_model, value), _("not in your sight"))
        if field.choices:
            return str(getattr(version, f"get_{field.name}_display")())
        return _plain(value, unit)


def _plain(value: Any, unit: str) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, Decimal):
        return Quantity(value, unit).text()
    return date_format(value, "Y-m-d") if hasattr(value, "year") else str(value)
