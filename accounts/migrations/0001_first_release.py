"""Users, towns, trail, jobs and what each user keeps, as of the first release; stands for all the steps that led there."""

import accounts.models.user
import django.contrib.auth.validators
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import jingyan.crypto
import jingyan.search
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models
from jingyan.migration_operations import Together


class Migration(migrations.Migration):

    initial = True
    replaces = [
        ("accounts", "0001_accounts"),
        ("accounts", "0002_trail_entries_form_a_chain"),
        ("accounts", "0003_chain_the_entries_so_far"),
        ("accounts", "0004_every_entry_has_its_number"),
        ("accounts", "0005_uploaded_workbooks"),
        ("accounts", "0006_visits_and_given_passwords"),
        ("accounts", "0007_second_factors"),
        ("accounts", "0008_names_in_pinyin"),
        ("accounts", "0009_pinyin_of_the_names_so_far"),
        ("accounts", "0010_notices"),
        ("accounts", "0011_papers"),
        ("accounts", "0012_saved_views_and_exports"),
        ("accounts", "0013_drafts_of_long_forms"),
        ("accounts", "0014_dictionaries"),
    ]

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        Together(
            migrations.CreateModel(
                name='CalendarDay',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('date', models.DateField(unique=True, verbose_name='date')),
                    ('is_workday', models.BooleanField(verbose_name='workday')),
                    ('source', models.CharField(choices=[('official', 'Official notice'), ('estimated', 'Estimated'), ('manual', 'Entered by hand')], max_length=10, verbose_name='Source')),
                    ('name', models.CharField(blank=True, max_length=50, verbose_name='Name')),
                ],
                options={
                    'verbose_name': 'calendar day',
                    'verbose_name_plural': 'Work calendar',
                    'ordering': ['date'],
                },
            ),
            migrations.CreateModel(
                name='Heartbeat',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=20, unique=True)),
                    ('at', models.DateTimeField()),
                ],
            ),
            migrations.CreateModel(
                name='Town',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=9, unique=True, verbose_name='town code')),
                    ('name', models.CharField(max_length=50, verbose_name='Name')),
                    ('pinyin', jingyan.search.PinyinField(default='', editable=False, max_length=240, of='name', person=False)),
                    ('kind', models.CharField(choices=[('town', 'Town'), ('township', 'Township'), ('subdistrict', 'Sub-district')], max_length=12, verbose_name='Kind')),
                    ('county_code', models.CharField(db_index=True, max_length=6, verbose_name='county code')),
                    ('county_name', models.CharField(max_length=50, verbose_name='county')),
                    ('print_order', models.PositiveIntegerField(default=0, verbose_name='print order')),
                ],
                options={
                    'verbose_name': 'Town',
                    'verbose_name_plural': 'Towns',
                    'ordering': ['print_order', 'code'],
                },
            ),
            migrations.CreateModel(
                name='TrailHead',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveBigIntegerField(default=0)),
                    ('hash', models.CharField(blank=True, max_length=64)),
                ],
            ),
            migrations.CreateModel(
                name='User',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('password', models.CharField(max_length=128, verbose_name='password')),
                    ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                    ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                    ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                    ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                    ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                    ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                    ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                    ('full_name', models.CharField(max_length=50, verbose_name='Full name')),
                    ('pinyin', jingyan.search.PinyinField(default='', editable=False, max_length=240, of='full_name', person=True)),
                    ('role', models.CharField(choices=[('administrator', 'System administrator'), ('staff', 'County staff'), ('liaison', 'Town liaison'), ('leader', 'County leader'), ('officer', 'Special-appointed village officer'), ('auditor', 'Auditor')], max_length=14, verbose_name='Role')),
                    ('phone', jingyan.crypto.EncryptedField(blank=True, verbose_name='Phone')),
                    ('must_change_password', models.BooleanField(default=False, editable=False, verbose_name='must choose a password')),
                    ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                    ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                    ('town', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='users', to='accounts.town', verbose_name='Town')),
                ],
                options={
                    'verbose_name': 'user',
                    'verbose_name_plural': 'Users',
                    'ordering': ['username'],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('role', 'liaison'), ('town__isnull', False)), models.Q(models.Q(('role', 'liaison'), _negated=True), ('town__isnull', True)), _connector='OR'), name='user_town_exactly_for_liaisons')],
                },
                managers=[
                    ('objects', accounts.models.user.UserManager()),
                ],
            ),
            migrations.CreateModel(
                name='HistoricalTerm',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('code', models.CharField(max_length=30, validators=[django.core.validators.RegexValidator('^[a-z][a-z0-9_]*$', 'Use small Latin letters, digits and _, a letter first.')], verbose_name='code')),
                    ('name', models.CharField(max_length=50, verbose_name='Name')),
                    ('name_en', models.CharField(blank=True, max_length=50, verbose_name='English name')),
                    ('print_order', models.PositiveSmallIntegerField(default=100, verbose_name='print order')),
                    ('in_use', models.BooleanField(default=True, editable=False, verbose_name='In use')),
                    ('clause', models.CharField(blank=True, max_length=100, verbose_name='Clause it rests on')),
                    ('dictionary', models.CharField(editable=False, max_length=30, verbose_name='dictionary')),
                    ('history_id', models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField()),
                    ('history_change_reason', models.CharField(max_length=100, null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical dictionary entry',
                    'verbose_name_plural': 'historical dictionary entries',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='Job',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(max_length=40, verbose_name='Kind')),
                    ('key', models.CharField(max_length=120, verbose_name='key')),
                    ('params', models.JSONField(default=dict)),
                    ('title', models.CharField(max_length=200, verbose_name='title')),
                    ('state', models.CharField(choices=[('queued', 'Queued'), ('running', 'Running'), ('done', 'Done'), ('failed', 'Failed')], db_index=True, default='queued', max_length=8, verbose_name='State')),
                    ('lease_token', models.UUIDField(editable=False, null=True)),
                    ('lease_until', models.DateTimeField(editable=False, null=True)),
                    ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='Attempts')),
                    ('total', models.PositiveIntegerField(default=0, verbose_name='steps')),
                    ('done', models.PositiveIntegerField(default=0, verbose_name='steps done')),
                    ('error', models.TextField(blank=True, verbose_name='Error')),
                    ('result_url', models.CharField(blank=True, max_length=200, verbose_name='result')),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='Queued at')),
                    ('finished_at', models.DateTimeField(null=True, verbose_name='Finished at')),
                    ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='jobs', to=settings.AUTH_USER_MODEL, verbose_name='Started by')),
                ],
                options={
                    'verbose_name': 'job',
                    'verbose_name_plural': 'Jobs',
                    'ordering': ['-pk'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['queued', 'running'])), fields=('kind', 'key'), name='job_waits_once_a_key')],
                },
            ),
            migrations.CreateModel(
                name='Notice',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(max_length=40, verbose_name='Kind')),
                    ('key', models.CharField(max_length=120, verbose_name='key')),
                    ('words', models.JSONField(default=dict)),
                    ('url_name', models.CharField(blank=True, max_length=100)),
                    ('url_args', models.JSONField(default=list)),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='written at')),
                    ('tell_from', models.DateTimeField(default=django.utils.timezone.now, verbose_name='told at')),
                    ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='read at')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL, verbose_name='user')),
                ],
                options={
                    'verbose_name': 'notice',
                    'verbose_name_plural': 'Notices',
                    'ordering': ['-tell_from', '-pk'],
                    'indexes': [models.Index(fields=['user', '-tell_from', '-id'], name='notice_newest_first'), models.Index(condition=models.Q(('read_at', None)), fields=['user'], name='notice_unread')],
                    'constraints': [models.UniqueConstraint(fields=('user', 'key'), name='notice_told_once')],
                },
            ),
            migrations.CreateModel(
                name='PaperFile',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('paper', models.CharField(max_length=40, verbose_name='Paper')),
                    ('keys', models.JSONField(default=list)),
                    ('name', models.CharField(max_length=200, verbose_name='file name')),
                    ('content', models.BinaryField()),
                    ('sha256', models.CharField(max_length=64)),
                    ('made_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name='made at')),
                    ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='made for')),
                ],
                options={
                    'verbose_name': 'made paper',
                    'verbose_name_plural': 'made papers',
                },
            ),
            migrations.CreateModel(
                name='PaperTemplate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('paper', models.CharField(max_length=40, verbose_name='Paper')),
                    ('name', models.CharField(max_length=200, verbose_name='file name')),
                    ('content', models.BinaryField()),
                    ('sha256', models.CharField(max_length=64)),
                    ('in_use', models.BooleanField(default=True, verbose_name='In use')),
                    ('uploaded_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='Uploaded at')),
                    ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Uploaded by')),
                ],
                options={
                    'verbose_name': 'template of a paper',
                    'verbose_name_plural': 'Templates of papers',
                    'ordering': ['-pk'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('in_use', True)), fields=('paper',), name='paper_template_one_in_use')],
                },
            ),
            migrations.CreateModel(
                name='SavedView',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('path', models.CharField(max_length=200, verbose_name='List')),
                    ('list_title', models.CharField(max_length=100, verbose_name='List')),
                    ('name', models.CharField(max_length=50, verbose_name='Name')),
                    ('query', models.CharField(max_length=2000, verbose_name='conditions')),
                    ('is_default', models.BooleanField(default=False, verbose_name='Opens first')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='views', to=settings.AUTH_USER_MODEL, verbose_name='user')),
                ],
                options={
                    'verbose_name': 'saved view',
                    'verbose_name_plural': 'saved views',
                    'ordering': ['path', 'name'],
                    'constraints': [models.UniqueConstraint(fields=('user', 'path', 'name'), name='view_name_once_a_list', violation_error_message='You keep another view of this list under this name.'), models.UniqueConstraint(condition=models.Q(('is_default', True)), fields=('user', 'path'), name='view_default_once_a_list')],
                },
            ),
            migrations.CreateModel(
                name='SecondFactor',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('secret', jingyan.crypto.EncryptedField()),
                    ('confirmed_at', models.DateTimeField(null=True, verbose_name='In use since')),
                    ('last_step', models.BigIntegerField(default=-1)),
                    ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='second_factor', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'Second factor',
                    'verbose_name_plural': 'second factors',
                },
            ),
            migrations.CreateModel(
                name='RecoveryCode',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('digest', models.CharField(max_length=64)),
                    ('factor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='codes', to='accounts.secondfactor')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('factor', 'digest'), name='recovery_code_once')],
                },
            ),
            migrations.CreateModel(
                name='SheetFile',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('register', models.CharField(max_length=40, verbose_name='register')),
                    ('name', models.CharField(max_length=200, verbose_name='file name')),
                    ('content', jingyan.crypto.EncryptedField(blank=True)),
                    ('rows', models.PositiveIntegerField(verbose_name='Rows')),
                    ('report', jingyan.crypto.EncryptedField(blank=True)),
                    ('uploaded_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name='Uploaded at')),
                    ('imported_at', models.DateTimeField(null=True, verbose_name='imported at')),
                    ('job', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.job', verbose_name='job')),
                    ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'uploaded workbook',
                    'verbose_name_plural': 'uploaded workbooks',
                },
            ),
            migrations.CreateModel(
                name='Term',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=30, validators=[django.core.validators.RegexValidator('^[a-z][a-z0-9_]*$', 'Use small Latin letters, digits and _, a letter first.')], verbose_name='code')),
                    ('name', models.CharField(max_length=50, verbose_name='Name')),
                    ('name_en', models.CharField(blank=True, max_length=50, verbose_name='English name')),
                    ('print_order', models.PositiveSmallIntegerField(default=100, verbose_name='print order')),
                    ('in_use', models.BooleanField(default=True, editable=False, verbose_name='In use')),
                    ('clause', models.CharField(blank=True, max_length=100, verbose_name='Clause it rests on')),
                    ('dictionary', models.CharField(editable=False, max_length=30, verbose_name='dictionary')),
                ],
                options={
                    'verbose_name': 'dictionary entry',
                    'verbose_name_plural': 'dictionary entries',
                    'ordering': ['dictionary', 'print_order', 'code'],
                    'constraints': [models.UniqueConstraint(fields=('dictionary', 'code'), name='term_code_once'), models.UniqueConstraint(fields=('dictionary', 'name'), name='term_name_once')],
                },
            ),
            migrations.CreateModel(
                name='ExportFile',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('title', models.CharField(max_length=100, verbose_name='ledger')),
                    ('name', models.CharField(max_length=200, verbose_name='file name')),
                    ('file', models.FileField(upload_to='exports', verbose_name='File')),
                    ('file_format', models.CharField(max_length=4, verbose_name='format')),
                    ('rows', models.PositiveIntegerField(verbose_name='Rows')),
                    ('size', models.PositiveIntegerField(verbose_name='size in bytes')),
                    ('sha256', models.CharField(max_length=64)),
                    ('permission', models.CharField(max_length=60)),
                    ('role', models.CharField(max_length=14, verbose_name='Role')),
                    ('created_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name='exported at')),
                    ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='exported by')),
                    ('town', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.town', verbose_name='Town')),
                ],
                options={
                    'verbose_name': 'exported file',
                    'verbose_name_plural': 'exported files',
                    'ordering': ['-created_at', '-pk'],
                },
            ),
            migrations.CreateModel(
                name='TrailEntry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name='Time')),
                    ('by', models.CharField(max_length=150, verbose_name='By')),
                    ('by_name', models.CharField(blank=True, max_length=50, verbose_name='Name')),
                    ('role', models.CharField(choices=[('administrator', 'System administrator'), ('staff', 'County staff'), ('liaison', 'Town liaison'), ('leader', 'County leader'), ('officer', 'Special-appointed village officer'), ('auditor', 'Auditor')], max_length=14, verbose_name='Role')),
                    ('act', models.CharField(max_length=50, verbose_name='Act')),
                    ('target', models.CharField(max_length=100, verbose_name='record kind')),
                    ('target_id', models.BigIntegerField(null=True, verbose_name='Record')),
                    ('subject', models.CharField(blank=True, max_length=200, verbose_name='subject')),
                    ('before', models.CharField(blank=True, max_length=50, verbose_name='before')),
                    ('after', models.CharField(blank=True, max_length=50, verbose_name='after')),
                    ('note', models.TextField(blank=True, verbose_name='Note')),
                    ('changes', models.JSONField(default=dict, verbose_name='changes')),
                    ('number', models.PositiveBigIntegerField(editable=False, unique=True, verbose_name='number')),
                    ('previous', models.CharField(blank=True, editable=False, max_length=64)),
                    ('hash', models.CharField(editable=False, max_length=64)),
                ],
                options={
                    'verbose_name': 'trail entry',
                    'verbose_name_plural': 'Trail',
                    'ordering': ['pk'],
                    'indexes': [models.Index(fields=['target', 'target_id'], name='trail_of_one_record')],
                },
            ),
            migrations.CreateModel(
                name='Visit',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('session_key', models.CharField(max_length=40, unique=True)),
                    ('agent', models.CharField(blank=True, max_length=300, verbose_name='Browser')),
                    ('began_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='Logged in at')),
                    ('seen_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='Last active at')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='visits', to=settings.AUTH_USER_MODEL, verbose_name='user')),
                ],
                options={
                    'verbose_name': 'visit',
                    'verbose_name_plural': 'visits',
                    'ordering': ['-seen_at', '-pk'],
                },
            ),
            migrations.CreateModel(
                name='Draft',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('form', models.CharField(max_length=200, verbose_name='form')),
                    ('title', models.CharField(max_length=200, verbose_name='Entry')),
                    ('content', jingyan.crypto.EncryptedField()),
                    ('saved_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name='Saved at')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drafts', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'Draft',
                    'verbose_name_plural': 'drafts',
                    'ordering': ['-saved_at', '-pk'],
                    'constraints': [models.UniqueConstraint(fields=('user', 'form'), name='draft_once_a_form')],
                },
            ),
        ),
    ]
