"""Database triggers that protect the trail, histories and dictionaries."""

from django.apps import apps
from django.db import models

from accounts.models import kept, versions_of
from jingyan.crypto import EncryptedField
from jingyan.triggers import freeze, refuse


def freeze_versions(versions: type[models.Model]) -> None:
    """Refuse changes and deletions of a record's versions; only their encrypted values may be
    re-encrypted.
    """
    columns = [
        field
        for field in versions._meta.local_concrete_fields
        if not isinstance(field, EncryptedField)
    ]
    same = " AND ".join(
        f"COALESCE({_both(field.column, '=')}, {_both(field.column)})" for field in columns
    )
    table, message = versions._meta.db_table, "The history of a record never changes."
    refuse(f"{table}_stays", table=table, event="DELETE", condition="1 = 1", message=message)
    refuse(
        f"{table}_frozen", table=table, event="UPDATE", condition=f"NOT ({same})", message=message
    )


def _both(column: str | None, sign: str = "") -> str:
    before, now = f'OLD."{column}"', f'NEW."{column}"'
    return f"{before} {sign} {now}" if sign else f"{before} IS NULL AND {now} IS NULL"


freeze("accounts_trailentry", message="Trail entries never change.")
refuse(
    "accounts_trailhead_forward",
    table="accounts_trailhead",
    event="UPDATE",
    condition="NEW.number <= OLD.number",
    message="The trail only grows.",
)
refuse(
    "accounts_trailhead_stays",
    table="accounts_trailhead",
    event="DELETE",
    condition="1 = 1",
    message="The trail only grows.",
)
refuse(
    "accounts_entry_stays",
    table="accounts_dictionaryentry",
    event="DELETE",
    condition="1 = 1",
    message="An entry of a dictionary is retired, never deleted.",
)
refuse(
    "accounts_entry_keeps_its_code",
    table="accounts_dictionaryentry",
    event="UPDATE",
    condition="OLD.code <> NEW.code OR OLD.dictionary <> NEW.dictionary",
    message="The code of an entry never changes.",
)

for kept_model in apps.get_models():
    if kept(kept_model):
        freeze_versions(versions_of(kept_model))
