"""`import_sheet REGISTER FILE`: bring a workbook or CSV file into a register, all of its rows or
none.
"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError

from accounts.defaults import IMPORT_USERNAME
from accounts.models import User
from accounts.registers import REGISTERS, Report, import_sheet
from jingyan.sheets import SheetError, write_faults
from jingyan.sheets.raw import load

REFUSED, WRONG_USE = 1, 2


class Command(BaseCommand):
    help = "Import a .xlsx or .csv file into a register: all of its rows, or none and every fault."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("register", help=f"one of: {', '.join(sorted(REGISTERS))}")
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--dry-run", action="store_true", help="go through everything and save nothing"
        )
        parser.add_argument(
            "--sure",
            action="store_true",
            help="values that look wrong, such as ten times the usual, are right",
        )
        parser.add_argument(
            "--by", default=IMPORT_USERNAME, metavar="USERNAME", help="in whose name and sight"
        )
        parser.add_argument(
            "--faults", type=Path, metavar="OUT.xlsx", help="write the file back with its faults"
        )

    def handle(
        self,
        *,
        register: str,
        file: Path,
        dry_run: bool,
        sure: bool,
        by: str,
        faults: Path | None,
        **_: Any,
    ) -> None:
        """Import the file; exit code 1 if its data are refused, 2 for wrong use."""
        if register not in REGISTERS:
            raise CommandError(
                f"There is no register {register}. Known: {', '.join(sorted(REGISTERS))}.",
                returncode=WRONG_USE,
            )
        user = User.objects.filter(username=by, is_active=True).first()
        if user is None:
            raise CommandError(f"There is no active user {by}.", returncode=WRONG_USE)
        report = self._import(register, file, user, dry_run=dry_run, sure=sure)
        if report.faults:
            self._refuse(report, file, faults)
        self.stdout.write(str(report))
        self._warn(report)

    def _import(self, register: str, file: Path, user: User, **how: bool) -> Report:
        try:
            return import_sheet(register, file, file.name, by=user, **how)
        except OSError as error:
            raise CommandError(
                f"{file} can't be read: {error.strerror}.", returncode=WRONG_USE
            ) from error
        except PermissionDenied as error:
            raise CommandError(
                f"{user.username} has no permission to import {register}.", returncode=REFUSED
            ) from error
        except SheetError as error:
            raise CommandError(error.message, returncode=REFUSED) from error

    def _warn(self, report: Report) -> None:
        for notice in report.notices:
            self.stderr.write(notice, self.style.WARNING)

    def _refuse(self, report: Report, file: Path, out: Path | None) -> None:
        for fault in report.faults:
            self.stderr.write(str(fault))
        self._warn(report)
        if out is not None:
            try:
                write_faults(load(file), report.faults, out, header_row=report.header_row)
            except OSError as error:
                raise CommandError(
                    f"{out} can't be written: {error.strerror}.", returncode=WRONG_USE
                ) from error
        summary = f"{report.register}: {len(report.faults)} faults, nothing saved."
        if len(report.faults) == len(report.doubts):
            summary += " Each is only a value that looks wrong: correct it, or pass --sure."
        raise CommandError(summary, returncode=REFUSED)
