from django.db import migrations

from jingyan.versions import forget, keep_first

MODELS = ("Outcome", "Attendance", "MeetingNote")


class Migration(migrations.Migration):
    """Rows that were there before get their first version: what they are changed from can be shown."""

    dependencies = [("pairings", "0013_history_of_parts")]
    operations = [migrations.RunPython(keep_first("pairings", *MODELS), forget("pairings", *MODELS))]
