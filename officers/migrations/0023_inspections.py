import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("officers", "0022_reviews_and_criteria"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Inspection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.FileField(upload_to='evidence/%Y/%m', verbose_name='file')),
                ('name', models.CharField(max_length=200, verbose_name='file name')),
                ('size', models.PositiveIntegerField(verbose_name='size in bytes')),
                ('sha256', models.CharField(max_length=64)),
                ('uploaded_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='uploaded at')),
                ('inspected_on', models.DateField(verbose_name='inspected on')),
                ('first_inspector', models.CharField(max_length=50, verbose_name='first inspector')),
                ('second_inspector', models.CharField(max_length=50, verbose_name='second inspector')),
                ('suitable', models.BooleanField(default=True, verbose_name='suitable')),
                ('opinion', models.TextField(blank=True, max_length=1000, verbose_name='inspection opinion')),
            ],
            options={
                'verbose_name': 'inspection',
                'verbose_name_plural': 'inspections',
                'ordering': ['pk'],
            },
        ),
        migrations.AlterField(
            model_name='historicalregistration',
            name='state',
            field=models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Submitted'), ('returned', 'Returned for correction'), ('not_passed', 'Not passed'), ('reviewed', 'Passed review'), ('inspected', 'Passed inspection'), ('publicised', 'Being publicised'), ('cleared', 'Publicity closed'), ('proposed', 'Proposed for appointment'), ('appointed', 'Appointed'), ('withdrawn', 'Withdrawn'), ('reserve', 'In reserve')], default='draft', max_length=12, verbose_name='state'),
        ),
        migrations.AlterField(
            model_name='registration',
            name='state',
            field=models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Submitted'), ('returned', 'Returned for correction'), ('not_passed', 'Not passed'), ('reviewed', 'Passed review'), ('inspected', 'Passed inspection'), ('publicised', 'Being publicised'), ('cleared', 'Publicity closed'), ('proposed', 'Proposed for appointment'), ('appointed', 'Appointed'), ('withdrawn', 'Withdrawn'), ('reserve', 'In reserve')], default='draft', max_length=12, verbose_name='state'),
        ),
        migrations.AddField(
            model_name='inspection',
            name='registration',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='inspection', to='officers.registration', verbose_name='registration'),
        ),
        migrations.AddField(
            model_name='inspection',
            name='uploaded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='uploaded by'),
        ),
        migrations.AddConstraint(
            model_name='inspection',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('first_inspector', ''), _negated=True), models.Q(('second_inspector', ''), _negated=True), models.Q(('first_inspector', models.F('second_inspector')), _negated=True)), name='inspection_by_two_people'),
        ),
        migrations.AddConstraint(
            model_name='inspection',
            constraint=models.CheckConstraint(condition=models.Q(('suitable', True), models.Q(('opinion', ''), _negated=True), _connector='OR'), name='inspection_unsuitable_says_why'),
        ),
    ]
