"""A database of each release becomes one of today: nothing is lost, and the trail still verifies."""

import lzma
import os
import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings
from django.db import connection

from jingyan.tests.store_release import RELEASED

BASE_DIR = Path(settings.BASE_DIR)
IS_SQLITE = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
STORED = sorted(RELEASED.glob("*.sqlite3.xz" if IS_SQLITE else "*.sql.xz"))
COUNTS = """
import django; django.setup()
from django.apps import apps
for model in apps.get_models():
    if model._meta.managed and not model._meta.proxy:
        print(model._meta.label, model._base_manager.count())
"""


def manage(url, *command):
    """Run Python with these arguments on the database of `url`, as the suite's settings say."""
    env = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "jingyan.settings_test"}
    return subprocess.run(
        [sys.executable, *command],
        cwd=BASE_DIR,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def restored(stored, tmp_path):
    """The URL of a database with the content of the stored one."""
    content = lzma.decompress(stored.read_bytes())
    if IS_SQLITE:
        path = tmp_path / "released.sqlite3"
        path.write_bytes(content)
        yield f"sqlite:///{path}"
        return
    name = f"released_{os.getpid()}"
    parameters = connection.get_connection_params()
    named = ("host", "port", "user", "password")
    server = {key: parameters[key] for key in named if parameters.get(key)}
    admin = psycopg2.connect(dbname="postgres", **server)
    admin.autocommit = True
    with admin.cursor() as cursor:
        cursor.execute(
            f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'"
        )
    with psycopg2.connect(dbname=name, **server) as filled, filled.cursor() as cursor:
        cursor.execute(content.decode())
    filled.close()
    yield _url(server, name)
    with admin.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name}")
    admin.close()


def _url(server, name):
    password = f":{server['password']}" if server.get("password") else ""
    user = f"{server.get('user', '')}{password}"
    host, port = server.get("host", "localhost"), server.get("port", 5432)
    if host.startswith("/"):
        return f"postgres://{user}@/{host}/{name}"
    return f"postgres://{user}@{host}:{port}/{name}"


def test_a_database_of_the_first_release_is_stored():
    assert STORED


@pytest.mark.django_db
@pytest.mark.parametrize("stored", STORED, ids=lambda path: path.name)
def test_a_released_database_is_upgraded_with_all_its_records(restored):
    migrated = manage(restored, "manage.py", "migrate", "--verbosity=0")
    assert migrated.returncode == 0, migrated.stderr
    counts = dict(line.split() for line in manage(restored, "-c", COUNTS).stdout.splitlines())
    assert int(counts["officers.Officer"]) >= 2
    assert int(counts["pairings.Contribution"]) >= 2
    assert int(counts["accounts.TrailEntry"]) >= 1
    verified = manage(restored, "manage.py", "verify_trail")
    assert verified.returncode == 0, verified.stderr
