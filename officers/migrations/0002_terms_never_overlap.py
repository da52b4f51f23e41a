"""PostgreSQL refuses overlapping terms of one officer even to two transactions at once; SQLite has a trigger."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# int8range makes the officer comparable in a GiST index without the btree_gist extension.
ADD = """
ALTER TABLE officers_appointment ADD CONSTRAINT appointment_terms_overlap EXCLUDE USING gist (
    int8range(officer_id, officer_id, '[]') WITH &&, daterange(starts_on, ends_on, '[]') WITH &&
) WHERE (state NOT IN ('proposed', 'rejected'))
"""
DROP = "ALTER TABLE officers_appointment DROP CONSTRAINT appointment_terms_overlap"


def add(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Add the constraint on PostgreSQL."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(ADD)


def drop(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Drop it again."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DROP)


class Migration(migrations.Migration):
    dependencies = [("officers", "0001_officers")]

    operations = [migrations.RunPython(add, drop)]
