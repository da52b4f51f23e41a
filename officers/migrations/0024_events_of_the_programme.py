import django.db.models.deletion
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("officers", "0023_inspections"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='EventFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.FileField(upload_to='evidence/%Y/%m', verbose_name='file')),
                ('name', models.CharField(max_length=200, verbose_name='file name')),
                ('size', models.PositiveIntegerField(verbose_name='size in bytes')),
                ('sha256', models.CharField(max_length=64)),
                ('uploaded_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='uploaded at')),
            ],
            options={
                'verbose_name': 'file of an event',
                'verbose_name_plural': 'files of events',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='HistoricalProgrammeEvent',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('kind', models.CharField(choices=[('launch', 'Launch conference'), ('symposium', 'Symposium'), ('commendation', 'Commendation'), ('training', 'Training'), ('visit', 'Study visit'), ('other', 'Other event')], max_length=12, verbose_name='kind')),
                ('title', models.CharField(max_length=100, verbose_name='title')),
                ('held_on', models.DateField(verbose_name='held on')),
                ('place', models.CharField(max_length=100, verbose_name='venue')),
                ('others', models.TextField(blank=True, help_text='Leaders, units and guests, separated by 、.', max_length=1000, verbose_name='others who attended')),
                ('summary', models.TextField(blank=True, max_length=4000, verbose_name='what was done')),
                ('entered_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='entered at')),
                ('history_id', models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField()),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical event of the programme',
                'verbose_name_plural': 'historical events of the programme',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='ProgrammeEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('launch', 'Launch conference'), ('symposium', 'Symposium'), ('commendation', 'Commendation'), ('training', 'Training'), ('visit', 'Study visit'), ('other', 'Other event')], max_length=12, verbose_name='kind')),
                ('title', models.CharField(max_length=100, verbose_name='title')),
                ('held_on', models.DateField(verbose_name='held on')),
                ('place', models.CharField(max_length=100, verbose_name='venue')),
                ('others', models.TextField(blank=True, help_text='Leaders, units and guests, separated by 、.', max_length=1000, verbose_name='others who attended')),
                ('summary', models.TextField(blank=True, max_length=4000, verbose_name='what was done')),
                ('entered_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='entered at')),
            ],
            options={
                'verbose_name': 'event of the programme',
                'verbose_name_plural': 'events of the programme',
                'ordering': ['-held_on', '-pk'],
            },
        ),
        migrations.AddField(
            model_name='eventfile',
            name='uploaded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='uploaded by'),
        ),
        migrations.AddField(
            model_name='historicalprogrammeevent',
            name='entered_by',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by'),
        ),
        migrations.AddField(
            model_name='historicalprogrammeevent',
            name='history_user',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='programmeevent',
            name='attendees',
            field=models.ManyToManyField(blank=True, related_name='events', to='officers.officer', verbose_name='officers who attended'),
        ),
        migrations.AddField(
            model_name='programmeevent',
            name='entered_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by'),
        ),
        migrations.AddField(
            model_name='eventfile',
            name='event',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='officers.programmeevent', verbose_name='event'),
        ),
        migrations.AddConstraint(
            model_name='programmeevent',
            constraint=models.UniqueConstraint(fields=('held_on', 'title'), name='event_once_a_day'),
        ),
    ]
