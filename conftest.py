"""What every test may rely on: a strict run, compiled messages, triggers that come and go with the data."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import TransactionTestCase

from jingyan import messages, triggers

NOT_RUN = ("skipped", "xfailed", "xpassed")


def pytest_configure(config: pytest.Config) -> None:
    """Compile the messages once, in the process that starts the workers."""
    if not hasattr(config, "workerinput"):
        messages.compile_catalogue()


def pytest_unconfigure() -> None:
    """Remove the directories that the test settings made."""
    for path in (settings.MEDIA_ROOT, *(Path(name).parent for name in _test_files())):
        shutil.rmtree(path, ignore_errors=True)


def _test_files() -> list[str]:
    database = settings.DATABASES["default"]
    return [database["TEST"]["NAME"]] if database["ENGINE"].endswith("sqlite3") else []


def _not_run(config: pytest.Config) -> list[str]:
    reporter: Any = config.pluginmanager.get_plugin("terminalreporter")
    return [report.nodeid for kind in NOT_RUN for report in reporter.stats.get(kind, [])] if reporter else []


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
    """Frozen rows would refuse to be flushed after a transactional test; post_migrate puts the triggers back."""
    flush = TransactionTestCase._fixture_teardown

    def lift_and_flush(self: TransactionTestCase) -> None:
        triggers.lift()
        flush(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lift_and_flush)
        yield
