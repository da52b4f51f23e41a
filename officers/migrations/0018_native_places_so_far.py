"""People on file get the native place that their ID number names."""

from django.db import migrations

from jingyan.parsing import native_place

BATCH = 500


def fill(apps, schema_editor):
    officers = apps.get_model("officers", "Officer")
    rows = []
    for row in officers.objects.filter(native_place="").only("id_number", "born_on").iterator(BATCH):
        row.native_place = native_place(row.id_number[:6], row.born_on.year)
        rows.append(row)
    officers.objects.bulk_update(rows, ["native_place"], batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("officers", "0017_native_place")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
