"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from jingyan.defaults import load_after_migrate


class OfficersConfig(AppConfig):
    name = "officers"
    verbose_name = _("Officers")

    def ready(self) -> None:
        """Load the first versions of rules and dictionaries once the tables are there."""
        from officers import defaults

        load_after_migrate(self, defaults.load)
