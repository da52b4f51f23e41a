"""What Django's admin site has logged of its own stays as a plain table: it tells who changed an account.

Nothing in that table points at an account any more, and no table of the admin site is left.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

LOG, KEPT = "django_admin_log", "accounts_former_admin_log"


def set_aside(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """On a database that has never had the admin site there is nothing to do."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        if LOG not in tables:
            return
        cursor.execute(f"SELECT COUNT(*) FROM {LOG}")  # noqa: S608
        if cursor.fetchone()[0] and KEPT not in tables:
            cursor.execute(f"CREATE TABLE {KEPT} AS SELECT * FROM {LOG}")  # noqa: S608
        cursor.execute(f"DROP TABLE {LOG}")
        # An earlier version that comes back makes its table again.
        cursor.execute("DELETE FROM django_migrations WHERE app = 'admin'")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_first_release")]

    operations = [migrations.RunPython(set_aside, migrations.RunPython.noop)]
