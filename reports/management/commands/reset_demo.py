"""Empty the system and load the demonstration anew."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandError

from jingyan import triggers
from reports.demo import programme
from reports.demo.programme import Refused
from reports.management.commands import seed_demo


class Command(seed_demo.Command):
    """In demo mode, and in a database that holds the demonstration or nothing: all that has been
    entered is lost.

    Takes the options of seed_demo.
    """

    help = "Empty the demonstration system and load the demonstration programme anew."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            programme.require_demo_mode()
            programme.require_nothing_of_ones_own()
        except Refused as refusal:
            raise CommandError(str(refusal), returncode=1) from refusal
        # Frozen rows would refuse to go; flush ends with post_migrate, which puts defaults and
        # triggers back.
        triggers.lift()
        try:
            call_command("flush", interactive=False, verbosity=0)
        finally:
            triggers.install()
        super().handle(*args, **options)
