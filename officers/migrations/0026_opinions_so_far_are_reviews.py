"""What reviewers said so far becomes reviews, each opinion once; the column that held the last one goes after this."""

from itertools import groupby

from django.db import migrations

DECIDED = ("reviewed", "returned", "not_passed")


def write_reviews(apps, schema_editor):
    registrations, reviews = apps.get_model("officers", "Registration"), apps.get_model("officers", "Review")
    versions = apps.get_model("officers", "HistoricalRegistration").objects.order_by("id", "history_date", "pk")
    users = dict(registrations.objects.values_list("pk", "reviewed_by"))
    known = set(reviews.objects.values_list("registration", "opinion"))
    for key, steps in groupby(versions.exclude(opinion="").iterator(), key=lambda step: step.id):
        for opinion, same in groupby(steps, key=lambda step: step.opinion):
            first = next(same)
            by = first.history_user_id or first.reviewed_by_id
            if key in users and by and (key, opinion) not in known:
                told = _review(first.state, by, first.history_date)
                reviews.objects.create(registration_id=key, opinion=opinion, **told)
                known.add((key, opinion))
    # What was stored before the fields had a history.
    for row in registrations.objects.exclude(opinion="").exclude(reviewed_by=None):
        if (row.pk, row.opinion) not in known:
            told = _review(row.state, row.reviewed_by_id, row.registered_at)
            reviews.objects.create(registration=row, opinion=row.opinion, **told)


def _review(state, by, at):
    outcome = state if state in DECIDED else "reviewed"
    return {"outcome": outcome, "reviewed_by_id": by, "reviewed_at": at}


def copy_back(apps, schema_editor):
    registrations, reviews = apps.get_model("officers", "Registration"), apps.get_model("officers", "Review")
    for review in reviews.objects.order_by("pk").iterator():
        registrations.objects.filter(pk=review.registration_id).update(opinion=review.opinion)


class Migration(migrations.Migration):
    dependencies = [("officers", "0025_lists_in_dictionaries")]

    operations = [migrations.RunPython(write_reviews, copy_back)]
