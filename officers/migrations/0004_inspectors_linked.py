"""Inspectors who are users are linked."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('officers', '0003_recommenders_linked_by_name'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='inspection',
            name='first_inspector_user',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='first inspector with an account'),
        ),
        migrations.AddField(
            model_name='inspection',
            name='second_inspector_user',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='second inspector with an account'),
        ),
        migrations.AddConstraint(
            model_name='inspection',
            constraint=models.CheckConstraint(condition=models.Q(('first_inspector_user', None), ('second_inspector_user', None), models.Q(('first_inspector_user', models.F('second_inspector_user')), _negated=True), _connector='OR'), name='inspection_by_two_users'),
        ),
    ]
