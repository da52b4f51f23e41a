"""A quick search over a long table reads an index on PostgreSQL."""

from django.db import migrations

from jingyan.search import TrigramIndexes


class Migration(migrations.Migration):
    dependencies = [("officers", "0008_pinyin_of_the_names_so_far")]

    operations = [
        TrigramIndexes("officers_officer", ["name", "pinyin"]),
        TrigramIndexes("officers_enterprise", ["name", "pinyin"]),
    ]
