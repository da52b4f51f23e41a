"""App configuration."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from jingyan.defaults import load_after_migrate
from jingyan.triggers import reinstall_after_migrate


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("System")

    def ready(self) -> None:
        """Load what every app registers: it is looked up by name from here on."""
        autodiscover_modules("triggers", "imports", "papers", "reminders", "tabs", "dictionaries")
        reinstall_after_migrate(self)
        from accounts import defaults
        from accounts.sessions import visits

        user_logged_in.connect(visits.begin, dispatch_uid="visits")
        load_after_migrate(self, defaults.load)
