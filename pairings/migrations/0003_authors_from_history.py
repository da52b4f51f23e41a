"""Earlier authors are known from the versions of the records: until now each change put another in their place."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# The kind of record, and the field that named its author.
AUTHORS = (
    ("contribution", "entered_by_id"),
    ("promise", "delivered_by_id"),
    ("actionpoint", "done_by_id"),
)


def recall(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Note everybody whom a version names and the record itself no longer does."""
    for model, author in AUTHORS:
        # Names of our own tables and columns.
        schema_editor.execute(
            f"INSERT INTO pairings_{model}_changed_by ({model}_id, user_id) "  # noqa: S608  # nosec B608
            f"SELECT DISTINCT version.id, version.{author} FROM pairings_historical{model} version "
            f"JOIN pairings_{model} present ON present.id = version.id "
            f"WHERE version.{author} IS NOT NULL "
            f"AND (present.{author} IS NULL OR present.{author} <> version.{author})"
        )


def forget(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Leave the table of authors empty, as it was."""
    for model, _author in AUTHORS:
        schema_editor.execute(f"DELETE FROM pairings_{model}_changed_by")  # noqa: S608  # nosec B608


class Migration(migrations.Migration):

    dependencies = [
        ('pairings', '0002_changed_by'),
    ]

    operations = [
        migrations.RunPython(recall, forget),
    ]
