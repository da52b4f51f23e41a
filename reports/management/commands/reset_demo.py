"""Empty the system and reload the demonstration."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandError

from jingyan import triggers
from reports.demo import programme
from reports.demo.programme import Refused
from reports.management.commands import seed_demo


class Command(seed_demo.Command):
    """Runs only in demo mode, on a database with the demonstration or without any data of its own.
    Everything entered is lost.

    Takes the options of seed_demo.
    """

    help = "Empty the demonstration system and reload the demonstration programme."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            programme.require_demo_mode()
            programme.require_nothing_of_ones_own()
        except Refused as refusal:
            raise CommandError(str(refusal), returncode=1) from refusal
        # The triggers would refuse to delete frozen rows; flush ends with post_migrate, which
        # restores defaults and triggers.
        triggers.lift()
        try:
            call_command("flush", interactive=False, verbosity=0)
        finally:
            triggers.install()
        super().handle(*args, **options)
