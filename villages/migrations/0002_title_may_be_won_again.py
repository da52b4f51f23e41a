"""A place may win a title of the same name again, or at another level: both are part of what is unique."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("villages", "0001_villages")]

    operations = [
        migrations.RemoveConstraint(model_name="title", name="title_once_a_village"),
        migrations.RemoveConstraint(model_name="title", name="title_once_a_town"),
        migrations.AddConstraint(
            model_name="title",
            constraint=models.UniqueConstraint(
                condition=models.Q(("village__isnull", False)),
                fields=("village", "name", "level", "awarded_on"),
                name="title_once_a_village",
                violation_error_message="This title of the village is already in the list.",
            ),
        ),
        migrations.AddConstraint(
            model_name="title",
            constraint=models.UniqueConstraint(
                condition=models.Q(("village", None)),
                fields=("town", "name", "level", "awarded_on"),
                name="title_once_a_town",
                violation_error_message="This title of the town is already in the list.",
            ),
        ),
    ]
