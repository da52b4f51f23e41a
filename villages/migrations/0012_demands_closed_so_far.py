"""Demands that were closed before anybody asked for a proof: closed on the day that the trail tells of."""

from django.db import migrations
from django.utils import timezone

NO_PROOF = "升级前已办结，未记录佐证"


def date_them(apps, schema_editor):
    """The day of the move, or of the entry where the trail knows of none."""
    demands = apps.get_model("villages", "Demand").objects
    moves = apps.get_model("accounts", "TrailEntry").objects.filter(target="villages.Demand", act="meet").order_by("pk")
    closed = dict(moves.values_list("target_id", "at"))
    rows = list(demands.filter(state="met", met_on=None))
    for row in rows:
        row.met_on = max(timezone.localdate(closed.get(row.pk, row.entered_at)), row.raised_on)
        row.proof = NO_PROOF
    demands.bulk_update(rows, ["met_on", "proof"], batch_size=500)


def leave_them(apps, schema_editor):
    """The columns go with the migration before this one."""


class Migration(migrations.Migration):
    dependencies = [
        ("villages", "0011_demands_are_closed_with_proof"),
        ("accounts", "0006_visits_and_given_passwords"),
    ]

    operations = [migrations.RunPython(date_them, leave_them)]
