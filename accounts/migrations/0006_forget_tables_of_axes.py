"""Failed log-ins are counted in a table of our own: what django-axes left goes, with its record of migrations.

Back in the earlier release, `migrate` makes its tables again.
"""

from django.db import migrations

TABLES = ("accessattemptexpiration", "accessattempt", "accessfailurelog", "accesslog")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_failed_log_ins")]
    operations = [
        migrations.RunSQL(
            [
                *(f"DROP TABLE IF EXISTS axes_{table}" for table in TABLES),
                "DELETE FROM django_migrations WHERE app = 'axes'",
            ],
            migrations.RunSQL.noop,
        )
    ]
