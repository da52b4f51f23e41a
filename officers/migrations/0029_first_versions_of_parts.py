from django.db import migrations

from jingyan.versions import forget, keep_first

MODELS = ("Measures", "Publicity", "Objection")


class Migration(migrations.Migration):
    """Rows that were there before get their first version: what they are changed from can be shown."""

    dependencies = [("officers", "0028_history_of_parts")]
    operations = [migrations.RunPython(keep_first("officers", *MODELS), forget("officers", *MODELS))]
