"""`export_sheet REGISTER FILE`: write a register to a file that `import_sheet` reads back
unchanged.
"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.defaults import IMPORT_USERNAME
from accounts.models import User
from accounts.registers import REGISTERS, export_sheet

WRONG_USE = 2
SUFFIXES = {".xlsx", ".csv"}


class Command(BaseCommand):
    help = "Export a register to a .xlsx or .csv file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("register", help=f"one of: {', '.join(sorted(REGISTERS))}")
        parser.add_argument("file", type=Path)

    def handle(self, *, register: str, file: Path, **_: Any) -> None:
        """Write the file; exit 2 where the command is used wrongly."""
        if register not in REGISTERS:
            raise CommandError(
                f"There is no register {register}. Known: {', '.join(sorted(REGISTERS))}.",
                returncode=WRONG_USE,
            )
        if file.suffix.lower() not in SUFFIXES:
            raise CommandError(f"{file} must end in .xlsx or .csv.", returncode=WRONG_USE)
        try:
            count = export_sheet(register, file, by=User.objects.get(username=IMPORT_USERNAME))
        except OSError as error:
            raise CommandError(
                f"{file} can't be written: {error.strerror}.", returncode=WRONG_USE
            ) from error
        self.stdout.write(f"{register}: {count} rows")
