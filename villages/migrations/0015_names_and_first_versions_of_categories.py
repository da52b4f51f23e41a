from django.db import migrations

from jingyan.versions import forget, keep_first

NAMES = {
    "agriculture": "Agriculture",
    "collective_economy": "Collective economy",
    "employment": "Employment",
    "relief": "Relief",
    "infrastructure": "Infrastructure",
    "other": "Other",
}


def name_in_english(apps, schema_editor):
    """The shipped classes had Chinese names only."""
    rows = apps.get_model("villages", "DemandCategory").objects.filter(code__in=NAMES, name_en="")
    for row in rows:
        row.name_en = NAMES[row.code]
        row.save(update_fields=["name_en"])


class Migration(migrations.Migration):
    """Shipped classes get their English names; rows that were there before get their first version."""

    dependencies = [("villages", "0014_categories_in_dictionaries")]
    operations = [
        migrations.RunPython(name_in_english, migrations.RunPython.noop),
        migrations.RunPython(keep_first("villages", "DemandCategory"), forget("villages", "DemandCategory")),
    ]
