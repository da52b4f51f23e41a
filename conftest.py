"""What every test may rely on: a strict run, compiled messages, triggers that come and go with the
data.
"""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation
from django.utils.translation.reloader import translation_file_changed

from accounts.models import Town, User
from accounts.roles import Role
from accounts.tests.factories import TownFactory, UserFactory
from jingyan import messages, triggers

LOCKING = re.compile(r"^(INSERT|UPDATE|DELETE)|FOR (NO KEY )?UPDATE")
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup"}
NOT_RUN = ("skipped", "xfailed", "xpassed")

# Of every property test. A busy machine is slow, not wrong, so neither an example nor its making
# is timed; and the examples of one test share its fixtures, which leave nothing behind.
hypothesis.settings.register_profile(
    "suite",
    max_examples=100,
    deadline=None,
    suppress_health_check=[
        hypothesis.HealthCheck.too_slow,
        hypothesis.HealthCheck.function_scoped_fixture,
    ],
    print_blob=True,
)
hypothesis.settings.register_profile(
    "nightly", hypothesis.settings.get_profile("suite"), max_examples=2000
)
hypothesis.settings.load_profile("suite")


def pytest_configure(config: pytest.Config) -> None:
    """Compile the messages once, in the process that starts the workers."""
    if not hasattr(config, "workerinput"):
        messages.compile_catalogue()
        # Django has looked for them while it loaded the models, which on a fresh checkout is too
        # early.
        translation_file_changed(None, messages.CATALOGUE.with_suffix(".mo"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave tests that use no database to the run on SQLite: on another one they say the same.

    pytest-django lets no test without the mark or one of the fixtures near the database.
    """
    if connection.vendor == "sqlite":
        return
    without_database = [item for item in items if not _uses_database(item)]
    config.hook.pytest_deselected(items=without_database)
    items[:] = [item for item in items if _uses_database(item)]


def _uses_database(item: pytest.Item) -> bool:
    fixtures: list[str] = getattr(item, "fixturenames", [])
    return bool(item.get_closest_marker("django_db")) or not DATABASE_FIXTURES.isdisjoint(fixtures)


def pytest_unconfigure() -> None:
    """Remove the directories that the test settings made."""
    for path in (settings.MEDIA_ROOT, *(Path(name).parent for name in _test_files())):
        shutil.rmtree(path, ignore_errors=True)


def _test_files() -> list[str]:
    database = settings.DATABASES["default"]
    return [database["TEST"]["NAME"]] if database["ENGINE"].endswith("sqlite3") else []


def _not_run(config: pytest.Config) -> list[str]:
    reporter: Any = config.pluginmanager.get_plugin("terminalreporter")
    return (
        [report.nodeid for kind in NOT_RUN for report in reporter.stats.get(kind, [])]
        if reporter
        else []
    )


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A suite that skips proves nothing: skipped and expected failures fail the run."""
    if _not_run(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Name what was skipped."""
    for name in _not_run(config):
        terminalreporter.write_line(f"NOT RUN, which fails the suite: {name}", red=True)


@pytest.fixture(scope="session", autouse=True)
def _triggers_lifted_for_the_flush() -> Any:
    """Frozen rows would refuse to be flushed after a transactional test; post_migrate puts the
    triggers back.
    """
    flush = TransactionTestCase._fixture_teardown

    def lift_and_flush(self: TransactionTestCase) -> None:
        triggers.lift()
        flush(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lift_and_flush)
        patch.setattr(type(connection.ops), "sql_flush", _emptying)
        yield


def _emptying(self: Any, style: Any, tables: list[str], **_how: Any) -> list[str]:
    """Empty the few tables that a test has filled: PostgreSQL takes a second to truncate all of
    them.
    """
    names = [connection.ops.quote_name(table) for table in tables]
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in names
            )
        )
        return [f"DELETE FROM {name}" for (name,) in cursor.fetchall()]


@pytest.fixture(autouse=True)
def _chain_is_locked_last() -> Iterator[None]:
    """Within one action no other row is written or locked after the end of the trail's chain: that
    could deadlock.
    """
    locked = False

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal locked
        blocks: list[Any] = connection.atomic_blocks
        # Races run over connections of their own; what the test itself does is no action.
        if (
            not blocks
            or not blocks[0]._from_testcase
            or all(block._from_testcase for block in blocks)
        ):
            locked = False
        elif locked and LOCKING.search(sql) and "accounts_trail" not in sql:
            raise AssertionError(
                f"Locked after the end of the trail; use trail.together: {sql[:120]}"
            )
        elif sql.startswith('INSERT INTO "accounts_trailentry"'):
            locked = True
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield


@pytest.fixture(autouse=True)
def _language_stays() -> Iterator[None]:
    """A page leaves its reader's language behind: no test may depend on which one ran before it."""
    before = translation.get_language()
    yield
    translation.activate(before or settings.LANGUAGE_CODE)


# The cast: one user of each role, and one from another town. Their records are made by the
# factories of the apps.


@pytest.fixture
def town(db: None) -> Town:
    """The town that the liaison is responsible for."""
    return TownFactory(code="511124100", name="研城街道", kind=Town.Kind.SUBDISTRICT)


@pytest.fixture
def other_town(db: None) -> Town:
    """A town that the liaison must see nothing of."""
    return TownFactory(code="511124101", name="马踏镇")


@pytest.fixture
def administrator(db: None) -> User:
    """Runs the system, sees no programme data."""
    return UserFactory(username="administrator", full_name="王建国", role=Role.ADMINISTRATOR)


@pytest.fixture
def staff(db: None) -> User:
    """County United Front staff."""
    return UserFactory(username="staff", full_name="李秀英", role=Role.STAFF)


@pytest.fixture
def staff2(db: None) -> User:
    """The second pair of eyes of the county office."""
    return UserFactory(username="staff2", full_name="刘敏", role=Role.STAFF)


@pytest.fixture
def liaison(town: Town) -> User:
    """The liaison of `town`."""
    return UserFactory(username="liaison", full_name="陈志强", role=Role.LIAISON, town=town)


@pytest.fixture
def stranger(other_town: Town) -> User:
    """The liaison of another town."""
    return UserFactory(username="stranger", full_name="黄丽", role=Role.LIAISON, town=other_town)


@pytest.fixture
def leader(db: None) -> User:
    """A county leader: approves."""
    return UserFactory(username="leader", full_name="周明", role=Role.LEADER)


@pytest.fixture
def officer_user(db: None) -> User:
    """The log-in of a village officer; the officer's record is made by the factories of the app."""
    return UserFactory(username="officer", full_name="吴大海", role=Role.OFFICER)


@pytest.fixture
def auditor(db: None) -> User:
    """Reads almost everything, changes nothing."""
    return UserFactory(username="auditor", full_name="孙敏", role=Role.AUDITOR)
