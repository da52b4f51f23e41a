"""Migrations: none missing, each named after its one change, one leaf an app."""

import re

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

OURS = ("accounts", "villages", "officers", "pairings", "evaluations", "reports")


@pytest.fixture
def loader(db):
    return MigrationLoader(connection)


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_each_is_named_after_what_it_changes(loader):
    names = [name for app, name in loader.disk_migrations if app in OURS]
    assert [
        name for name in names if not re.fullmatch(r"\d{4}_[a-z0-9_]+", name) or "_auto_" in name
    ] == []


@pytest.mark.parametrize("app", OURS)
def test_each_app_has_one_leaf(loader, app):
    if next(iter(apps.get_app_config(app).get_models()), None):
        assert len(loader.graph.leaf_nodes(app)) == 1


def test_database_is_at_the_leaves(loader):
    assert set(loader.graph.leaf_nodes()) <= set(loader.applied_migrations)
