"""What every installation starts with: dictionaries, definitions, first versions of rules. Loaded
after each migrate.

Rows that exist are left alone, so that what the office has edited stays edited.
"""

from collections.abc import Callable
from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


def load_after_migrate(config: AppConfig, load: Callable[[], None]) -> None:
    """Call `load` after every migrate (and after the tests have emptied the database)."""

    def receiver(using: str = "default", **_: Any) -> None:
        tables = set(connections[using].introspection.table_names())
        if all(model._meta.db_table in tables for model in config.get_models()):
            load()

    post_migrate.connect(
        receiver, sender=config, weak=False, dispatch_uid=f"defaults-{config.label}"
    )
