"""Recommenders are linked where the text names exactly one user: until now that name kept the user from reviewing."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SERVICES = ("import", "system")


def link(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Link the only active user whose full name stands in the text; whoever has reviewed it already is left out."""
    users = apps.get_model("accounts", "User").objects.filter(is_active=True).exclude(username__in=SERVICES)
    names = [(pk, name) for pk, name in users.values_list("pk", "full_name") if name]
    rows = apps.get_model("officers", "Registration").objects.exclude(recommender="")
    for row in rows.filter(recommended_by=None).only("pk", "recommender", "reviewed_by").iterator():
        named = only_one(names, row.recommender)
        if named and named != row.reviewed_by_id:
            rows.filter(pk=row.pk).update(recommended_by=named)


def only_one(names: list[tuple[int, str]], text: str) -> int | None:
    """The user whose name is the text, else whose name is part of it, where that is exactly one."""
    exact = [pk for pk, name in names if name == text.strip()]
    found = exact or [pk for pk, name in names if name in text]
    return found[0] if len(found) == 1 else None


class Migration(migrations.Migration):

    dependencies = [
        ('officers', '0002_registration_recommended_by'),
    ]

    operations = [
        migrations.RunPython(link, migrations.RunPython.noop),
    ]
