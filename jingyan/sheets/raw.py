"""Rows of a file unchanged, before any heading is recognised: from a workbook by a child process,
from CSV here.
"""

import contextlib
import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path, PurePath
from typing import Any, NamedTuple, TypeAlias

from django.utils.translation import gettext as _

from jingyan.parsing import holds_control, shorten
from jingyan.sheets.container import MAX_BYTES, SheetError, check_container, suspicious
from jingyan.sheets.slots import PATIENCE_SECONDS, slot

Value: TypeAlias = str | int | float | bool | date

HEADER_SEARCH = 30
WALL_SECONDS = 20
DELIMITERS = ",\t;"
# Where a sheet ends, in Excel and WPS alike (and in child.py).
LAST_ROW, LAST_COLUMN, LAST_LETTERS = 1_048_576, 16_384, "XFD"

_CHILD = Path(__file__).with_name("child.py")
_CSV_ROWS = 5_100
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


class RawCell(NamedTuple):
    """A cell that holds something; ``kind`` is text, number, percent, date, bool, error, formula or
    control.
    """

    kind: str
    value: Value


@dataclass
class RawSheet:
    """The rows of one visible sheet that hold something: row number → column number (from 1) →
    cell.
    """

    name: str
    rows: dict[int, dict[int, RawCell]] = field(default_factory=dict)
    cut: bool = False
    # Rows among them that don't show, and the first and last of each run of columns that don't.
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)


def load(source: bytes | str | PurePath) -> bytes:
    """Return the bytes of a file or the bytes themselves; SheetError above 5 MB."""
    if not isinstance(source, bytes):
        path = Path(source)
        if path.stat().st_size > MAX_BYTES:
            raise _too_big()
        source = path.read_bytes()
    if len(source) > MAX_BYTES:
        raise _too_big()
    if not source.strip(b"\xef\xbb\xbf \r\n\t,;"):
        raise SheetError(_("The file is empty."))
    return source


def raw_sheets(
    data: bytes,
    filename: str,
    score: Callable[[Sequence[str]], int] = len,
    *,
    patience: float = PATIENCE_SECONDS,
) -> list[RawSheet]:
    """Return the visible sheets of ``data``; ``score`` rates a row of texts as headings (for CSV
    delimiters).

    SheetError where the file is no .xlsx or .csv, does not fit its name, is damaged or takes too
    long; ParsersBusyError where a workbook would have to wait longer than ``patience`` seconds for
    its turn.
    """
    extension = PurePath(filename).suffix.lower()
    zipped = data.startswith(b"PK")
    if data.startswith(_OLD_EXCEL) or extension not in {".xlsx", ".csv", ".txt", ".tsv"}:
        raise SheetError(_("Only .xlsx and .csv files can be read. Save the table as .xlsx."))
    if zipped != (extension == ".xlsx"):
        raise SheetError(
            _(
                "The content of the file does not fit its name. Save the table again as .xlsx or "
                ".csv."
            )
        )
    if zipped:
        with slot(patience) as descriptor:
            check_container(data)
            return _read_workbook(data, descriptor)
    return [_read_csv(data, PurePath(filename).stem, score)]


