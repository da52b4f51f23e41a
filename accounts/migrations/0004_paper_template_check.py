"""The check of uploaded templates runs as a job: its state, its faults and the job stand beside the template."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_no_flags_beside_the_role'),
    ]

    operations = [
        migrations.AddField(
            model_name='papertemplate',
            name='faults',
            field=models.JSONField(default=list, verbose_name='faults'),
        ),
        migrations.AddField(
            model_name='papertemplate',
            name='job',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.job', verbose_name='job'),
        ),
        migrations.AddField(
            model_name='papertemplate',
            name='state',
            field=models.CharField(choices=[('checking', 'being checked'), ('accepted', 'accepted'), ('refused', 'refused')], default='accepted', max_length=8, verbose_name='State'),
        ),
        migrations.AddConstraint(
            model_name='papertemplate',
            constraint=models.CheckConstraint(condition=models.Q(('in_use', False), ('state', 'accepted'), _connector='OR'), name='paper_template_in_use_is_accepted'),
        ),
    ]
