"""Queue the reports of periods that have closed, as beat does every hour."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from reports import actions


class Command(BaseCommand):
    """Exit 0, whether or not anything is due."""

    help = "Queue the missing reports of the latest closed quarter, half-year and year."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only print what is due")

    def handle(self, *args: Any, **options: Any) -> None:
        today = timezone.localdate()
        if options["dry_run"]:
            for period in actions.due_reports(today):
                self.stdout.write(f"due: {period}")
            return
        for job in actions.request_due(today):
            self.stdout.write(f"queued: {job.params['period']}")
