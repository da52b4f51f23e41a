"""Names stored before they had their pinyin get it."""

from django.db import migrations

from jingyan.search import fill


def fill_all(apps, schema_editor):
    for name in ("Town", "User"):
        fill(apps.get_model("accounts", name))


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_names_in_pinyin")]

    operations = [migrations.RunPython(fill_all, migrations.RunPython.noop)]
