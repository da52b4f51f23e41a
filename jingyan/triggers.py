"""Rules held by the database itself, against raw SQL too: triggers, the same on PostgreSQL and
SQLite.

An app lists its triggers in `triggers.py` with `freeze`, `refuse` and `note`. They are installed
after every migrate, because SQLite drops them whenever Django rebuilds a table; a guard test
compares the list with what the database has.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate


@dataclass(frozen=True)
class Trigger:
    """Refuse `event` (INSERT, UPDATE or DELETE) on `table` while `condition` holds over OLD and
    NEW.

    With a `statement` nothing is refused: that is run after the event, in its transaction.
    """

    name: str
    table: str
    event: str
    condition: str
    message: str = ""
    # One database only, where the other holds the rule by a constraint of its own kind.
    only: str = ""
    statement: str = ""
    # The other tables that have to be there.
    needs: tuple[str, ...] = ()


REGISTRY: dict[str, Trigger] = {}


def refuse(
    name: str, *, table: str, event: str, condition: str, message: str, only: str = ""
) -> None:
    """Register one trigger. `condition` is SQL that both databases read the same way."""
    REGISTRY[name] = Trigger(name, table, event, condition, message, only)


def freeze(table: str, *, when: str = "1 = 1", message: str) -> None:
    """Rows of `table` for which `when` holds over OLD never change and never go."""
    for event in ("UPDATE", "DELETE"):
        refuse(
            f"{table}_frozen_{event.lower()}",
            table=table,
            event=event,
            condition=when,
            message=message,
        )


def note(
    name: str, *, table: str, event: str, condition: str = "1 = 1", into: str, values: str
) -> None:
    """Register a trigger that keeps a note of each `event`: rows of the query `values`, over OLD
    and NEW, go `into`.
    """
    statement = f"INSERT INTO {into} {values}"
    REGISTRY[name] = Trigger(
        name, table, event, condition, statement=statement, needs=(into.split(maxsplit=1)[0],)
    )


def install(alias: str = "default") -> None:
    """(Re)install all registered triggers whose table exists, and drop what an earlier version has
    left.
    """
    connection = connections[alias]
    tables, registered = set(connection.introspection.table_names()), expected(alias)
    with connection.cursor() as cursor:
        for name, table in _there(alias):
            if name not in registered:
                cursor.execute(_drop(name, table, connection.vendor))
        for trigger in registered.values():
            if {trigger.table, *trigger.needs} <= tables:
                for statement in _statements(trigger, connection.vendor):
                    cursor.execute(statement)


def lift(alias: str = "default") -> None:
    """Drop all triggers, of earlier versions too: while tables are rebuilt, and for tests that
    empty them.
    """
    connection = connections[alias]
    with connection.cursor() as cursor:
        for name, table in _there(alias):
            cursor.execute(_drop(name, table, connection.vendor))


def expected(alias: str = "default") -> dict[str, Trigger]:
    """The registered triggers that belong to this kind of database."""
    vendor = connections[alias].vendor
    return {name: trigger for name, trigger in REGISTRY.items() if trigger.only in ("", vendor)}


def installed(alias: str = "default") -> set[str]:
    """The names of the triggers that the database has."""
    return {name for name, _table in _there(alias)}


def _there(alias: str) -> list[tuple[str, str]]:
    """The triggers that the database has, each with its table; on PostgreSQL those that call a
    function of ours.
    """
    connection = connections[alias]
    sqlite = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
    postgresql = (
        "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
        "JOIN pg_proc ON pg_proc.oid = tgfoid WHERE NOT tgisinternal AND proname = left(tgname || "
        "'_fn', 63)"
    )
    with connection.cursor() as cursor:
        cursor.execute(sqlite if connection.vendor == "sqlite" else postgresql)
        return [(name, table) for name, table in cursor.fetchall()]


def _drop(name: str, table: str, vendor: str) -> str:
    on = "" if vendor == "sqlite" else f" ON {table}"
    return f"DROP TRIGGER IF EXISTS {name}{on}"


def _statements(trigger: Trigger, vendor: str) -> list[str]:
    message = trigger.message.replace("'", "''")
    when = "AFTER" if trigger.statement else "BEFORE"
    head = f"CREATE TRIGGER {trigger.name} {when} {trigger.event} ON {trigger.table} FOR EACH ROW"
    if vendor == "sqlite":
        body = trigger.statement or f"SELECT RAISE(ABORT, '{message}')"
        return [
            _drop(trigger.name, trigger.table, vendor),
            f"{head} WHEN {trigger.condition} BEGIN {body}; END",
        ]
    # PostgreSQL allows no subquery in WHEN, so the condition is in the function.
    result = "OLD" if trigger.event == "DELETE" else "NEW"
    body = (
        trigger.statement
        or f"RAISE EXCEPTION '{message.replace('%', '%%')}' USING ERRCODE = '23514'"
    )
    function = (
        f"CREATE OR REPLACE FUNCTION {trigger.name}_fn() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN "
        f"IF {trigger.condition} THEN {body}; END IF; RETURN {result}; END $$"
    )
    return [
        _drop(trigger.name, trigger.table, vendor),
        function,
        f"{head} EXECUTE FUNCTION {trigger.name}_fn()",
    ]


def reinstall_after_migrate(config: AppConfig) -> None:
    """Install the triggers whenever `config`'s app has been migrated (or the tests have emptied the
    database).

    While migrations run they are lifted: SQLite rebuilds a table under another name, and a trigger
    that reads it is in the way.
    """
    pre_migrate.connect(_lift, sender=config, dispatch_uid=f"triggers-lifted-{config.label}")
    post_migrate.connect(_install, sender=config, dispatch_uid=f"triggers-{config.label}")


def _lift(using: str = "default", plan: Sequence[Any] = (), **_: Any) -> None:
    # The very first migration finds no table yet, so nothing to drop a trigger from.
    if plan and installed(using):
        lift(using)


def _install(using: str = "default", **_: Any) -> None:
    install(using)
