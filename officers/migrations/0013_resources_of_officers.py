import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0007_second_factors"),
        ("officers", "0012_weights_of_needs_and_matches"),
    ]

    operations = [
        migrations.CreateModel(
            name='Resources',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('industries', models.CharField(blank=True, help_text="Such as 柑橘、农产品加工. The enterprise's is known.", max_length=200, verbose_name='industries')),
                ('skills', models.CharField(blank=True, help_text='Such as 种植技术、电商、工程施工.', max_length=200, verbose_name='skills')),
                ('connections', models.CharField(blank=True, help_text='Such as 商超采购、劳务市场、高校专家.', max_length=200, verbose_name='connections')),
            ],
            options={
                'verbose_name': 'resources of an officer',
                'verbose_name_plural': 'resources of officers',
            },
        ),
        migrations.AddField(
            model_name='resources',
            name='home_town',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.town', verbose_name='home place'),
        ),
        migrations.AddField(
            model_name='resources',
            name='officer',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='resources', to='officers.officer', verbose_name='officer'),
        ),
        migrations.AddField(
            model_name='resources',
            name='preferred_towns',
            field=models.ManyToManyField(blank=True, help_text='As the officer has said.', related_name='+', to='accounts.town', verbose_name='preferred towns'),
        ),
        migrations.AddField(
            model_name='resources',
            name='refused_towns',
            field=models.ManyToManyField(blank=True, help_text='Never proposed.', related_name='+', to='accounts.town', verbose_name='towns not to be sent to'),
        ),
    ]
