"""Load the demonstration programme."""

from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from reports.demo import logins, programme
from reports.demo.programme import EARLIEST, SCALES, Refused, SeedOptions


def a_day(text: str) -> date:
    """An argument such as 2026-11-22, not before the demonstration's first figures."""
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(_("Write the day as 2026-11-22.")) from error
    if day < EARLIEST:
        raise ArgumentTypeError(_("The demonstration begins on %s.") % EARLIEST)
    return day


class Command(BaseCommand):
    """Idempotent: existing data is kept; terms that have expired since are renewed."""

    help = (
        "Load the demonstration: fictitious people and enterprises in the county's real villages."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--scale",
            choices=SCALES,
            default="county",
            help="volume: one county, a city, a province",
        )
        parser.add_argument(
            "--seed", type=int, default=1, help="another number gives other random data"
        )
        parser.add_argument(
            "--as-of", type=a_day, help="the day on which the terms are current (default: today)"
        )
        parser.add_argument(
            "--divisions", type=Path, help="divisions to load first, for the larger scales"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        plan = SeedOptions(
            as_of=options["as_of"] or localdate(),
            seed=options["seed"],
            scale=options["scale"],
            divisions=options["divisions"],
        )
        try:
            self._renew(plan) if programme.is_loaded() else self._load(plan)
        except Refused as refusal:
            raise CommandError(str(refusal), returncode=1) from refusal
        self.stdout.write("\n".join(logins.lines()))

    def _load(self, plan: SeedOptions) -> None:
        count = programme.load(plan)
        self.stdout.write(
            _("Demonstration loaded: %(count)d contributions as of %(day)s.")
            % {"count": count, "day": plan.as_of}
        )

    def _renew(self, plan: SeedOptions) -> None:
        renewed = programme.renew(plan)
        if renewed:
            self.stdout.write(_("The demonstration was already there; %d terms renewed.") % renewed)
        else:
            self.stdout.write(_("The demonstration is already there: nothing changed."))
