"""The liaison of each town, and hand-overs with their items and signatures."""

import django.db.models.deletion
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0013_drafts_of_long_forms'),
        ('pairings', '0010_meetings_are_planned_for_a_day'),
        ('villages', '0013_no_demand_is_closed_without_proof'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HandOver',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('giver_name', models.CharField(max_length=50, verbose_name='handed over by')),
                ('receiver_name', models.CharField(blank=True, max_length=50, verbose_name='taken over by')),
                ('opened_on', models.DateField(verbose_name='opened on')),
                ('state', models.CharField(choices=[('open', 'Waiting for signatures'), ('signed', 'Signed by both')], default='open', max_length=6, verbose_name='state')),
                ('giver', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='log-in handing over')),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='opened by')),
                ('pairing', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='hand_overs', to='pairings.pairing', verbose_name='pairing')),
                ('receiver', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='log-in taking over')),
                ('town', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hand_overs', to='accounts.town', verbose_name='town')),
            ],
            options={
                'verbose_name': 'hand-over',
                'verbose_name_plural': 'hand-overs',
                'ordering': ['-opened_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='HandOverItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('demand', 'Open demands'), ('promise', 'Promises to be kept'), ('action', 'Action points'), ('owed', 'Meetings owed'), ('meeting', 'Last meetings'), ('objection', 'Open objections'), ('contact', 'Contacts')], max_length=9, verbose_name='kind')),
                ('text', models.CharField(max_length=300, verbose_name='what')),
                ('standing', models.CharField(blank=True, max_length=300, verbose_name='as it stands')),
                ('demand', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='villages.demand', verbose_name='demand')),
                ('hand_over', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='pairings.handover', verbose_name='hand-over')),
                ('meeting', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pairings.meeting', verbose_name='meeting')),
                ('promise', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pairings.promise', verbose_name='promise')),
            ],
            options={
                'verbose_name': 'item of a hand-over',
                'verbose_name_plural': 'items of hand-overs',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='HistoricalLiaison',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('post', models.CharField(blank=True, help_text='Such as deputy secretary of the town.', max_length=50, verbose_name='post')),
                ('starts_on', models.DateField(verbose_name='liaison from')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='liaison to')),
                ('entered_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='entered at')),
                ('history_id', models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField()),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('entered_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by')),
                ('history_user', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('town', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accounts.town', verbose_name='town')),
                ('user', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='liaison')),
            ],
            options={
                'verbose_name': 'historical town liaison',
                'verbose_name_plural': 'historical town liaisons',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Liaison',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('post', models.CharField(blank=True, help_text='Such as deputy secretary of the town.', max_length=50, verbose_name='post')),
                ('starts_on', models.DateField(verbose_name='liaison from')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='liaison to')),
                ('entered_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='entered at')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by')),
                ('town', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='liaison_terms', to='accounts.town', verbose_name='town')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='liaison_terms', to=settings.AUTH_USER_MODEL, verbose_name='liaison')),
            ],
            options={
                'verbose_name': 'town liaison',
                'verbose_name_plural': 'town liaisons',
                'ordering': ['town__print_order', 'town__code', '-starts_on'],
            },
        ),
        migrations.AddField(
            model_name='handover',
            name='liaison',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='hand_overs', to='pairings.liaison', verbose_name='town liaison'),
        ),
        migrations.CreateModel(
            name='HandOverSignature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('side', models.CharField(choices=[('giving', 'Handing over'), ('receiving', 'Taking over')], max_length=9, verbose_name='side')),
                ('name', models.CharField(max_length=50, verbose_name='signed by')),
                ('remark', models.CharField(blank=True, max_length=300, verbose_name='remark')),
                ('signed_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='signed at')),
                ('hand_over', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='signatures', to='pairings.handover', verbose_name='hand-over')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
            ],
            options={
                'verbose_name': 'signature of a hand-over',
                'verbose_name_plural': 'signatures of hand-overs',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('hand_over', 'side'), name='hand_over_signed_once_a_side'), models.UniqueConstraint(fields=('hand_over', 'recorded_by'), name='hand_over_signed_by_two_log_ins')],
            },
        ),
        migrations.AddConstraint(
            model_name='liaison',
            constraint=models.UniqueConstraint(condition=models.Q(('ends_on', None)), fields=('town',), name='liaison_active_once_a_town'),
        ),
        migrations.AddConstraint(
            model_name='liaison',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='liaison_dates_in_order'),
        ),
        migrations.AddConstraint(
            model_name='handover',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('liaison__isnull', False), ('pairing', None)), models.Q(('liaison', None), ('pairing__isnull', False)), _connector='OR'), name='hand_over_of_a_pairing_or_a_liaison'),
        ),
        migrations.AddConstraint(
            model_name='handover',
            constraint=models.UniqueConstraint(fields=('pairing',), name='hand_over_once_a_pairing'),
        ),
        migrations.AddConstraint(
            model_name='handover',
            constraint=models.UniqueConstraint(fields=('liaison',), name='hand_over_once_a_liaison'),
        ),
    ]
