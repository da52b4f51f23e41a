"""Compute a report and write it as files."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.defaults import SYSTEM_USERNAME
from accounts.models import User
from jingyan.periods import Period, PeriodError, parse_period
from reports import actions, papers, places
from reports.places import COUNTY, Place, UnknownPlace

REFUSED, WRONG_USE = 1, 2


class Command(BaseCommand):
    """Exit 0: files written, and a draft created. 1: refused because of the data. 2: wrong use."""

    help = "Compute the report of a period and place, leave it as a draft, and write its files."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "period", metavar="PERIOD", help="2022, 2022H1, 2022Q2 or 2022-01-01..2022-07-31"
        )
        parser.add_argument("--place", default=COUNTY, help="county, a town code or a village code")
        parser.add_argument("--out", default=".", metavar="DIR", help="where the files go")
        parser.add_argument(
            "--formats",
            default=",".join(papers.FORMATS),
            help=f"any of {', '.join(papers.FORMATS)}, with commas",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        period, formats = _period(options["period"]), _formats(options["formats"])
        place, out = _place(options["place"]), _directory(Path(options["out"]))
        issue = actions.issue_report(period, place, by=User.objects.get(username=SYSTEM_USERNAME))
        for file_format in formats:
            try:
                self.stdout.write(str(papers.write(issue, file_format, out)))
            except OSError as fault:
                raise CommandError(
                    f"The file can't be written: {fault}", returncode=REFUSED
                ) from fault


def _period(text: str) -> Period:
    try:
        return parse_period(text)
    except PeriodError as fault:
        raise CommandError(str(fault), returncode=WRONG_USE) from fault


def _place(code: str) -> Place:
    try:
        return places.find(code)
    except UnknownPlace as fault:
        raise CommandError(str(fault), returncode=REFUSED) from fault
    except ValueError as fault:
        raise CommandError(str(fault), returncode=WRONG_USE) from fault


def _formats(text: str) -> list[str]:
    formats = [part.strip().lower() for part in text.split(",") if part.strip()]
    unknown = [part for part in formats if part not in papers.FORMATS]
    if unknown or not formats:
        rejected, available = ", ".join(unknown) or "nothing", ", ".join(papers.FORMATS)
        raise CommandError(
            f"Reports can't be written as {rejected}. Available: {available}.",
            returncode=WRONG_USE,
        )
    return list(dict.fromkeys(formats))


def _directory(path: Path) -> Path:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise CommandError(f"The directory can't be used: {fault}", returncode=WRONG_USE) from fault
    return path
