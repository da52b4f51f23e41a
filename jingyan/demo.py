"""The demonstration's log-ins: printed by `make run`, made by `seed_demo`, never created outside demo mode."""

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

USERS = ("admin", "staff", "staff2", "liaison", "leader", "officer", "auditor")
PASSWORD = "jingyan-demo-2022"  # noqa: S105
# What the trail calls the loading of the demonstration: a database with this act holds it.
ACT = "seed_demo"


def opens_nothing(password: str | None) -> bool:
    """Whether this is the published password where it must let nobody in: anywhere outside demo mode."""
    return password == PASSWORD and not settings.DEMO


def refuse_its_data() -> None:
    """Raise ImproperlyConfigured where the database holds the demonstration and the settings are not in demo mode."""
    if not settings.DEMO and _holds_it():
        raise ImproperlyConfigured(
            "This database holds the demonstration, whose log-ins share a published password: nothing is served from "
            "it with DEMO=0. Name an empty database (DATABASE_URL) or another directory (VAR_DIR)."
        )


def _holds_it() -> bool:
    try:
        return bool(apps.get_model("accounts", "TrailEntry")._default_manager.filter(act=ACT).exists())
    except DatabaseError:
        # Out of reach, or without tables yet: /readyz names that, and the published password lets nobody in.
        return False
