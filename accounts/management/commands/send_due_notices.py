"""Send the notices that fall due by date, as beat does every hour."""

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from accounts import notices


class Command(BaseCommand):
    """Exit code 0, whether or not anything is due. No notice is sent twice."""

    help = (
        "Notify users of what falls due by date: meetings owed, terms that end. No notice is sent "
        "twice."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="only print what is due and not sent yet"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        today = timezone.localdate()
        if options["dry_run"]:
            for (kind, key), count in Counter(
                (row.kind, row.key) for row in notices.due(today)
            ).items():
                self.stdout.write(f"due: {kind} {key}: {count}")
            return
        self.stdout.write(f"sent: {notices.send_due(today)}")
