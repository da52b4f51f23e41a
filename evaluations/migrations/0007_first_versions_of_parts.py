from django.db import migrations

from jingyan.versions import forget, keep_first

MODELS = ("Score",)


class Migration(migrations.Migration):
    """Rows that were there before get their first version: what they are changed from can be shown."""

    dependencies = [("evaluations", "0006_history_of_parts")]
    operations = [migrations.RunPython(keep_first("evaluations", *MODELS), forget("evaluations", *MODELS))]
