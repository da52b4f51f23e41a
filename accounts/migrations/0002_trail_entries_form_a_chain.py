"""Entries get a number and two seals; the end of the chain gets its row."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_accounts")]

    operations = [
        migrations.CreateModel(
            name="TrailHead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveBigIntegerField(default=0)),
                ("hash", models.CharField(blank=True, max_length=64)),
            ],
        ),
        migrations.AddField(
            "trailentry", "number", models.PositiveBigIntegerField(null=True, editable=False, verbose_name="number")
        ),
        migrations.AddField(
            "trailentry", "previous", models.CharField(max_length=64, blank=True, default="", editable=False),
            preserve_default=False,
        ),
        migrations.AddField(
            "trailentry", "hash", models.CharField(max_length=64, default="", editable=False), preserve_default=False
        ),
    ]
