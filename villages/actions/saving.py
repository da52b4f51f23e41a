from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import trail
from accounts.models import User, acting

M = TypeVar("M", bound=models.Model)


def _save(row: M, permission: str, by: User, fields: tuple[str, ...] = ()) -> M:
    """Save `row` (only `fields`, if given and the row exists) and write the changes to the trail.

    Runs in the caller's transaction. Raises PermissionDenied or ValidationError.
    """
    if not by.may(permission):
        raise PermissionDenied
    act = "change" if row.pk else "create"
    changes = _changes(row, fields)
    try:
        with transaction.atomic(), acting(by):
            row.save(update_fields=fields if row.pk and fields else None)
    except IntegrityError as error:
        raise ValidationError(
            _("The same record has just been entered, or the record breaks a rule of the table.")
        ) from error
    trail.write(act, row, by=by, changes=changes)
    return row


def _changes(row: models.Model, fields: tuple[str, ...]) -> dict[str, Any]:
    """Field → [stored value, new value] of an existing row; empty for a new one."""
    stored = (
        type(row)._base_manager.select_for_update(no_key=True).filter(pk=row.pk).first()
        if row.pk
        else None
    )
    if stored is None:
        return {}
    names = fields or [field.name for field in row._meta.concrete_fields]
    pairs = {name: [_as_text(stored, name), _as_text(row, name)] for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _as_text(row: models.Model, name: str) -> str:
    value = getattr(row, name)
    return "" if value is None else str(value)


def _refuse_out_of_sight(model: Any, pk: int, by: User) -> None:
    if not model.objects.visible_to(by).filter(pk=pk).exists():
        raise PermissionDenied


def _refuse_future(field: str, day: Any) -> None:
    if day > timezone.localdate():
        raise ValidationError({field: _("This day is still to come.")})
