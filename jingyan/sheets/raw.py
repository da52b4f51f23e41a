"""Rows of a file as they stand, before any heading is known: from a workbook by a child process, from CSV here."""

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

from jingyan.sheets.container import MAX_BYTES, SheetError, check_container

Value: TypeAlias = str | int | float | bool | date

HEADER_SEARCH = 30
WALL_SECONDS = 20
DELIMITERS = ",\t;"

_CHILD = Path(__file__).with_name("child.py")
_CSV_ROWS = 5_100
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


class RawCell(NamedTuple):
    """A cell that holds something; ``kind`` is text, number, percent, date, bool, error or formula."""

    kind: str
    value: Value


@dataclass
class RawSheet:
    """The rows of one visible sheet that hold something: row number → column number (from 1) → cell."""

    name: str
    rows: dict[int, dict[int, RawCell]] = field(default_factory=dict)
    cut: bool = False


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


def raw_sheets(data: bytes, filename: str, score: Callable[[Sequence[str]], int] = len) -> list[RawSheet]:
    """Return the visible sheets of ``data``; ``score`` rates a row of texts as headings (for CSV delimiters).

    SheetError where the file is no .xlsx or .csv, does not fit its name, is damaged or takes too long.
    """
    extension = PurePath(filename).suffix.lower()
    zipped = data.startswith(b"PK")
    if data.startswith(_OLD_EXCEL) or extension not in {".xlsx", ".csv", ".txt", ".tsv"}:
        raise SheetError(_("Only .xlsx and .csv files can be read. Save the table as .xlsx."))
    if zipped != (extension == ".xlsx"):
        raise SheetError(_("The content of the file does not fit its name. Save the table again as .xlsx or .csv."))
    if zipped:
        check_container(data)
        return _read_workbook(data)
    return [_read_csv(data, PurePath(filename).stem, score)]


def _too_big() -> SheetError:
    return SheetError(_("The file is larger than %(size)d MB. Split it.") % {"size": MAX_BYTES // 2**20})


# --- workbooks ------------------------------------------------------------------------------------


def _read_workbook(data: bytes) -> list[RawSheet]:
    try:
        done = subprocess.run(  # our own interpreter and script; the data goes to its standard input
            [sys.executable, "-I", "-X", "utf8", str(_CHILD)],
            input=data,
            capture_output=True,
            timeout=WALL_SECONDS,
            env={"OPENPYXL_LXML": "False"},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _too_slow() from error
    lines = done.stdout.decode("utf-8", "replace").splitlines()
    verdict = json.loads(lines[-1]) if done.returncode == 0 and lines else ["crash"]
    if verdict == ["end"]:
        return _collected(lines[:-1])
    if verdict == ["fault", "unreadable"]:
        raise SheetError(_("The file is damaged. Open it in Excel or WPS and save it again as .xlsx."))
    raise _too_slow()


def _too_slow() -> SheetError:
    return SheetError(_("The workbook takes too much time or memory to read. Copy the table into a new workbook."))


def _collected(lines: list[str]) -> list[RawSheet]:
    sheets: list[RawSheet] = []
    for line in lines:
        message: list[Any] = json.loads(line)
        if message[0] == "sheet":
            sheets.append(RawSheet(message[1]))
        elif message[0] == "cut":
            sheets[-1].cut = True
        else:
            cells = {column: _raw_cell(kind, value) for column, kind, value in message[2]}
            sheets[-1].rows[message[1]] = cells
    return sheets


def _raw_cell(kind: str, value: Value) -> RawCell:
    if kind == "date":
        return RawCell(kind, _day(str(value)))
    return RawCell(kind, value)


def _day(text: str) -> date:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


# --- CSV ------------------------------------------------------------------------------------------


def _read_csv(data: bytes, name: str, score: Callable[[Sequence[str]], int]) -> RawSheet:
    text = _decoded(data)
    try:
        delimiter = max(DELIMITERS, key=lambda mark: _best_score(text, mark, score))
        return _csv_rows(text, delimiter, RawSheet(name or "CSV"))
    except csv.Error as error:
        raise SheetError(
            _("The CSV file breaks off or has a stray quotation mark (%(reason)s). Save it again from the spreadsheet.")
            % {"reason": error}
        ) from error


def _csv_rows(text: str, delimiter: str, sheet: RawSheet) -> RawSheet:
    for number, record in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), 1):
        cells = {column: RawCell("text", value) for column, value in enumerate(record, 1) if value.strip()}
        if cells and len(sheet.rows) == _CSV_ROWS:
            sheet.cut = True
            break
        if cells:
            sheet.rows[number] = cells
    return sheet


def _best_score(text: str, delimiter: str, score: Callable[[Sequence[str]], int]) -> int:
    best = 0
    records = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    # With another delimiter than its own, a line of long texts is one field that is too long.
    with contextlib.suppress(csv.Error):
        for record, _number in zip(records, range(HEADER_SEARCH), strict=False):
            best = max(best, score([value for value in record if value.strip()]))
    return best


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data:
        raise SheetError(_("The CSV file is not in UTF-8 or GBK. Save it as “CSV UTF-8” or as .xlsx."))
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return re.sub("^\ufeff+", "", data.decode(encoding))
        except UnicodeDecodeError:
            continue
    raise SheetError(_("The CSV file is not in UTF-8 or GBK. Save it as “CSV UTF-8” or as .xlsx."))
