"""A use of work funds names the town of its pair."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_first_release'),
        ('pairings', '0004_project_code_once_a_village'),
    ]

    operations = [
        migrations.AddField(
            model_name='funduse',
            name='town',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.town', verbose_name='Town'),
        ),
    ]
