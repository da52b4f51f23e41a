"""Rubrics, rounds, evaluations and scores, as of the first release; stands for all the steps that led there."""

import django.db.models.deletion
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models
from jingyan.migration_operations import Together


class Migration(migrations.Migration):

    initial = True
    replaces = [
        ("evaluations", "0001_evaluations"),
        ("evaluations", "0002_grades_need_totals_and_other_eyes"),
        ("evaluations", "0003_field_history"),
        ("evaluations", "0004_first_versions"),
        ("evaluations", "0005_grades_stand_on_a_notice"),
        ("evaluations", "0006_history_of_parts"),
        ("evaluations", "0007_first_versions_of_parts"),
    ]

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('officers', '0001_first_release'),
        ('pairings', '0001_first_release'),
    ]

    operations = [
        Together(
            migrations.CreateModel(
                name='Criterion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=30, verbose_name='code')),
                    ('part', models.CharField(choices=[('duty', 'Performance of duty'), ('results', 'Real achievements'), ('village', 'Village appraisal'), ('town', 'Town appraisal'), ('bonus', 'Bonus'), ('veto', 'Veto')], max_length=8, verbose_name='Part')),
                    ('text', models.CharField(max_length=200, verbose_name='Criterion')),
                    ('max_points', models.PositiveSmallIntegerField(verbose_name='Full points')),
                    ('print_order', models.PositiveSmallIntegerField(default=100, verbose_name='print order')),
                ],
                options={
                    'verbose_name': 'Criterion',
                    'verbose_name_plural': 'criteria',
                    'ordering': ['print_order', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='Evaluation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(choices=[('open', 'Open'), ('scored', 'Scored'), ('reviewed', 'Reviewed'), ('approved', 'Approved'), ('publicised', 'Being publicised'), ('appealed', 'Appealed'), ('final', 'Final')], default='open', max_length=10, verbose_name='State')),
                    ('total', models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, verbose_name='Total points')),
                    ('grade', models.CharField(blank=True, choices=[('excellent', 'Excellent'), ('good', 'Good'), ('general', 'General')], max_length=9, verbose_name='Grade')),
                    ('grade_reason', models.CharField(blank=True, max_length=200, verbose_name='Reason for the grade')),
                    ('approved_at', models.DateTimeField(null=True, verbose_name='Approved at')),
                    ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Approved by')),
                    ('entry', models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='evaluation', to='officers.publicityentry', verbose_name='line of a publicity')),
                    ('pairing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evaluations', to='pairings.pairing', verbose_name='Pairing')),
                    ('reviewed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Reviewed by')),
                    ('scored_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Scored by')),
                ],
                options={
                    'verbose_name': 'Evaluation',
                    'verbose_name_plural': 'Evaluations',
                    'ordering': ['-round__ends_on', 'pairing__village__code'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['open', 'scored', 'reviewed']), models.Q(models.Q(('grade', ''), _negated=True), ('total__isnull', False)), _connector='OR'), name='evaluation_graded_when_approved'), models.CheckConstraint(condition=models.Q(('reviewed_by', None), models.Q(('reviewed_by', models.F('scored_by')), _negated=True), _connector='OR'), name='evaluation_reviewed_by_another'), models.CheckConstraint(condition=models.Q(('approved_by', None), models.Q(models.Q(('approved_by', models.F('scored_by')), _negated=True), models.Q(('approved_by', models.F('reviewed_by')), _negated=True)), _connector='OR'), name='evaluation_approved_by_another')],
                },
            ),
            migrations.CreateModel(
                name='HistoricalScore',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('text', models.CharField(max_length=200, verbose_name='Criterion')),
                    ('max_points', models.PositiveSmallIntegerField(verbose_name='Full points')),
                    ('points', models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, verbose_name='Points')),
                    ('note', models.CharField(blank=True, max_length=200, verbose_name='Grounds')),
                    ('history_id', models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField()),
                    ('history_change_reason', models.CharField(max_length=100, null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('criterion', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='evaluations.criterion', verbose_name='Criterion')),
                    ('evaluation', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='evaluations.evaluation', verbose_name='Evaluation')),
                    ('history_user', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical Score',
                    'verbose_name_plural': 'historical scores',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='Round',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=50, unique=True, verbose_name='Name')),
                    ('starts_on', models.DateField(verbose_name='Period from')),
                    ('ends_on', models.DateField(verbose_name='Period to')),
                    ('excellent_quota', models.PositiveSmallIntegerField(verbose_name='quota of excellents, per cent')),
                    ('opened_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='opened at')),
                    ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Opened by')),
                ],
                options={
                    'verbose_name': 'evaluation round',
                    'verbose_name_plural': 'Evaluation rounds',
                    'ordering': ['-ends_on', '-pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='round_dates_in_order'), models.CheckConstraint(condition=models.Q(('excellent_quota__lte', 100)), name='round_quota_per_cent')],
                },
            ),
            migrations.CreateModel(
                name='HistoricalEvaluation',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('state', models.CharField(choices=[('open', 'Open'), ('scored', 'Scored'), ('reviewed', 'Reviewed'), ('approved', 'Approved'), ('publicised', 'Being publicised'), ('appealed', 'Appealed'), ('final', 'Final')], default='open', max_length=10, verbose_name='State')),
                    ('total', models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, verbose_name='Total points')),
                    ('grade', models.CharField(blank=True, choices=[('excellent', 'Excellent'), ('good', 'Good'), ('general', 'General')], max_length=9, verbose_name='Grade')),
                    ('grade_reason', models.CharField(blank=True, max_length=200, verbose_name='Reason for the grade')),
                    ('approved_at', models.DateTimeField(null=True, verbose_name='Approved at')),
                    ('history_id', models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField()),
                    ('history_change_reason', models.CharField(max_length=100, null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('approved_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Approved by')),
                    ('entry', models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='officers.publicityentry', verbose_name='line of a publicity')),
                    ('history_user', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('pairing', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pairings.pairing', verbose_name='Pairing')),
                    ('reviewed_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Reviewed by')),
                    ('scored_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Scored by')),
                    ('round', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='evaluations.round', verbose_name='round')),
                ],
                options={
                    'verbose_name': 'historical Evaluation',
                    'verbose_name_plural': 'historical Evaluations',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.AddField(
                model_name='evaluation',
                name='round',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evaluations', to='evaluations.round', verbose_name='round'),
            ),
            migrations.CreateModel(
                name='Rubric',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=100, verbose_name='Name')),
                    ('version', models.PositiveSmallIntegerField(unique=True, verbose_name='Version')),
                    ('excellent_from', models.PositiveSmallIntegerField(default=90, verbose_name='excellent from')),
                    ('good_from', models.PositiveSmallIntegerField(default=75, verbose_name='good from')),
                    ('clause', models.CharField(blank=True, max_length=100, verbose_name='Clause')),
                ],
                options={
                    'verbose_name': 'Rubric',
                    'verbose_name_plural': 'rubrics',
                    'ordering': ['-version'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('excellent_from__gt', models.F('good_from'))), name='rubric_grades_in_order')],
                },
            ),
            migrations.AddField(
                model_name='round',
                name='rubric',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rounds', to='evaluations.rubric', verbose_name='Rubric'),
            ),
            migrations.AddField(
                model_name='criterion',
                name='rubric',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='criteria', to='evaluations.rubric', verbose_name='Rubric'),
            ),
            migrations.CreateModel(
                name='Score',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('text', models.CharField(max_length=200, verbose_name='Criterion')),
                    ('max_points', models.PositiveSmallIntegerField(verbose_name='Full points')),
                    ('points', models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, verbose_name='Points')),
                    ('note', models.CharField(blank=True, max_length=200, verbose_name='Grounds')),
                    ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scores', to='evaluations.criterion', verbose_name='Criterion')),
                    ('evaluation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scores', to='evaluations.evaluation', verbose_name='Evaluation')),
                ],
                options={
                    'verbose_name': 'Score',
                    'verbose_name_plural': 'scores',
                    'ordering': ['criterion__print_order', 'pk'],
                    'constraints': [models.UniqueConstraint(fields=('evaluation', 'criterion'), name='score_once_a_criterion'), models.CheckConstraint(condition=models.Q(('points', None), models.Q(('points__gte', 0), ('points__lte', models.F('max_points'))), _connector='OR'), name='score_within_full_points')],
                },
            ),
            migrations.AddConstraint(
                model_name='evaluation',
                constraint=models.UniqueConstraint(fields=('round', 'pairing'), name='evaluation_once_a_round'),
            ),
            migrations.AddConstraint(
                model_name='criterion',
                constraint=models.UniqueConstraint(fields=('rubric', 'code'), name='criterion_code_once'),
            ),
        ),
    ]
