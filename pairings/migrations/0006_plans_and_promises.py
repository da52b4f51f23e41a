"""Assistance plans in versions, the three signatures under each, and the promises that are their measures."""

import django.db.models.deletion
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('officers', '0011_first_versions'),
        ('pairings', '0005_need_index'),
        ('villages', '0013_no_demand_is_closed_without_proof'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Plan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveSmallIntegerField(default=1, verbose_name='version')),
                ('starts_on', models.DateField(verbose_name='plan from')),
                ('ends_on', models.DateField(verbose_name='plan to')),
                ('goals', models.TextField(blank=True, verbose_name='aims and approach')),
                ('support', models.TextField(blank=True, verbose_name='what town and village contribute')),
                ('reason', models.TextField(blank=True, verbose_name='reason for the amendment')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('signing', 'Being signed'), ('signed', 'In force'), ('superseded', 'Superseded')], default='draft', max_length=10, verbose_name='state')),
                ('entered_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='entered at')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by')),
                ('pairing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plans', to='pairings.pairing', verbose_name='pairing')),
                ('previous', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='amendments', to='pairings.plan', verbose_name='amends')),
            ],
            options={
                'verbose_name': 'assistance plan',
                'verbose_name_plural': 'assistance plans',
                'ordering': ['-starts_on', 'pairing__village__code', '-version'],
            },
        ),
        migrations.CreateModel(
            name='HistoricalPlan',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('version', models.PositiveSmallIntegerField(default=1, verbose_name='version')),
                ('starts_on', models.DateField(verbose_name='plan from')),
                ('ends_on', models.DateField(verbose_name='plan to')),
                ('goals', models.TextField(blank=True, verbose_name='aims and approach')),
                ('support', models.TextField(blank=True, verbose_name='what town and village contribute')),
                ('reason', models.TextField(blank=True, verbose_name='reason for the amendment')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('signing', 'Being signed'), ('signed', 'In force'), ('superseded', 'Superseded')], default='draft', max_length=10, verbose_name='state')),
                ('entered_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='entered at')),
                ('history_id', models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField()),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('entered_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by')),
                ('history_user', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('pairing', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pairings.pairing', verbose_name='pairing')),
                ('previous', models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pairings.plan', verbose_name='amends')),
            ],
            options={
                'verbose_name': 'historical assistance plan',
                'verbose_name_plural': 'historical assistance plans',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Promise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unplanned', models.BooleanField(default=False, verbose_name='outside the demand ledger')),
                ('title', models.CharField(max_length=100, verbose_name='what is promised')),
                ('due_on', models.DateField(verbose_name='due on')),
                ('value', models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True, verbose_name='quantity')),
                ('unit', models.CharField(blank=True, max_length=10, verbose_name='unit')),
                ('qualifier', models.CharField(blank=True, choices=[('余', '余'), ('以上', '以上'), ('近', '近'), ('约', '约')], max_length=2, verbose_name='qualifier')),
                ('budget', models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True, verbose_name='budget')),
                ('state', models.CharField(choices=[('promised', 'Promised'), ('delivering', 'Delivering'), ('delivered', 'Delivered'), ('verified', 'Verified'), ('broken', 'Broken')], default='promised', max_length=10, verbose_name='state')),
                ('done', models.TextField(blank=True, verbose_name='what was done')),
                ('delivered_on', models.DateField(blank=True, null=True, verbose_name='delivered on')),
                ('verified_at', models.DateTimeField(editable=False, null=True, verbose_name='verified at')),
                ('reason', models.TextField(blank=True, verbose_name='why it was broken')),
                ('entered_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='entered at')),
                ('delivered_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='reported by')),
                ('demands', models.ManyToManyField(blank=True, related_name='promises', to='villages.demand', verbose_name='demands')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by')),
                ('follows', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followed_by', to='pairings.promise', verbose_name='follows')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='promises', to='officers.officer', verbose_name='owner')),
                ('plan', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='promises', to='pairings.plan', verbose_name='assistance plan')),
                ('verified_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='verified by')),
                ('village', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='promises', to='villages.village', verbose_name='village')),
            ],
            options={
                'verbose_name': 'promise',
                'verbose_name_plural': 'promises',
                'ordering': ['due_on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='HistoricalPromise',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('unplanned', models.BooleanField(default=False, verbose_name='outside the demand ledger')),
                ('title', models.CharField(max_length=100, verbose_name='what is promised')),
                ('due_on', models.DateField(verbose_name='due on')),
                ('value', models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True, verbose_name='quantity')),
                ('unit', models.CharField(blank=True, max_length=10, verbose_name='unit')),
                ('qualifier', models.CharField(blank=True, choices=[('余', '余'), ('以上', '以上'), ('近', '近'), ('约', '约')], max_length=2, verbose_name='qualifier')),
                ('budget', models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True, verbose_name='budget')),
                ('state', models.CharField(choices=[('promised', 'Promised'), ('delivering', 'Delivering'), ('delivered', 'Delivered'), ('verified', 'Verified'), ('broken', 'Broken')], default='promised', max_length=10, verbose_name='state')),
                ('done', models.TextField(blank=True, verbose_name='what was done')),
                ('delivered_on', models.DateField(blank=True, null=True, verbose_name='delivered on')),
                ('verified_at', models.DateTimeField(editable=False, null=True, verbose_name='verified at')),
                ('reason', models.TextField(blank=True, verbose_name='why it was broken')),
                ('entered_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='entered at')),
                ('history_id', models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField()),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('delivered_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='reported by')),
                ('entered_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by')),
                ('history_user', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='officers.officer', verbose_name='owner')),
                ('verified_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='verified by')),
                ('village', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='villages.village', verbose_name='village')),
                ('plan', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pairings.plan', verbose_name='assistance plan')),
                ('follows', models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pairings.promise', verbose_name='follows')),
            ],
            options={
                'verbose_name': 'historical promise',
                'verbose_name_plural': 'historical promises',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='PromiseEvidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.FileField(upload_to='evidence/%Y/%m', verbose_name='file')),
                ('name', models.CharField(max_length=200, verbose_name='file name')),
                ('size', models.PositiveIntegerField(verbose_name='size in bytes')),
                ('sha256', models.CharField(max_length=64)),
                ('uploaded_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='uploaded at')),
                ('promise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='pairings.promise', verbose_name='promise')),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='uploaded by')),
            ],
            options={
                'verbose_name': 'evidence of a promise',
                'verbose_name_plural': 'evidence of promises',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Signature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('party', models.CharField(choices=[('town', 'Town'), ('village', 'Village'), ('officer', 'Officer')], max_length=8, verbose_name='for whom')),
                ('name', models.CharField(max_length=50, verbose_name='signed by')),
                ('signed_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='signed at')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='signatures', to='pairings.plan', verbose_name='assistance plan')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
            ],
            options={
                'verbose_name': 'signature',
                'verbose_name_plural': 'signatures',
                'ordering': ['pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.UniqueConstraint(fields=('pairing', 'starts_on', 'version'), name='plan_version_once'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'signed')), fields=('pairing', 'starts_on'), name='plan_signed_once'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['draft', 'signing'])), fields=('pairing', 'starts_on'), name='plan_written_once'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='plan_dates_in_order'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('previous', None), ('version', 1)), models.Q(('previous__isnull', False), ('version__gt', 1), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='plan_amendment_has_reason'),
        ),
        migrations.AddIndex(
            model_name='promise',
            index=models.Index(fields=['due_on', 'state', 'village'], name='promise_due'),
        ),
        migrations.AddIndex(
            model_name='promise',
            index=models.Index(fields=['owner', 'due_on'], name='promise_of_owner'),
        ),
        migrations.AddConstraint(
            model_name='promise',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['delivered', 'verified']), _negated=True), models.Q(('delivered_by__isnull', False), ('delivered_on__isnull', False), models.Q(('done', ''), _negated=True)), _connector='OR'), name='promise_delivered_says_what'),
        ),
        migrations.AddConstraint(
            model_name='promise',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'verified'), _negated=True), models.Q(('verified_at__isnull', False), ('verified_by__isnull', False), models.Q(('verified_by', models.F('delivered_by')), _negated=True)), _connector='OR'), name='promise_verified_by_another'),
        ),
        migrations.AddConstraint(
            model_name='promise',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'broken'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='promise_broken_says_why'),
        ),
        migrations.AddConstraint(
            model_name='promise',
            constraint=models.CheckConstraint(condition=models.Q(('budget', None), ('budget__gte', 0), _connector='OR'), name='promise_budget_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.UniqueConstraint(fields=('plan', 'party'), name='signature_once_a_party'),
        ),
    ]
