"""The flags of Django's admin site go: what an account may do comes from its role alone."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def flag_administrators(apps: StateApps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Where an earlier version comes back: as it set the flags itself, by the role."""
    administrators = apps.get_model("accounts", "User").objects.filter(role="administrator")
    administrators.update(is_staff=True, is_superuser=True)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_admin_log_set_aside")]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, flag_administrators),
        migrations.RemoveField("user", "is_staff"),
        migrations.RemoveField("user", "is_superuser"),
    ]
