from django.db import migrations

NOTE = """
INSERT INTO reports_summarydue (town_id, happened_on, metric)
SELECT DISTINCT fact.town_id, fact.happened_on, metric.code
FROM pairings_outcome outcome
JOIN pairings_contribution fact ON fact.id = outcome.contribution_id
JOIN pairings_metric metric ON metric.id = outcome.metric_id
"""


class Migration(migrations.Migration):
    """The facts that were there before are counted into the summary as well."""

    dependencies = [("pairings", "0001_pairings"), ("reports", "0002_summary")]
    operations = [migrations.RunSQL(NOTE, "DELETE FROM reports_summarydue")]
