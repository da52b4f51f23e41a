"""The database asks for day and proof of a closed demand; the board of what nobody has taken up gets its index."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("villages", "0012_demands_closed_so_far")]

    operations = [
        migrations.AddConstraint(
            model_name="demand",
            constraint=models.CheckConstraint(
                condition=~Q(state="met") & Q(met_on=None) | Q(state="met", met_on__isnull=False) & ~Q(proof=""),
                name="demand_met_has_day_and_proof",
            ),
        ),
        migrations.AddConstraint(
            model_name="demand",
            constraint=models.CheckConstraint(
                condition=Q(met_on=None) | Q(met_on__gte=F("raised_on")), name="demand_met_after_raised"
            ),
        ),
        migrations.AddConstraint(
            model_name="demand",
            constraint=models.CheckConstraint(
                condition=Q(state="continued", continued_by__isnull=False)
                | ~Q(state="continued") & Q(continued_by=None),
                name="demand_continued_names_the_later",
            ),
        ),
        migrations.AddConstraint(
            model_name="demand",
            constraint=models.CheckConstraint(
                condition=Q(continued_by=None) | ~Q(continued_by=F("id")), name="demand_not_continued_by_itself"
            ),
        ),
        migrations.AddIndex(
            model_name="demand",
            index=models.Index(
                condition=Q(state="open"), fields=["village", "category", "raised_on"], name="demand_nobodys"
            ),
        ),
    ]
