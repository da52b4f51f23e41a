from django.db import migrations

from jingyan.versions import forget, keep_first

MODELS = ("Project", "Contribution", "Meeting", "Pairing",)


class Migration(migrations.Migration):
    """Rows that were there before get their first version: what they are changed from can be shown."""

    dependencies = [("pairings", "0003_field_history")]
    operations = [migrations.RunPython(keep_first("pairings", *MODELS), forget("pairings", *MODELS))]
