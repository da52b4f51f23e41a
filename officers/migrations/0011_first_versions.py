from django.db import migrations

from jingyan.versions import forget, keep_first

MODELS = ("Enterprise", "Officer", "Registration", "Appointment",)


class Migration(migrations.Migration):
    """Rows that were there before get their first version: what they are changed from can be shown."""

    dependencies = [("officers", "0010_field_history")]
    operations = [migrations.RunPython(keep_first("officers", *MODELS), forget("officers", *MODELS))]
