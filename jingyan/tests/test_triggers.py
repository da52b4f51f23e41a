"""The triggers that hold the rules in the database: present, effective, back after every flush."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import DatabaseError, connection, transaction
from django.db.migrations import Migration

from jingyan import triggers

pytestmark = pytest.mark.django_db


def test_database_has_exactly_the_registered_triggers():
    assert triggers.expected()
    assert triggers.installed() == set(triggers.expected())


def test_every_registered_trigger_names_an_existing_table():
    assert {trigger.table for trigger in triggers.REGISTRY.values()} <= set(
        connection.introspection.table_names()
    )


def write_a_trail_entry():
    apps.get_model("accounts", "TrailEntry").objects.create(
        by="clerk", role="staff", act="test", target="x.X", number=1
    )


@pytest.mark.parametrize(
    "statement", ["UPDATE accounts_trailentry SET by = 'x'", "DELETE FROM accounts_trailentry"]
)
def test_raw_sql_cannot_change_a_frozen_row(statement):
    write_a_trail_entry()
    with pytest.raises(DatabaseError, match="Trail entries never change"), transaction.atomic():
        connection.cursor().execute(statement)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", ["first", "second"])
def test_flush_of_a_transactional_test_empties_frozen_tables_and_leaves_the_triggers(turn):
    assert apps.get_model("accounts", "TrailEntry").objects.count() == 0
    assert triggers.installed() == set(triggers.expected())
    write_a_trail_entry()


@pytest.mark.django_db(transaction=True)
def test_migrate_puts_a_lost_trigger_back():
    triggers.lift()
    assert triggers.installed() == set()
    call_command("migrate", verbosity=0)
    assert triggers.installed() == set(triggers.expected())


def test_a_trigger_that_an_earlier_version_has_left_goes():
    known = triggers.REGISTRY.pop("summary_fact_removed")
    try:
        assert "summary_fact_removed" in triggers.installed()
        triggers.install()
        assert triggers.installed() == set(triggers.expected())
        triggers.REGISTRY[known.name] = known
        triggers.install()
        del triggers.REGISTRY[known.name]
        triggers.lift()
        assert triggers.installed() == set()
    finally:
        triggers.REGISTRY[known.name] = known
        triggers.install()


def test_triggers_are_out_of_the_way_while_migrations_run():
    emit_pre_migrate_signal(0, False, "default", plan=[(Migration("0001_new", "accounts"), False)])
    assert triggers.installed() == set()
    emit_post_migrate_signal(0, False, "default")
    assert triggers.installed() == set(triggers.expected())


def test_migrating_nothing_leaves_the_triggers_alone():
    emit_pre_migrate_signal(0, False, "default", plan=[])
    assert triggers.installed() == set(triggers.expected())
