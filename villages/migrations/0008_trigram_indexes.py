"""A quick search over a long table reads an index on PostgreSQL."""

from django.db import migrations

from jingyan.search import TrigramIndexes


class Migration(migrations.Migration):
    dependencies = [("villages", "0007_pinyin_of_the_names_so_far")]

    operations = [
        TrigramIndexes("villages_village", ["name", "full_name", "pinyin"]),
    ]
