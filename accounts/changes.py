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

from accounts.models import User, kept
from jingyan.crypto import EncryptedField
from jingyan.quantity import Quantity
from jingyan.tables import DASH

# More versions of one record than anybody reads: earlier ones stay in the database.
MOST = 300


@dataclass(frozen=True)
class Change:
    """One field's old and new value in words; both None where the value isn't told."""

    label: str
    before: str | None
    after: str | None


@dataclass
class Step:
    """One version of a record after another."""

    at: datetime
    by: User | None
    reason: str
    # None before the first version that is kept.
    before: Any
    after: Any

    @property
    def begins(self) -> bool:
        """Whether the record was made by it."""
        return bool(self.after.history_type == "+")


def steps(row: models.Model) -> list[Step]:
    """What happened to the record, version by version, oldest first."""
    if not kept(type(row)):
        return []
    versions: Any = type(row).history.filter(pk_of(row))  # type: ignore[attr-defined]
    people = versions.select_related("history_user").defer("history_user__phone", "history_user__password")
    latest = list(people.order_by("-history_id")[: MOST + 1])[::-1]
    pairs = zip([None, *latest], latest, strict=False)
    found = [
        Step(after.history_date, after.history_user, after.history_change_reason or "", before, after)
        for before, after in pairs
    ]
    return found if len(latest) <= MOST else found[1:]


def pk_of(row: models.Model) -> models.Q:
    """The versions of one record."""
    return models.Q(**{row._meta.pk.attname: row.pk})


def differing(model: type[models.Model], before: Any, after: Any, user: User) -> list[Any]:
    """The fields that two versions differ in, as far as `user` may know them; who and when tell themselves."""
    history = kept(model)
    if before is None or history is None:
        return []
    return [
        field
        for field in type(after).tracked_fields
        if getattr(before, field.attname) != getattr(after, field.attname)
        and not _tells_itself(field)
        and (field.name not in history.restricted or user.may(history.restricted[field.name]))
    ]


def _tells_itself(field: Any) -> bool:
    """The state stands beside the act; who did it and when stand below."""
    return field.name == "state" or isinstance(field, models.DateTimeField) or field.related_model is User


class Words:
    """Values of versions in words. Records that they name are looked up together, and only in the user's sight."""

    def __init__(self, model: type[models.Model], user: User) -> None:
        self.model, self.user = model, user
        history = kept(model)
        self.units: Mapping[str, str] = history.units if history else {}
        self.names: dict[tuple[Any, Any], str] = {}

    def look_up(self, told: Iterable[tuple[Sequence[Any], Any, Any]]) -> None:
        """Find the names of the records that these fields of these versions name, in one query a kind."""
        wanted: dict[Any, set[Any]] = {}
        for fields, before, after in told:
            for field in fields:
                if field.related_model:
                    pks = {getattr(version, field.attname) for version in (before, after)} - {None}
                    wanted.setdefault(field.related_model, set()).update(pks)
        for model, pks in wanted.items():
            rows = model._default_manager
            seen = rows.visible_to(self.user) if hasattr(rows, "visible_to") else rows
            self.names.update({(model, row.pk): str(row) for row in seen.filter(pk__in=pks)})

    def change(self, field: Any, before: Any, after: Any) -> Change:
        """One field's change."""
        label = capfirst(str(field.verbose_name))
        if isinstance(field, EncryptedField):
            return Change(label, None, None)
        return Change(label, self.value(field, before), self.value(field, after))

    def value(self, field: Any, version: Any) -> str:
        """The value of a field in one version."""
        value = getattr(version, field.attname)
        if value is None or value == "":
            return DASH
        if field.related_model:
            return self.names.get((field.related_model, value), _("not in your sight"))
        if field.choices:
            return str(getattr(version, f"get_{field.name}_display")())
        return self._plain(field.name, value)

    def _plain(self, name: str, value: Any) -> str:
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if isinstance(value, Decimal):
            return Quantity(value, self.units.get(name, "")).text()
        return date_format(value, "Y-m-d") if hasattr(value, "year") else str(value)
