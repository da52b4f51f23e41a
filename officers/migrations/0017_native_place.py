from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("officers", "0016_matter_of_a_publicity"),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalofficer',
            name='native_place',
            field=models.CharField(blank=True, max_length=50, verbose_name='native place'),
        ),
        migrations.AddField(
            model_name='officer',
            name='native_place',
            field=models.CharField(blank=True, max_length=50, verbose_name='native place'),
        ),
    ]
