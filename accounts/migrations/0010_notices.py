"""What users are told, once."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_pinyin_of_the_names_so_far")]

    operations = [
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40, verbose_name="kind")),
                ("key", models.CharField(max_length=120, verbose_name="key")),
                ("words", models.JSONField(default=dict)),
                ("url_name", models.CharField(blank=True, max_length=100)),
                ("url_args", models.JSONField(default=list)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="written at")),
                ("tell_from", models.DateTimeField(default=django.utils.timezone.now, verbose_name="told at")),
                ("read_at", models.DateTimeField(blank=True, null=True, verbose_name="read at")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
            ],
            options={
                "verbose_name": "notice",
                "verbose_name_plural": "notices",
                "ordering": ["-tell_from", "-pk"],
                "indexes": [
                    models.Index(fields=["user", "-tell_from", "-id"], name="notice_newest_first"),
                    models.Index(condition=models.Q(("read_at", None)), fields=["user"], name="notice_unread"),
                ],
                "constraints": [models.UniqueConstraint(fields=("user", "key"), name="notice_told_once")],
            },
        ),
    ]
