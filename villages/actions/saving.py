from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import trail
from accounts.models import User, acting

M = TypeVar("M", bound=models.Model)


def _save(row: M, permission: str, by: User, fields: tuple[str, ...] = ()) -> M:
    """Save `row` (of an existing one, only `fields` where given) and note what changed; the
    caller's transaction.
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
            _("The same record was entered meanwhile, or a rule of the table refuses it.")
        ) from error
    trail.write(act, row, by=by, changes=changes)
    return row


def _changes(row: models.Model, fields: tuple[str, ...]) -> dict[str, Any]:
    """Of an existing row: field → what was stored and what is stored from now on."""
    stored = (
        type(row)._base_manager.select_for_update(no_key=True).filter(pk=row.pk).first()
        if row.pk
        else None
    )
    if stored is None:
        return {}
    names = fields or [field.name for field in row._meta.concrete_fields]
    pairs = {name: [_told(stored, name), _told(row, name)] for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _told(row: models.Model, name: str) -> str:
    value = getattr(row, name)
    return "" if value is None else str(value)


def _refuse_out_of_sight(model: Any, pk: int, by: User) -> None:
    if not model.objects.visible_to(by).filter(pk=pk).exists():
        raise PermissionDenied


def _refuse_future(field: str, day: Any) -> None:
    if day > timezone.localdate():
        raise ValidationError({field: _("This day is still to come.")})
