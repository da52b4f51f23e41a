"""Recalculate the last days of notices and list those that wait to be closed, as beat does every
hour.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from accounts.defaults import SYSTEM_USERNAME
from accounts.models import User
from officers import actions
from officers.models import Publicity


class Command(BaseCommand):
    """Exit 0. Nothing is closed: the notices that are due are on the workbench of those who may
    close them.
    """

    help = (
        "Recalculate the last day of drafts and running publicities by the current calendar; "
        "print those that wait to be closed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="only print what would move and what waits"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        system = User.objects.get(username=SYSTEM_USERNAME)
        for row in actions.recompute_all(by=system, dry_run=options["dry_run"]):
            self.stdout.write(
                f"moved: {row.pk} {row.closes_on}{' estimated' if row.estimated else ''}"
            )
        for row in Publicity.objects.due(timezone.localdate()).order_by("closes_on", "pk"):
            self.stdout.write(f"due: {row.pk} {row.closes_on}")
