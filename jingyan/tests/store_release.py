"""`python -m jingyan.tests.store_release VERSION`: store a small database of this release.

Run it once for each release and engine, with DATABASE_URL naming an empty database, just before
the first migration that follows the release. `test_upgrades.py` upgrades every stored database.
"""

import lzma
import os
import subprocess
import sys
from pathlib import Path

import django

RELEASED = Path(__file__).parent / "released"


def store(version: str) -> Path:
    """Fill the empty database with two towns and their records, and write it compressed."""
    from django.conf import settings
    from django.core.management import call_command

    from accounts.models import User
    from jingyan.tests import two_towns

    call_command("migrate", verbosity=0)
    two_towns.build(User.objects.create_user("clerk", role="staff", full_name="李秀英"))
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        return _write(RELEASED / f"{version}.sqlite3.xz", _sqlite(str(database["NAME"])))
    return _write(RELEASED / f"{version}.sql.xz", _postgresql(os.environ["DATABASE_URL"]))


def _sqlite(name: str) -> bytes:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute("VACUUM")
    connection.close()
    return Path(name).read_bytes()


def _postgresql(url: str) -> bytes:
    """Plain SQL for any later server: rows as INSERT, no owners, no commands of psql.

    Trigram indexes are left out, because not every server has the extension.
    """
    options = ["--inserts", "--rows-per-insert=500", "--no-owner", "--no-privileges"]
    command = ["pg_dump", *options, url]
    dump = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    left_out = ("gin_trgm_ops", "CREATE EXTENSION", "COMMENT ON EXTENSION")
    lines = (line for line in dump.splitlines() if not line.startswith("\\"))
    return "\n".join(
        line for line in lines if not any(words in line for words in left_out)
    ).encode()


def _write(path: Path, content: bytes) -> Path:
    RELEASED.mkdir(exist_ok=True)
    path.write_bytes(lzma.compress(content, preset=9))
    return path


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "jingyan.settings_test"
    django.setup()
    print(store(sys.argv[1]))
