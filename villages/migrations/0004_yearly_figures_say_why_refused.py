"""The rules of yearly figures speak to people; nothing changes in the database."""

from django.db import migrations, models


def _no_less_than_zero(name: str) -> models.Q:
    return models.Q((name, None), (f"{name}__gte", 0), _connector="OR")


class Migration(migrations.Migration):
    dependencies = [("villages", "0003_demand_names_who_took_it_up")]

    operations = [
        migrations.AlterConstraint(
            model_name="villageyear",
            name="village_year_sane",
            constraint=models.CheckConstraint(
                condition=models.Q(("year__gte", 1990), ("year__lte", 2100)),
                name="village_year_sane",
                violation_error_message="Enter a year from 1990 to 2100.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="villageyear",
            name="village_year_edge_within_households",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("edge_households", None),
                    ("households", None),
                    ("edge_households__lte", models.F("households")),
                    _connector="OR",
                ),
                name="village_year_edge_within_households",
                violation_error_message="There can't be more edge households than households.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="villageyear",
            name="village_year_income_not_negative",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    _no_less_than_zero("operating_income"),
                    _no_less_than_zero("subsidy_income"),
                    _no_less_than_zero("household_income"),
                ),
                name="village_year_income_not_negative",
                violation_error_message="An income can't be below zero.",
            ),
        ),
    ]
