import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("officers", "0020_posts_so_far"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalregistration',
            name='opened_at',
            field=models.DateTimeField(null=True, verbose_name='opened at'),
        ),
        migrations.AddField(
            model_name='historicalregistration',
            name='opened_by',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='opened by'),
        ),
        migrations.AddField(
            model_name='registration',
            name='opened_at',
            field=models.DateTimeField(null=True, verbose_name='opened at'),
        ),
        migrations.AddField(
            model_name='registration',
            name='opened_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='opened by'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.CheckConstraint(condition=models.Q(('opened_by', None), models.Q(('opened_by', models.F('submitted_by')), _negated=True), _connector='OR'), name='registration_opened_by_another'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('opened_at', None), ('opened_by', None)), models.Q(('opened_at__isnull', False), ('opened_by__isnull', False)), _connector='OR'), name='registration_opened_by_somebody_at_some_time'),
        ),
    ]
