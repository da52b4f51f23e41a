"""The code of a project is unique in its village: no town meets the codes of another."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('pairings', '0003_authors_from_history'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='project',
            options={'ordering': ['code', 'pk'], 'verbose_name': 'Project', 'verbose_name_plural': 'projects'},
        ),
        migrations.AlterField(
            model_name='project',
            name='code',
            field=models.CharField(max_length=30, verbose_name='Project code'),
        ),
        migrations.AddConstraint(
            model_name='project',
            constraint=models.UniqueConstraint(fields=('code', 'village'), name='project_code_once_a_village'),
        ),
        migrations.AddConstraint(
            model_name='project',
            constraint=models.UniqueConstraint(condition=models.Q(('village', None)), fields=('code',), name='project_code_once_without_village'),
        ),
    ]
