"""Load the work calendar."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from accounts import calendar


class Command(BaseCommand):
    """Load holidays and exchanged workdays; run it again when a year's notice is published."""

    help = (
        "Load the work calendar of the given years (default: 2021 to next year). Manually entered "
        "days are kept."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("years", nargs="*", type=int, metavar="YEAR")

    def handle(self, *_args: Any, years: list[int], verbosity: int = 1, **_options: Any) -> None:
        years = years or list(range(2021, timezone.localdate().year + 2))
        created, updated = calendar.load(years)
        if verbosity:
            self.stdout.write(
                f"calendar {years[0]}–{years[-1]}: {created} created, {updated} updated"
            )
