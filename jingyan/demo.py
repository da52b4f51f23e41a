"""The demonstration's log-ins: printed by `make run`, made by `seed_demo`, never created outside
demo mode.
"""

from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

USERS = ("admin", "staff", "staff2", "liaison", "leader", "officer", "auditor")
PASSWORD = "jingyan-demo-2022"  # noqa: S105
# What the trail calls the loading of the demonstration: a database with this act holds it.
ACT = "seed_demo"
NOT_SERVED = (
    "This database holds the demonstration, whose log-ins share a published password: nothing is "
    "served from it with "
    "DEMO=0. Name an empty database (DATABASE_URL) or another directory (VAR_DIR)."
)


def secrets_file(var: Path, *, is_demo: bool) -> Path:
    """Where `make run` keeps the secrets that it makes: never the same for the demonstration and an
    installation.
    """
    return var / ("demo.env" if is_demo else "secrets.env")


def opens_nothing(password: str | None) -> bool:
    """Whether this is the published password, which must be refused outside demo mode."""
    return password == PASSWORD and not settings.DEMO


def refuse_its_data() -> None:
    """Raise ImproperlyConfigured where the database holds the demonstration and the settings are
    not in demo mode.
    """
    if not settings.DEMO and _holds_it():
        raise ImproperlyConfigured(NOT_SERVED)


def refuse_other_data() -> None:
    """Raise ImproperlyConfigured where demo mode would open a database that people of its own log
    in to.
    """
    if settings.DEMO and not _holds_it() and _people_log_in():
        raise ImproperlyConfigured(
            "This database holds an installation of its own and not the demonstration: start it "
            "with DEMO=0."
        )


def _holds_it() -> bool:
    entries: Any = apps.get_model("accounts", "TrailEntry")._default_manager
    try:
        # The act has no record. Saying so lets the index of records answer: every web process asks
        # at its start, and a trail of years is long.
        return bool(entries.filter(act=ACT, target="", target_id=None).exists())
    except DatabaseError:
        # Out of reach, or without tables yet: /readyz names that, and no one can sign in with the
        # published password.
        return False


def _people_log_in() -> bool:
    try:
        users: Any = apps.get_model("accounts", "User")._default_manager
        return bool(users.people().exists())
    except DatabaseError:
        return False
