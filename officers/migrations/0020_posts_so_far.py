"""Where people work now is their first post on file; since when, nobody has entered."""

from django.db import migrations


def open_posts(apps, schema_editor):
    posts, officers = apps.get_model("officers", "Post"), apps.get_model("officers", "Officer")
    held = officers.objects.exclude(enterprise=None).values_list("pk", "enterprise_id", "position")
    posts.objects.bulk_create(
        (posts(officer_id=pk, enterprise_id=enterprise, position=position) for pk, enterprise, position in held),
        batch_size=500,
    )


class Migration(migrations.Migration):
    dependencies = [("officers", "0019_posts_of_people")]

    operations = [migrations.RunPython(open_posts, migrations.RunPython.noop)]
