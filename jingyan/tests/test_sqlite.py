"""Acknowledged commits survive a crash on SQLite, also after a savepoint was rolled back when much had been written."""

import random
import re
import shutil
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings

from jingyan import sqlite
from jingyan.settings_test import DATABASES
from jingyan.tests.test_settings import ALONE, GOOD, start

TABLES = """
CREATE TABLE job (id integer PRIMARY KEY, step integer NOT NULL);
CREATE TABLE fact (id integer PRIMARY KEY, words text NOT NULL);
-- Its pages are written to the log, read back and written again, as those of any table with an index.
CREATE INDEX fact_words ON fact (words);
INSERT INTO job VALUES (1, 0);
"""
FACTS = [(random.Random(number).randbytes(50).hex(),) for number in range(20_000)]
WITH_SPILL = sqlite.INIT_COMMAND.replace("PRAGMA cache_spill=OFF;", "")
KEPT, BOTH_LOST = [(1, 2), (2, 2)], [(1, 0)]
# The same sequence through Django, on the product's own settings; the process kills itself at its end.
THROUGH_DJANGO = f"""{ALONE}
import os, signal, threading
from django.db import connection, transaction
from jingyan.tests.test_sqlite import FACTS

def insert():
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO job VALUES (2, 2)")

with connection.cursor() as cursor:
    with transaction.atomic():
        cursor.execute("UPDATE job SET step = 1")
        with transaction.atomic():
            cursor.executemany("INSERT INTO fact (words) VALUES (%s)", FACTS)
            transaction.set_rollback(True)
        cursor.execute("UPDATE job SET step = 2")
other = threading.Thread(target=insert)
other.start()
other.join()
os.kill(os.getpid(), signal.SIGKILL)
"""
PRAGMAS = f"""{ALONE}
from django.db import connections
names = "cache_spill", "journal_mode", "foreign_keys"
print([[each.cursor().execute("PRAGMA " + name).fetchone()[0] for name in names] for each in connections.all()])
"""


def connect(path, init_command):
    """A bare connection, opened as Django opens its own."""
    connection = sqlite3.connect(path, isolation_level=None)
    for command in filter(None, map(str.strip, init_command.split(";"))):
        connection.execute(command)
    return connection


def jobs_after_the_crash(path):
    """The jobs that recovery leaves, in a database that calls itself sound."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return connection.execute("SELECT id, step FROM job ORDER BY id").fetchall()


def check_then_crash(directory, init_command):
    """A long dry run inside a transaction that is committed, a commit of another connection, a crash; what is left."""
    path, copy = directory / "db.sqlite3", directory / "copy.sqlite3"
    with (
        closing(connect(path, init_command)) as first,
        closing(connect(path, init_command)) as second,
    ):
        first.executescript(TABLES)
        first.execute("BEGIN IMMEDIATE")
        first.execute("UPDATE job SET step = 1")
        first.execute("SAVEPOINT dry_run")
        first.executemany("INSERT INTO fact (words) VALUES (?)", FACTS)
        first.execute("ROLLBACK TO dry_run")
        first.execute("RELEASE dry_run")
        first.execute("UPDATE job SET step = 2")
        first.execute("COMMIT")
        second.execute("INSERT INTO job VALUES (2, 2)")
        for ending in ("", "-wal"):
            shutil.copy(f"{path}{ending}", f"{copy}{ending}")
    return jobs_after_the_crash(copy)


def test_commits_after_a_long_dry_run_survive_a_crash(tmp_path):
    assert check_then_crash(tmp_path, sqlite.INIT_COMMAND) == KEPT


def test_the_versions_that_the_start_warns_of_are_those_that_lose_commits_when_the_cache_may_spill(
    tmp_path,
):
    assert WITH_SPILL != sqlite.INIT_COMMAND
    assert check_then_crash(tmp_path, WITH_SPILL) == (BOTH_LOST if sqlite.warning() else KEPT)


def test_commits_through_the_product_survive_a_kill_after_a_long_dry_run(tmp_path):
    path = tmp_path / "db.sqlite3"
    with closing(connect(path, sqlite.INIT_COMMAND)) as connection:
        connection.executescript(TABLES)
    done = start(THROUGH_DJANGO, **GOOD, VAR_DIR=str(tmp_path))
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert jobs_after_the_crash(path) == KEPT


@pytest.mark.parametrize("name", ["jingyan.settings", "jingyan.settings_test"])
def test_no_connection_to_sqlite_spills_its_cache(name, tmp_path):
    done = start(PRAGMAS, **GOOD, VAR_DIR=str(tmp_path), DJANGO_SETTINGS_MODULE=name)
    assert (done.returncode, done.stdout) == (0, "[[0, 'wal', 1]]\n"), done.stderr


def test_the_tests_run_on_the_options_of_the_product_but_for_the_waiting_for_the_disk():
    if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        ours = DATABASES["default"]["OPTIONS"]
        assert (
            ours | {"init_command": ours["init_command"].replace("=OFF", "=FULL", 1)}
            == sqlite.OPTIONS
        )


def test_the_product_opens_sqlite_in_no_other_way():
    """A connection beside Django's would come without the PRAGMAs."""
    sources = [
        path for app in settings.INSTALLED_APPS for path in (settings.BASE_DIR / app).rglob("*.py")
    ]
    own = [path for path in sources if "tests" not in path.parts and path != Path(sqlite.__file__)]
    assert len(own) > 100
    assert [
        str(path)
        for path in own
        if re.search(r"^\s*(import|from) (apsw|sqlite3)\b", path.read_text(), re.M)
    ] == []


@pytest.mark.parametrize(
    ("version", "affected"),
    [((3, 40, 1), True), ((3, 50, 1), True), ((3, 50, 2), False), ((3, 51, 1), False)],
)
def test_the_start_warns_of_an_affected_version_and_says_what_is_done_about_it(version, affected):
    words = sqlite.warning(version)
    assert ("cache_spill is off" in words and words.startswith("SQLite 3.")) is affected
    assert bool(words) is affected


def test_the_preparation_warns_where_the_database_is_sqlite(tmp_path):
    for url, words in (("", sqlite.warning()), ("postgres://nobody@/none", "")):
        done = start(
            f"{ALONE}from jingyan import prepare; prepare.warn()",
            **GOOD,
            DATABASE_URL=url or "sqlite:///x",
        )
        assert (done.returncode, done.stdout.strip()) == (0, words), done.stderr
