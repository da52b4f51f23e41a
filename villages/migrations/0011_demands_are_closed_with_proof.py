"""A closed demand says since when and by what proof; one that a later survey found open still names that one."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("villages", "0010_first_versions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="demand",
            name="met_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="met on"),
        ),
        migrations.AddField(
            model_name="demand",
            name="proof",
            field=models.TextField(blank=True, editable=False, verbose_name="proof"),
        ),
        migrations.AddField(
            model_name="demand",
            name="continued_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="continues",
                to="villages.demand",
                verbose_name="continued by",
            ),
        ),
        migrations.AlterField(
            model_name="demand",
            name="state",
            field=models.CharField(
                choices=[
                    ("open", "Open"),
                    ("taken_up", "Taken up"),
                    ("delivering", "Delivering"),
                    ("met", "Met"),
                    ("not_feasible", "Not feasible for now"),
                    ("continued", "Continued by a later survey"),
                ],
                default="open",
                max_length=12,
                verbose_name="state",
            ),
        ),
        migrations.AddField(
            model_name="historicaldemand",
            name="met_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="met on"),
        ),
        migrations.AddField(
            model_name="historicaldemand",
            name="proof",
            field=models.TextField(blank=True, editable=False, verbose_name="proof"),
        ),
        migrations.AddField(
            model_name="historicaldemand",
            name="continued_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="villages.demand",
                verbose_name="continued by",
            ),
        ),
        migrations.AlterField(
            model_name="historicaldemand",
            name="state",
            field=models.CharField(
                choices=[
                    ("open", "Open"),
                    ("taken_up", "Taken up"),
                    ("delivering", "Delivering"),
                    ("met", "Met"),
                    ("not_feasible", "Not feasible for now"),
                    ("continued", "Continued by a later survey"),
                ],
                default="open",
                max_length=12,
                verbose_name="state",
            ),
        ),
        migrations.CreateModel(
            name="DemandProof",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file", models.FileField(upload_to="evidence/%Y/%m", verbose_name="file")),
                ("name", models.CharField(max_length=200, verbose_name="file name")),
                ("size", models.PositiveIntegerField(verbose_name="size in bytes")),
                ("sha256", models.CharField(max_length=64)),
                ("uploaded_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="uploaded at")),
                (
                    "demand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proofs",
                        to="villages.demand",
                        verbose_name="demand",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="uploaded by",
                    ),
                ),
            ],
            options={"verbose_name": "proof", "verbose_name_plural": "proofs", "ordering": ["pk"]},
        ),
    ]
