"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from jingyan.defaults import load_after_migrate


class VillagesConfig(AppConfig):
    name = "villages"
    verbose_name = _("Villages and demands")

    def ready(self) -> None:
        """Load the first versions of rules and dictionaries once the tables are there."""
        # Models can be imported only once the apps are loaded.
        from villages import defaults  # noqa: PLC0415

        load_after_migrate(self, defaults.load)
