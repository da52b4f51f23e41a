"""Key rotation: re-encrypts values under the first key of FIELD_KEYS."""

from collections import Counter

from django.apps import apps
from django.db import models
from django.db.models.functions import Cast

from accounts import trail
from accounts.models import User
from jingyan.crypto import BlindIndexField, EncryptedField, ring

BATCH = 500


@trail.together()
def rotate(*, by: User) -> Counter[str]:
    """Re-encrypt every value that isn't under the first key and recompute its blind index. Returns
    the number of values by field.

    All or nothing. Raises UnknownKey, which names the key, if a value is under an unlisted one.
    """
    count = Counter[str]()
    for model in apps.get_models():
        fields = [
            field
            for field in model._meta.local_concrete_fields
            if isinstance(field, EncryptedField)
        ]
        for field in fields:
            count[f"{model._meta.label}.{field.name}"] = _re_encrypt(model, field)
    trail.write("rotate_keys", None, by=by, note=ring().current, changes=count)
    return count


def _re_encrypt(model: type[models.Model], field: EncryptedField) -> int:
    indexes = [other for other in model._meta.local_concrete_fields if _indexes(other, field)]
    rows = (
        model._base_manager.annotate(sealed=Cast(field.name, models.TextField()))
        .exclude(sealed__startswith=f"{ring().current}:")
        .exclude(sealed="")
        .exclude(sealed=None)
        .only(field.name)
        .order_by("pk")
    )
    rows = rows.select_for_update(no_key=True, of=("self",))
    count, batch = 0, list(rows[:BATCH])
    while batch:
        for row in batch:
            for index in indexes:
                setattr(row, index.attname, ring().blind_index(getattr(row, field.attname)))
        model._base_manager.bulk_update(batch, [field.name, *(index.name for index in indexes)])
        count, batch = count + len(batch), list(rows.filter(pk__gt=batch[-1].pk)[:BATCH])
    return count


def _indexes(other: object, field: EncryptedField) -> bool:
    return isinstance(other, BlindIndexField) and other.of == field.name
