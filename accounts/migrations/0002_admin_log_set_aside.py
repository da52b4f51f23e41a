"""What Django's admin site has logged of its own stays as a plain table: it tells who changed an account.

Nothing in that table points at an account any more, and no table of the admin site is left.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def set_aside(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """On a database that has never had the admin site there is nothing to do."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        if "django_admin_log" not in tables:
            return
        cursor.execute("SELECT COUNT(*) FROM django_admin_log")
        if cursor.fetchone()[0] and "accounts_former_admin_log" not in tables:
            cursor.execute("CREATE TABLE accounts_former_admin_log AS SELECT * FROM django_admin_log")
        cursor.execute("DROP TABLE django_admin_log")
        # An earlier version that comes back makes its table again.
        cursor.execute("DELETE FROM django_migrations WHERE app = 'admin'")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_first_release")]

    operations = [migrations.RunPython(set_aside, migrations.RunPython.noop)]
