"""`import_divisions FILE[.gz]`: load towns and villages from the national list of divisions."""

import hashlib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError

from accounts.defaults import IMPORT_USERNAME
from accounts.models import User
from jingyan.sheets import SheetError
from villages.actions.divisions import load_divisions
from villages.divisions import COLUMNS, Division, read_divisions

REFUSED, WRONG_USE = 1, 2


class Command(BaseCommand):
    help = (
        f"Load towns and villages from a .csv or .csv.gz file with the columns {' '.join(COLUMNS)}."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--county", metavar="CODE", help="load this county's rows only (6 digits)"
        )

    def handle(self, *, file: Path, county: str | None, **_: Any) -> None:
        """Load the file; exit 1 where its data are refused, 2 where the command is used wrongly."""
        rows = self._rows(file)
        if county:
            rows = [row for row in rows if row.county_code == county]
        if not rows:
            raise CommandError(
                f"{file} has no rows" + (f" of the county {county}." if county else "."),
                returncode=REFUSED,
            )
        user = User.objects.get(username=IMPORT_USERNAME)
        try:
            towns, villages = load_divisions(
                rows, by=user, sha256=hashlib.sha256(file.read_bytes()).hexdigest()
            )
        except IntegrityError as error:
            raise CommandError(
                "Another load ran at the same time. Start again.", returncode=REFUSED
            ) from error
        self.stdout.write(f"towns: {towns}\nvillages: {villages}")

    def _rows(self, file: Path) -> list[Division]:
        """All rows of a file without faults."""
        try:
            rows, faults = read_divisions(file)
        except OSError as error:
            raise CommandError(
                f"{file} can't be read: {error.strerror}.", returncode=WRONG_USE
            ) from error
        except SheetError as error:
            raise CommandError(error.message, returncode=REFUSED) from error
        for fault in faults:
            self.stderr.write(str(fault))
        if faults:
            raise CommandError(f"{file}: {len(faults)} faults, nothing saved.", returncode=REFUSED)
        return rows
