"""No right beside those of the role: neither in the database, nor from Django's commands, nor after an upgrade."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from accounts.models import User
from jingyan import triggers

BEFORE = [("accounts", "0001_first_release")]
LOG = """CREATE TABLE django_admin_log (
    id integer PRIMARY KEY, object_repr varchar(200) NOT NULL, user_id bigint NOT NULL REFERENCES accounts_user (id)
)"""


def columns():
    with connection.cursor() as cursor:
        return {
            column.name
            for column in connection.introspection.get_table_description(cursor, "accounts_user")
        }


def run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else []


@pytest.fixture
def go(transactional_db):
    """Migrate to a state, and in the end forward again."""
    leaves = MigrationExecutor(connection).loader.graph.leaf_nodes()

    def to(targets=leaves):
        executor = MigrationExecutor(connection)
        triggers.lift()
        executor.migrate(targets)
        triggers.install()
        return executor.loader.project_state(targets).apps

    yield to
    to()


def test_an_account_has_no_flags(staff):
    assert {"is_staff", "is_superuser"}.isdisjoint(columns())
    assert not staff.has_perm("accounts.change_user")


def test_djangos_own_command_makes_no_superuser(db):
    with pytest.raises(CommandError) as refused:
        call_command("createsuperuser", interactive=False, username="root", email="")
    assert refused.value.returncode == 1
    assert not User.objects.filter(username="root").exists()


def test_an_upgrade_takes_the_flags_from_a_liaison_who_had_them(go, liaison):
    before = go(BEFORE).get_model("accounts", "User")
    before.objects.filter(pk=liaison.pk).update(is_staff=True, is_superuser=True)
    go()
    assert {"is_staff", "is_superuser"}.isdisjoint(columns())
    assert User.objects.get(pk=liaison.pk).role == "liaison"


def test_an_earlier_version_that_comes_back_finds_its_flags_by_role(go, administrator, staff):
    before = go(BEFORE).get_model("accounts", "User")
    flagged = before.objects.filter(is_staff=True, is_superuser=True)
    assert list(flagged.values_list("username", flat=True)) == ["administrator"]


@pytest.mark.parametrize("used", [True, False])
def test_a_database_that_has_had_the_admin_site_migrates_and_keeps_what_was_logged(
    go, administrator, used
):
    go(BEFORE)
    run(LOG)
    run(
        "INSERT INTO django_migrations (app, name, applied) VALUES ('admin', '0001_initial', '2022-01-01')"
    )
    if used:
        run(f"INSERT INTO django_admin_log VALUES (1, '研城镇', {administrator.pk})")
    go()
    tables = connection.introspection.table_names()
    assert "django_admin_log" not in tables
    assert run("SELECT * FROM django_migrations WHERE app = 'admin'") == []
    assert ("accounts_former_admin_log" in tables) is used
    if used:
        assert run("SELECT object_repr FROM accounts_former_admin_log") == [("研城镇",)]
        run("DROP TABLE accounts_former_admin_log")
