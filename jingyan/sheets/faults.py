"""Faults of a file: one line for a log, and the same file back with one more column that says what
to correct.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from os import PathLike
from typing import IO, Any

import xlsxwriter
from django.utils.translation import gettext as _

from jingyan.parsing import shown
from jingyan.sheets.raw import HEADER_SEARCH, LAST_COLUMN, RawCell, RawSheet, load, raw_sheets
from jingyan.sheets.slots import PATIENCE_SECONDS
from jingyan.sheets.writer import WORKBOOK_OPTIONS, unescape, write_value

FAULT_HEADINGS = ("错误原因", "Import faults")
_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")


@dataclass(frozen=True)
class Fault:
    """What is wrong with one cell: its position, its content, and how to correct it.

    ``column`` is the letter, ``heading`` the heading as the file prints it. Personal numbers in the
    value are masked and long values cut to 60 characters as soon as the fault is made.
    """

    sheet: str
    row: int
    column: str
    heading: str
    value: str
    reason: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", shown(self.value))

    def __str__(self) -> str:
        place = self.heading or self.column
        value = self.value or _("(blank)")
        return f"{self.sheet}!{self.row} {place}: {value} — {self.reason}"


def write_faults(
    source: bytes,
    faults: Iterable[Fault],
    out: str | PathLike[str] | IO[bytes],
    *,
    header_row: int | None = None,
    patience: float = PATIENCE_SECONDS,
) -> None:
    """Write the rows of ``source`` to ``out`` as a workbook with one more column of reasons.

    Rows keep their numbers, formulas come back as inert text, and the corrected file can be read
    again: the column of reasons is skipped on reading. ``header_row`` is the row of the headings
    (guessed if not given). Raises SheetError where ``source`` cannot be read, and ParsersBusyError
    where it would have to wait longer than ``patience`` seconds for its turn.
    """
    all_faults = list(faults)
    sheet = _sheet_of(source, all_faults, patience)
    header = header_row or _guessed_header(sheet)
    notes: dict[int, list[str]] = defaultdict(list, {header: [FAULT_HEADINGS[0]]})
    for fault in all_faults:
        if fault.row != header:
            notes[fault.row].append(f"{fault.heading or fault.column}: {fault.reason}")
    with xlsxwriter.Workbook(out, WORKBOOK_OPTIONS) as book:
        page = book.add_worksheet(_SHEET_NAME.sub("_", sheet.name)[:31] or None)
        _write_rows(book, page, sheet.rows, notes)


def _sheet_of(source: bytes, faults: list[Fault], patience: float) -> RawSheet:
    data = load(source)
    sheets = raw_sheets(
        data, "faults.xlsx" if data.startswith(b"PK") else "faults.csv", patience=patience
    )
    sheet_name = faults[0].sheet if faults else ""
    return next((sheet for sheet in sheets if sheet.name == sheet_name), sheets[0])


def _guessed_header(sheet: RawSheet) -> int:
    first = list(sheet.rows.items())[:HEADER_SEARCH]
    return max(first, key=lambda item: (len(item[1]), -item[0]))[0] if first else 1


def _write_rows(
    book: Any,
    page: Any,
    rows: Mapping[int, Mapping[int, RawCell]],
    notes: Mapping[int, Sequence[str]],
) -> None:
    """Write all rows in order (the writer keeps one row in memory), the notes behind the last
    column.
    """
    # A value in the very last column gives way to the reasons, one of which is about it.
    last = min(
        max((column for cells in rows.values() for column in cells), default=0), LAST_COLUMN - 1
    )
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    text = book.add_format({"num_format": "@"})
    red = book.add_format({"font_color": "#B00020", "text_wrap": True, "valign": "top"})
    page.set_column(last, last, 60)
    for number in sorted(set(rows) | set(notes)):
        for column, cell in rows.get(number, {}).items():
            value = unescape(cell.value) if isinstance(cell.value, str) else cell.value
            write_value(
                page, number - 1, column - 1, value, day if isinstance(value, date) else text
            )
        if number in notes:
            page.write_string(number - 1, last, "\n".join(notes[number]), red)