def _too_big() -> SheetError:
    return SheetError(
        _("The file is larger than %(size)d MB. Split it.") % {"size": MAX_BYTES // 2**20}
    )


# --- workbooks ------------------------------------------------------------------------------------


def _read_workbook(data: bytes, slot_held: int) -> list[RawSheet]:
    try:
        done = (
            subprocess.run(  # our own interpreter and script; the data goes to its standard input
                [sys.executable, "-I", "-X", "utf8", str(_CHILD)],
                input=data,
                capture_output=True,
                timeout=WALL_SECONDS,
                env={"OPENPYXL_LXML": "False"},
                pass_fds=[slot_held],
                check=False,
            )
        )
    except subprocess.TimeoutExpired as error:
        raise _too_slow() from error
    lines = done.stdout.decode("utf-8", "replace").splitlines()
    verdict = json.loads(lines[-1]) if done.returncode == 0 and lines else ["crash"]
    if verdict == ["end"]:
        return _collect(lines[:-1])
    raise _refusal(*verdict[1:])


def _refusal(reason: str = "", place: str = "") -> SheetError:
    """What the child's last line says, in words; no words of it where it was cut off."""
    match reason:
        case "unreadable":
            return SheetError(
                _("The file is damaged. Open it in Excel or WPS and save it again as .xlsx.")
            )
        case "misplaced":
            return suspicious()
        case "row":
            words = _(
                "Row %(place)s lies beyond the end of a sheet, row %(last)s. Copy the table into a "
                "new workbook."
            )
            return SheetError(words % {"place": shorten(place, 20), "last": LAST_ROW})
        case "column":
            words = _(
                "Column %(place)s lies beyond the end of a sheet, column %(last)s. Copy the table "
                "into a new workbook."
            )
            return SheetError(words % {"place": place, "last": LAST_LETTERS})
    return _too_slow()


def _too_slow() -> SheetError:
    return SheetError(
        _("The workbook takes too much time or memory to read. Copy the table into a new workbook.")
    )


def _collect(lines: list[str]) -> list[RawSheet]:
    sheets: list[RawSheet] = []
    for line in lines:
        message: list[Any] = json.loads(line)
        if message[0] == "sheet":
            sheets.append(RawSheet(message[1]))
        elif message[0] == "cut":
            sheets[-1].cut = True
        elif message[0] == "columns":
            sheets[-1].hidden_columns = [(first, last) for first, last in message[1]]
        else:
            _add_row(sheets[-1], *message[1:])
    return sheets


def _add_row(sheet: RawSheet, number: int, cells: list[Any], is_hidden: bool) -> None:
    sheet.rows[number] = {column: _raw_cell(kind, value) for column, kind, value in cells}
    if is_hidden:
        sheet.hidden_rows.append(number)


def _raw_cell(kind: str, value: Value) -> RawCell:
    if kind == "date":
        return RawCell(kind, _day(str(value)))
    return RawCell(kind, value)


def _day(text: str) -> date:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


# --- CSV ------------------------------------------------------------------------------------------


def _read_csv(data: bytes, name: str, score: Callable[[Sequence[str]], int]) -> RawSheet:
    text = _decode(data)
    try:
        delimiter = max(DELIMITERS, key=lambda mark: _best_score(text, mark, score))
        return _csv_rows(text, delimiter, RawSheet(name or "CSV"))
    except csv.Error as error:
        raise SheetError(
            _(
                "The CSV file breaks off or has a stray quotation mark (%(reason)s). Save it again "
                "from the spreadsheet."
            )
            % {"reason": error}
        ) from error


def _csv_rows(text: str, delimiter: str, sheet: RawSheet) -> RawSheet:
    kind_of = _kind if holds_control(text) else lambda _value: "text"
    for number, record in enumerate(
        csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), 1
    ):
        cells = {
            column: RawCell(kind_of(value), value)
            for column, value in enumerate(record, 1)
            if value.strip()
        }
        if cells and len(sheet.rows) == _CSV_ROWS:
            sheet.cut = True
            break
        if cells:
            sheet.rows[number] = cells
    return sheet


def _kind(value: str) -> str:
    return "control" if holds_control(value) else "text"


def _best_score(text: str, delimiter: str, score: Callable[[Sequence[str]], int]) -> int:
    best = 0
    records = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    # With another delimiter than its own, a line of long texts is one field that is too long.
    with contextlib.suppress(csv.Error):
        for record, _number in zip(records, range(HEADER_SEARCH), strict=False):
            best = max(best, score([value for value in record if value.strip()]))
    return best


def _decode(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _wrong_encoding()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = re.sub("^\ufeff+", "", data.decode(encoding))
        except UnicodeDecodeError:
            continue
        _refuse_nulls(text)
        return text
    raise _wrong_encoding()


def _refuse_nulls(text: str) -> None:
    """Refuse a text with null characters: a few are damage, one in four or more is UTF-16 without
    its mark.
    """
    nulls = text.count("\0")
    if 4 * nulls >= max(len(text), 1):
        raise _wrong_encoding()
    if nulls:
        line = text.count("\n", 0, text.index("\0")) + 1
        words = _(
            "Line %(line)d of the CSV file holds a null character. Save the table again as .xlsx."
        )
        raise SheetError(words % {"line": line})


def _wrong_encoding() -> SheetError:
    return SheetError(_("The CSV file is not in UTF-8 or GBK. Save it as “CSV UTF-8” or as .xlsx."))
