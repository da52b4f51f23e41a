import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("officers", "0011_first_versions"),
    ]

    operations = [
        migrations.AddField(
            model_name='measures',
            name='match_clause',
            field=models.CharField(blank=True, max_length=100, verbose_name='clause on the matching'),
        ),
        migrations.AddField(
            model_name='measures',
            name='match_connections',
            field=models.PositiveSmallIntegerField(default=15, verbose_name='match: connections for the demands'),
        ),
        migrations.AddField(
            model_name='measures',
            name='match_home',
            field=models.PositiveSmallIntegerField(default=10, verbose_name='match: home place'),
        ),
        migrations.AddField(
            model_name='measures',
            name='match_industry',
            field=models.PositiveSmallIntegerField(default=35, verbose_name='match: industry'),
        ),
        migrations.AddField(
            model_name='measures',
            name='match_preference',
            field=models.PositiveSmallIntegerField(default=15, verbose_name='match: preference of the officer'),
        ),
        migrations.AddField(
            model_name='measures',
            name='match_skills',
            field=models.PositiveSmallIntegerField(default=25, verbose_name='match: skills for the demands'),
        ),
        migrations.AddField(
            model_name='measures',
            name='need_clause',
            field=models.CharField(blank=True, max_length=100, verbose_name='clause on the need index'),
        ),
        migrations.AddField(
            model_name='measures',
            name='need_demands',
            field=models.PositiveSmallIntegerField(default=15, verbose_name='need: open demands'),
        ),
        migrations.AddField(
            model_name='measures',
            name='need_edge',
            field=models.PositiveSmallIntegerField(default=25, verbose_name='need: share of edge households'),
        ),
        migrations.AddField(
            model_name='measures',
            name='need_growth',
            field=models.PositiveSmallIntegerField(default=15, verbose_name='need: slow growth of the collective income'),
        ),
        migrations.AddField(
            model_name='measures',
            name='need_income',
            field=models.PositiveSmallIntegerField(default=25, verbose_name='need: weak collective income'),
        ),
        migrations.AddField(
            model_name='measures',
            name='need_industry',
            field=models.PositiveSmallIntegerField(default=10, verbose_name='need: no lead industry'),
        ),
        migrations.AddField(
            model_name='measures',
            name='need_tier',
            field=models.PositiveSmallIntegerField(default=10, verbose_name='need: tier'),
        ),
        migrations.AddConstraint(
            model_name='measures',
            constraint=models.CheckConstraint(condition=models.Q(('need_edge', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.Value(100), '-', models.F('need_income')), '-', models.F('need_growth')), '-', models.F('need_industry')), '-', models.F('need_demands')), '-', models.F('need_tier')))), name='measures_need_adds_up', violation_error_message='The weights of the need index add up to 100. Correct them.'),
        ),
        migrations.AddConstraint(
            model_name='measures',
            constraint=models.CheckConstraint(condition=models.Q(('match_industry', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.Value(100), '-', models.F('match_skills')), '-', models.F('match_connections')), '-', models.F('match_preference')), '-', models.F('match_home')))), name='measures_match_adds_up', violation_error_message='The weights of the matching add up to 100. Correct them.'),
        ),
    ]
