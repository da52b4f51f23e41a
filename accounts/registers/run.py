"""The import of one file into one register: read, checked as a whole, and either saved in one
transaction or not at all.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from os import PathLike
from pathlib import PurePath

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import trail
from accounts.models import User, acting, dictionaries_remembered
from accounts.moves import MoveRefused
from accounts.registers.base import REGISTERS, Register
from accounts.registers.lines import RegisterRow, RowOutcome, parsed_lines, refuse_doubles
from accounts.registers.preview import Preview, previews, snapshot
from jingyan.garbage import collection_paused
from jingyan.parsing import ParseError, mask_personal
from jingyan.sheets import Fault, Sheet, SheetError, read_sheet, write_sheet
from jingyan.sheets.raw import load
from jingyan.sheets.slots import PATIENCE_SECONDS

REFUSALS = (IntegrityError, DataError, ValidationError, MoveRefused, PermissionDenied, ParseError)
# The act that the versions of an imported record name.
IMPORT = "import"
# Rows that are parsed between two progress reports.
AT_ONCE = 250

# Called with the number of steps done and the number of all steps.
Progress = Callable[[int, int], None]


@dataclass
class Report:
    """What an import did, or why it did nothing."""

    register: str
    sha256: str
    header_row: int
    counts: Counter[RowOutcome] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)
    previews: list[Preview] = field(default_factory=list)
    # Values that the user must confirm before they are saved.
    doubts: list[Fault] = field(default_factory=list)
    # What was read although the spreadsheet hides it.
    notices: list[str] = field(default_factory=list)

    @property
    def created(self) -> int:
        """How many records the file makes."""
        return self.counts[RowOutcome.CREATED]

    @property
    def updated(self) -> int:
        """How many records on file it changes."""
        return self.counts[RowOutcome.UPDATED]

    @property
    def unchanged(self) -> int:
        """How many records on file it repeats."""
        return self.counts[RowOutcome.UNCHANGED]

    @property
    def changes_anything(self) -> bool:
        """Whether an import would have any effect."""
        return bool(self.created or self.updated)

    def __str__(self) -> str:
        counted = ", ".join(f"{self.counts[outcome]} {outcome}" for outcome in RowOutcome)
        return f"{self.register}: {counted}"


@dataclass
class Opened:
    """A file that was read as the table of a register, in the name of `by`. It serves one dry run
    or one import.
    """

    register: Register
    sheet: Sheet
    filename: str
    sha256: str
    by: User
    lines: list[RegisterRow] = field(default_factory=list)


@collection_paused()
@dictionaries_remembered()
def open_sheet(
    name: str,
    source: bytes | str | PurePath,
    filename: str,
    *,
    by: User,
    progress: Progress | None = None,
    patience: float = PATIENCE_SECONDS,
) -> Opened:
    """Read a file as the register `name` and parse every cell; `progress` is called after every
    `AT_ONCE` rows.

    Raises PermissionDenied where `by` may not import this register, SheetError where the file can't
    be read as its table or holds no rows, and ParsersBusyError where it would have to wait longer
    than `patience` seconds.
    """
    register = _opened(name, by, REGISTERS[name].permission)
    data = load(source)
    headings = {column.name: column.label for column in register.fields}
    required = [column.name for column in register.fields if column.required]
    sheet = read_sheet(data, filename, headings, required=required, patience=patience)
    if not sheet.rows and not sheet.faults:
        raise SheetError(_("The table has headings but no rows. Fill it in."))
    opened = Opened(register, sheet, filename, hashlib.sha256(data).hexdigest(), by)
    for start in range(0, len(sheet.rows), AT_ONCE):
        opened.lines += parsed_lines(sheet, register.fields, sheet.rows[start : start + AT_ONCE])
        if progress:
            progress(len(opened.lines), 2 * len(sheet.rows))
    return opened


@collection_paused()
@dictionaries_remembered()
def carry_out(
    opened: Opened,
    *,
    dry_run: bool = False,
    previewed: int = 0,
    sure: bool = False,
    hold: Callable[[], object] | None = None,
) -> Report:
    """Save all rows or, with any fault, none. `dry_run` saves everything and rolls it back.

    Doubtful values are faults unless the user is `sure` of them. The report previews the first
    `previewed` rows that make or change a record.

    A dry run is a transaction of its own (`durable`), so that nothing to be kept is rolled back
    with it. `hold` is called first inside it, to lock what must not change meanwhile.
    """
    sheet = opened.sheet
    report = Report(
        opened.register.name,
        opened.sha256,
        sheet.header_row,
        faults=list(sheet.faults),
        notices=sheet.notices(),
    )
    with transaction.atomic(durable=dry_run), acting(opened.by, IMPORT):
        if hold:
            hold()
        _through(opened, report, previewed, sure)
        if report.faults or dry_run:
            transaction.set_rollback(True)
        else:
            _note(report, opened)
    return report


def import_sheet(
    name: str,
    source: bytes | str | PurePath,
    filename: str,
    *,
    by: User,
    dry_run: bool = False,
    sure: bool = False,
) -> Report:
    """Import a file into the register `name` in the name of `by`: all of its rows, or, with any
    fault, none.

    `dry_run` saves everything and rolls it back; doubtful values are faults unless the user is
    `sure`. Raises PermissionDenied where `by` may not import this register, and SheetError where
    the file can't be read as its table.
    """
    return carry_out(open_sheet(name, source, filename, by=by), dry_run=dry_run, sure=sure)


@dictionaries_remembered()
def export_sheet(name: str, path: str | PathLike[str], *, by: User, labels: bool = False) -> int:
    """Write the register `name`, as far as `by` sees it, to an .xlsx or .csv file; return the
    number of rows.

    Headings are the machine names or, with `labels`, those that people read. Raises
    PermissionDenied and OSError.
    """
    register = _opened(name, by, REGISTERS[name].view_permission)
    columns = [column for column in register.fields if column.export]
    headings = {column.name: str(column.label) if labels else column.name for column in columns}
    texts = [column.name for column in columns if column.key]
    count = write_sheet(path, headings, register.rows(by=by), sheet=name, text_columns=texts)
    trail.write(
        "export", None, by=by, note=f"{name}: {count}", changes={"register": name, "rows": count}
    )
    return count


def _opened(name: str, by: User, permission: str) -> Register:
    if not by.may(permission):
        raise PermissionDenied
    return REGISTERS[name]()


def _through(opened: Opened, report: Report, previewed: int, sure: bool) -> None:
    """Check all rows, then save them if none is at fault; counts and faults go into the report."""
    register, lines, by = opened.register, opened.lines, opened.by
    register.resolve(lines, by=by)
    _refuse_doubles(register, lines)
    report.doubts = [doubt for line in lines for doubt in line.doubts]
    report.faults += [] if sure else report.doubts
    if not (report.faults or any(line.faults for line in lines)):
        before = snapshot(register, lines, by=by) if previewed else {}
        _save(register, lines, by)
        if previewed and not any(line.faults for line in lines):
            report.previews = previews(register, lines, before, by=by, most=previewed)
    report.faults += [fault for line in lines for fault in line.faults]
    report.counts.update(line.outcome for line in lines if line.outcome)


def _refuse_doubles(register: Register, lines: Sequence[RegisterRow]) -> None:
    keys = [column.name for column in register.fields if column.key]
    refuse_doubles(lines, [register.key(line) for line in lines], keys[0])


def _save(register: Register, lines: Sequence[RegisterRow], by: User) -> None:
    """Save in bulk; if that fails, row by row, so that each faulty row is named."""
    try:
        with transaction.atomic():
            register.save(lines, by=by)
    except REFUSALS as error:
        for line in lines:
            _save_alone(register, line, by)
        if lines and not any(line.faults for line in lines):
            lines[0].fault(_first_key(register), _reason(error))


def _save_alone(register: Register, line: RegisterRow, by: User) -> None:
    try:
        with transaction.atomic():
            register.save_line(line, by=by)
    except REFUSALS as error:
        line.fault(_first_key(register), _reason(error))


def _first_key(register: Register) -> str:
    return next((column.name for column in register.fields if column.key), register.fields[0].name)


def _reason(error: Exception) -> str:
    if isinstance(error, IntegrityError | DataError):
        return _(
            "The database refuses this row (%(rule)s): it contradicts another record or a rule."
        ) % {"rule": _rule(error)}
    if isinstance(error, PermissionDenied):
        return _("You don't have permission to make this change.")
    return mask_personal(
        " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
    )


def _rule(error: Exception) -> str:
    """The constraint or trigger that failed, without the values that PostgreSQL adds."""
    diagnostics = getattr(error.__cause__, "diag", None)
    text = (
        (diagnostics.constraint_name or diagnostics.message_primary) if diagnostics else str(error)
    )
    return mask_personal(str(text).removeprefix("CHECK constraint failed: "))


def _note(report: Report, opened: Opened) -> None:
    counts = {str(outcome): report.counts[outcome] for outcome in RowOutcome}
    details = {"register": report.register, "file": mask_personal(PurePath(opened.filename).name)}
    changes = {**details, "sha256": report.sha256, "rows": len(opened.lines), **counts}
    if report.doubts:
        changes["doubts"] = len(report.doubts)
    trail.write("import", None, by=opened.by, note=str(report), changes=changes)
