"""Papers that were made, and the office's own templates of them."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


def key():
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def person(name):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name=name
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0010_notices")]

    operations = [
        migrations.CreateModel(
            name="PaperFile",
            fields=[
                ("id", key()),
                ("paper", models.CharField(max_length=40, verbose_name="paper")),
                ("keys", models.JSONField(default=list)),
                ("name", models.CharField(max_length=200, verbose_name="file name")),
                ("content", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name="made at")),
                ("made_by", person("made for")),
            ],
            options={"verbose_name": "made paper", "verbose_name_plural": "made papers"},
        ),
        migrations.CreateModel(
            name="PaperTemplate",
            fields=[
                ("id", key()),
                ("paper", models.CharField(max_length=40, verbose_name="paper")),
                ("name", models.CharField(max_length=200, verbose_name="file name")),
                ("content", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
                ("in_use", models.BooleanField(default=True, verbose_name="in use")),
                ("uploaded_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="uploaded at")),
                ("uploaded_by", person("uploaded by")),
            ],
            options={
                "verbose_name": "template of a paper",
                "verbose_name_plural": "templates of papers",
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("in_use", True)), fields=("paper",), name="paper_template_one_in_use"
                    )
                ],
            },
        ),
    ]
