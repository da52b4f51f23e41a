"""Recount the whole summary, as Celery beat does every night."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from reports import summary


class Command(BaseCommand):
    """Exit 0, whether or not anything differed."""

    help = "Recount the dashboard's summary from the facts; print each number that differed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only print what differs")

    def handle(self, *args: Any, **options: Any) -> None:
        for difference in summary.differences() if options["dry_run"] else summary.rebuild():
            self.stdout.write(f"differed: {difference}")
