"""From here on no entry stands outside the chain, and no two hold one place in it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_chain_the_entries_so_far")]

    operations = [
        migrations.AlterField(
            "trailentry",
            "number",
            models.PositiveBigIntegerField(unique=True, editable=False, verbose_name="number"),
        ),
    ]
