"""The blind index names its field, so that rotate_keys can find both. The column stays as it is."""

from django.db import migrations

import jingyan.crypto


class Migration(migrations.Migration):
    dependencies = [("officers", "0004_imported_registrations")]

    operations = [
        migrations.AlterField("officer", "id_index", jingyan.crypto.BlindIndexField(of="id_number", unique=True, editable=False, max_length=64)),
    ]
