"""A recommender who is a user is linked."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('officers', '0001_first_release'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='registration',
            name='registration_recommender_named',
        ),
        migrations.AddField(
            model_name='historicalregistration',
            name='recommended_by',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Recommender with an account'),
        ),
        migrations.AddField(
            model_name='registration',
            name='recommended_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Recommender with an account'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('channel', 'recommended'), _negated=True), models.Q(('recommender', ''), _negated=True), ('recommended_by__isnull', False), _connector='OR'), name='registration_recommender_named'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'returned', 'withdrawn']), ('reviewed_by', None), ('recommended_by', None), models.Q(('reviewed_by', models.F('recommended_by')), _negated=True), _connector='OR'), name='registration_reviewed_by_no_recommender'),
        ),
    ]
