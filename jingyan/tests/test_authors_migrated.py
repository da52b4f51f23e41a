"""What the migrations make of records from before: recommenders named by text, and authors whom a change has displaced."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from accounts.models import User
from accounts.tests.factories import TownFactory, UserFactory
from jingyan.triggers import lift
from officers.models import Registration
from officers.tests.factories import RegistrationFactory
from pairings.tests.factories import ContributionFactory, PromiseFactory
from pairings.tests.support_factories import allocation_of, use_of

pytestmark = pytest.mark.django_db


def migration(name):
    """The module of a migration, `app.number_words`."""
    app, _dot, words = name.partition(".")
    return import_module(f"{app}.migrations.{words}")


@pytest.fixture
def editor():
    """Runs SQL where Django's editor of the schema would."""

    def execute(sql):
        with connection.cursor() as cursor:
            cursor.execute(sql)

    return SimpleNamespace(execute=execute)


def test_a_recommender_is_linked_where_the_text_names_exactly_one_active_user(editor):
    one, two = UserFactory(full_name="郑重"), UserFactory(full_name="冯远征")
    UserFactory.create_batch(2, full_name="同名人")
    UserFactory(full_name="离岗人", is_active=False)
    reviewed = {"reviewed": True, "reviewed_by": two}
    texts = {
        "郑重": one,
        "县委统战部冯远征": two,
        "郑重、冯远征": None,
        "同名人": None,
        "离岗人": None,
        "县工商联": None,
    }
    rows = {RegistrationFactory(recommender=text).pk: user for text, user in texts.items()}
    decided = RegistrationFactory(recommender="冯远征", **reviewed)
    migration("officers.0003_recommenders_linked_by_name").link(apps, editor)
    assert {pk: Registration.objects.get(pk=pk).recommended_by for pk in rows} == rows
    decided.refresh_from_db()
    assert decided.recommended_by is None


def test_authors_whom_a_change_has_displaced_are_found_in_the_versions(editor):
    first, second = UserFactory(), UserFactory()
    contribution, promise = (
        ContributionFactory(entered_by=first),
        PromiseFactory(delivered_by=first),
    )
    registration, untouched = RegistrationFactory(submitted_by=first), ContributionFactory()
    displaced = (
        (contribution, "entered_by", second),
        (promise, "delivered_by", None),
        (registration, "submitted_by", second),
    )
    for row, name, successor in displaced:
        setattr(row, name, successor)
        row.save()
    for name in ("officers.0006_authors_from_history", "pairings.0003_authors_from_history"):
        migration(name).recall(apps, editor)
    assert [
        list(row.changed_by.all()) for row in (contribution, promise, registration, untouched)
    ] == [[first]] * 3 + [[]]
    migration("pairings.0003_authors_from_history").forget(apps, editor)
    assert not User.objects.filter(pk__in=contribution.changed_by.values("pk")).exists()


def test_each_use_of_work_funds_gets_the_town_of_its_pair(editor):
    use, elsewhere = use_of(allocation_of()), TownFactory()
    lift()
    editor.execute(f"UPDATE pairings_funduse SET town_id = {elsewhere.pk}")
    migration("pairings.0006_fund_use_town_filled").fill(apps, editor)
    use.refresh_from_db()
    assert use.town_id == use.allocation.pairing.village.town_id
