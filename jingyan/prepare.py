"""`python -m jingyan.prepare`: all that a fresh checkout needs before the server runs. Safe
to repeat.
"""

import os
import sys
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from jingyan import demo, messages, private_files, sqlite


def warn() -> None:
    """Say what the operator should know of the library that the database runs on."""
    if connection.vendor == "sqlite" and (words := sqlite.warning()):
        print(words, flush=True)


def migrate() -> None:
    """Bring the database up to date, saying so only where there is something to do."""
    executor = MigrationExecutor(connection)
    pending = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if pending:
        print(f"Database: {pending} migrations …", flush=True)
    call_command("migrate", verbosity=0, interactive=False, skip_checks=False)


def seed() -> None:
    """Load the demonstration into an empty system, in demo mode only."""
    if settings.DEMO and not apps.get_model("officers", "Officer")._default_manager.exists():
        print("Demonstration programme …", flush=True)
        call_command("seed_demo")


def collect_static() -> None:
    """Collect and compress the static files."""
    with private_files.readable_by_all():
        call_command("collectstatic", interactive=False, verbosity=0)


def close_files() -> None:
    """Restrict files that earlier versions left open to other users of the machine to the service's
    user.
    """
    private_files.close(settings.VAR_DIR, public=Path(settings.STATIC_ROOT))
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        private_files.close_database(Path(database["NAME"]))


def main() -> int:
    """Prepare everything, in the order in which each step needs the one before."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jingyan.settings")
    private_files.prepare_directory(settings.VAR_DIR)
    close_files()
    with private_files.readable_by_all():
        messages.compile_catalogue()
    django.setup()
    warn()
    try:
        demo.refuse_its_data()
        demo.refuse_other_data()
    except ImproperlyConfigured as refusal:
        print(refusal, file=sys.stderr)
        return 1
    migrate()
    call_command("load_calendar", verbosity=0)
    seed()
    collect_static()
    return 0


if __name__ == "__main__":
    sys.exit(main())
