from django.db import migrations

from jingyan.versions import forget, keep_first

MODELS = ("Village", "VillageYear", "Demand", "Title",)


class Migration(migrations.Migration):
    """Rows that were there before get their first version: what they are changed from can be shown."""

    dependencies = [("villages", "0009_field_history")]
    operations = [migrations.RunPython(keep_first("villages", *MODELS), forget("villages", *MODELS))]
