"""Issues with their figures, and the summary behind the dashboard, as of the first release; stands for all the steps that led there."""

import django.db.models.deletion
import django.db.models.functions.comparison
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from jingyan.migration_operations import Together


class Migration(migrations.Migration):

    initial = True
    replaces = [
        ("reports", "0001_reports"),
        ("reports", "0002_summary"),
        ("reports", "0003_facts_so_far_are_due"),
    ]

    dependencies = [
        ('accounts', '0001_first_release'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('pairings', '0001_first_release'),
        ('villages', '0001_first_release'),
    ]

    operations = [
        Together(
            migrations.CreateModel(
                name='Issue',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('period', models.CharField(max_length=24, verbose_name='period')),
                    ('starts_on', models.DateField(verbose_name='from')),
                    ('ends_on', models.DateField(verbose_name='to')),
                    ('place', models.CharField(default='county', max_length=12, verbose_name='place code')),
                    ('version', models.PositiveSmallIntegerField(default=1, verbose_name='Version')),
                    ('state', models.CharField(choices=[('queued', 'Queued'), ('computing', 'Computing'), ('draft', 'Draft'), ('approved', 'Approved'), ('issued', 'Issued'), ('withdrawn', 'Withdrawn')], default='draft', max_length=10, verbose_name='State')),
                    ('as_of', models.DateTimeField(default=django.utils.timezone.now, verbose_name='as of')),
                    ('sha256', models.CharField(blank=True, max_length=64, verbose_name='fingerprint')),
                    ('previous', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followers', to='reports.issue', verbose_name='earlier version')),
                    ('requested_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='computed for')),
                    ('town', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='issues', to='accounts.town', verbose_name='Town')),
                    ('village', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='issues', to='villages.village', verbose_name='Village')),
                ],
                options={
                    'verbose_name': 'report',
                    'verbose_name_plural': 'Reports',
                    'ordering': ['-ends_on', '-starts_on', 'place', '-version'],
                    'constraints': [models.UniqueConstraint(fields=('period', 'place', 'version'), name='issue_version_once'), models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='issue_dates_in_order')],
                },
            ),
            migrations.CreateModel(
                name='Figure',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('value', models.DecimalField(decimal_places=2, max_digits=18, null=True, verbose_name='value')),
                    ('qualifier', models.CharField(blank=True, max_length=2, verbose_name='qualifier')),
                    ('text', models.CharField(blank=True, max_length=50, verbose_name='text')),
                    ('attributed', models.DecimalField(decimal_places=2, max_digits=18, null=True, verbose_name='due to the programme')),
                    ('previous', models.DecimalField(decimal_places=2, max_digits=18, null=True, verbose_name='period before')),
                    ('year_on_year', models.DecimalField(decimal_places=2, max_digits=12, null=True, verbose_name='year on year, per cent')),
                    ('missing', models.CharField(blank=True, max_length=200, verbose_name='why it is missing')),
                    ('facts', models.JSONField(default=list, verbose_name='facts')),
                    ('metric', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='figures', to='pairings.metric', verbose_name='Metric')),
                    ('issue', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='figures', to='reports.issue', verbose_name='report')),
                ],
                options={
                    'verbose_name': 'figure',
                    'verbose_name_plural': 'figures',
                    'ordering': ['metric__print_order', 'pk'],
                    'constraints': [models.UniqueConstraint(fields=('issue', 'metric'), name='figure_once_an_issue'), models.CheckConstraint(condition=models.Q(models.Q(('missing', ''), ('value__isnull', False)), models.Q(('value', None), models.Q(('missing', ''), _negated=True)), _connector='OR'), name='figure_has_value_or_says_why')],
                },
            ),
            migrations.CreateModel(
                name='SummaryCell',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('starts_on', models.DateField(null=True, verbose_name='from')),
                    ('ends_on', models.DateField(verbose_name='to')),
                    ('metric', models.CharField(max_length=40, verbose_name='Metric')),
                    ('state', models.CharField(choices=[('reported', 'Reported'), ('town_verified', 'Verified by the town'), ('county_confirmed', 'Confirmed by the county'), ('returned', 'Returned'), ('withdrawn', 'Withdrawn')], max_length=16, verbose_name='State')),
                    ('value', models.DecimalField(decimal_places=2, max_digits=24, verbose_name='value')),
                    ('qualifier', models.CharField(blank=True, max_length=2, verbose_name='qualifier')),
                    ('town', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.town', verbose_name='Town')),
                ],
                options={
                    'verbose_name': 'cell of the summary',
                    'verbose_name_plural': 'cells of the summary',
                    'ordering': ['pk'],
                    'indexes': [models.Index(fields=['town', 'metric', 'state', 'ends_on'], name='summary_latest_stock')],
                    'constraints': [models.UniqueConstraint(django.db.models.functions.comparison.Coalesce('town', 0), models.F('ends_on'), models.F('metric'), models.F('state'), django.db.models.functions.comparison.Coalesce('starts_on', 'ends_on'), name='summary_cell_once')],
                },
            ),
            migrations.CreateModel(
                name='SummaryDue',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('happened_on', models.DateField()),
                    ('metric', models.CharField(max_length=40)),
                    ('town', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accounts.town')),
                ],
                options={
                    'verbose_name': 'note of a changed fact',
                    'verbose_name_plural': 'notes of changed facts',
                    'ordering': ['pk'],
                },
            ),
        ),
    ]
