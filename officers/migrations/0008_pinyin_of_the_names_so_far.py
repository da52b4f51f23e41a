"""Names stored before they had their pinyin get it."""

from django.db import migrations

from jingyan.search import fill


def fill_all(apps, schema_editor):
    for name in ("Enterprise", "Officer"):
        fill(apps.get_model("officers", name))


class Migration(migrations.Migration):
    dependencies = [("officers", "0007_names_in_pinyin")]

    operations = [migrations.RunPython(fill_all, migrations.RunPython.noop)]
