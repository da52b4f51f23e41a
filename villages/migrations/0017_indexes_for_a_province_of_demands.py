"""The ledger of demands stays as quick over a province: its states, its search and its board read indexes."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('villages', '0016_captions_of_files'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='demand',
            name='demand_newest_first',
        ),
        migrations.RemoveIndex(
            model_name='demand',
            name='demand_nobodys',
        ),
        migrations.AddIndex(
            model_name='demand',
            index=models.Index(fields=['-raised_on', '-id', 'village', 'title'], name='demand_newest_first'),
        ),
        migrations.AddIndex(
            model_name='demand',
            index=models.Index(fields=['state', '-raised_on', '-id'], name='demand_newest_of_a_state'),
        ),
        migrations.AddIndex(
            model_name='demand',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['category', 'urgency', 'raised_on', 'state'], name='demand_nobodys'),
        ),
        migrations.AddIndex(
            model_name='demand',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['village', 'raised_on', 'urgency', 'state'], name='demand_nobodys_by_place'),
        ),
    ]
