"""A voucher number is unique in a year and town."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('pairings', '0006_fund_use_town_filled'),
    ]

    operations = [
        migrations.AlterField(
            model_name='funduse',
            name='town',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.town', verbose_name='Town'),
        ),
        migrations.RemoveConstraint(
            model_name='funduse',
            name='voucher_once_a_year',
        ),
        migrations.AddConstraint(
            model_name='funduse',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'entered')), fields=('town', 'year', 'voucher_number'), name='voucher_once_a_year_and_town'),
        ),
    ]
