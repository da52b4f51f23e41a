"""The town of each use of work funds is that of its pair."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """By SQL: the rows are frozen for everything else, and their versions leave the town out."""
    schema_editor.execute(
        "UPDATE pairings_funduse SET town_id = (SELECT village.town_id FROM pairings_fundallocation part "
        "JOIN pairings_pairing pair ON pair.id = part.pairing_id "
        "JOIN villages_village village ON village.id = pair.village_id "
        "WHERE part.id = pairings_funduse.allocation_id)"
    )


class Migration(migrations.Migration):

    dependencies = [
        ('pairings', '0005_fund_use_town'),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
