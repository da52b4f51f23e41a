"""Entries written before there was a chain join it in the order in which they were written."""

from django.db import migrations

from jingyan import chain

BATCH = 2000
ONLY = 1


def join(apps, schema_editor):
    entries = apps.get_model("accounts", "TrailEntry").objects.order_by("pk")
    number, seal = 0, ""
    batch = []
    for entry in entries.iterator(BATCH):
        number += 1
        entry.number, entry.previous = number, seal
        entry.hash = seal = chain.seal(seal, vars(entry))
        batch.append(entry)
        if len(batch) == BATCH:
            _save(entries, batch)
            batch = []
    _save(entries, batch)
    apps.get_model("accounts", "TrailHead").objects.create(pk=ONLY, number=number, hash=seal)


def _save(entries, batch):
    entries.bulk_update(batch, ["number", "previous", "hash"], batch_size=200)


def leave(apps, schema_editor):
    apps.get_model("accounts", "TrailHead").objects.all().delete()
    apps.get_model("accounts", "TrailEntry").objects.update(number=None, previous="", hash="")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_trail_entries_form_a_chain")]

    operations = [migrations.RunPython(join, leave)]
