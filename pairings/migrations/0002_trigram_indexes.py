"""A quick search over a long table reads an index on PostgreSQL."""

from django.db import migrations

from jingyan.search import TrigramIndexes


class Migration(migrations.Migration):
    dependencies = [("pairings", "0001_pairings")]

    operations = [
        TrigramIndexes("pairings_contribution", ["ref", "title"]),
    ]
