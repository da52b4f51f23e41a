"""Where somebody is logged in, and whether the password is one that the administrator knows."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_uploaded_workbooks")]

    operations = [
        migrations.AddField(
            "user",
            "must_change_password",
            models.BooleanField(default=False, editable=False, verbose_name="must choose a password"),
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("session_key", models.CharField(max_length=40, unique=True)),
                ("agent", models.CharField(blank=True, max_length=300, verbose_name="browser")),
                ("began_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="logged in at")),
                ("seen_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="last active at")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="visits",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
            ],
            options={"verbose_name": "visit", "verbose_name_plural": "visits", "ordering": ["-seen_at", "-pk"]},
        ),
    ]
