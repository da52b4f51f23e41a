"""An entry of a dictionary is called one; a term is a term of office."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0006_forget_tables_of_axes"),
    ]

    operations = [
        migrations.RenameModel("Term", "DictionaryEntry"),
        migrations.RenameModel("HistoricalTerm", "HistoricalDictionaryEntry"),
        migrations.RemoveConstraint("dictionaryentry", "term_code_once"),
        migrations.RemoveConstraint("dictionaryentry", "term_name_once"),
        migrations.AddConstraint(
            "dictionaryentry", models.UniqueConstraint(name="entry_code_once", fields=["dictionary", "code"])
        ),
        migrations.AddConstraint(
            "dictionaryentry", models.UniqueConstraint(name="entry_name_once", fields=["dictionary", "name"])
        ),
    ]
