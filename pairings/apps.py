"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from jingyan.defaults import load_after_migrate


class PairingsConfig(AppConfig):
    name = "pairings"
    verbose_name = _("Pairing and support")

    def ready(self) -> None:
        """Load the first versions of rules and dictionaries once the tables are there."""
        from pairings import defaults

        load_after_migrate(self, defaults.load)
