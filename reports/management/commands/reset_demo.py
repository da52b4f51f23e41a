"""Empty the system and load the demonstration anew."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from jingyan import triggers
from reports.management.commands import seed_demo


class Command(seed_demo.Command):
    """In demo mode only: everything that has been entered is lost. Takes the options of seed_demo."""

    help = "Empty the demonstration system and load the demonstration programme anew."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(_("Refused: this is no demonstration system (DEMO is not set)."), returncode=1)
        # Frozen rows would refuse to go; flush ends with post_migrate, which puts defaults and triggers back.
        triggers.lift()
        try:
            call_command("flush", interactive=False, verbosity=0)
        finally:
            triggers.install()
        super().handle(*args, **options)
