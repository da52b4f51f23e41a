"""Tables out: workbooks and CSV files whose cells are inert and read back to the same values."""

import csv
import re
from collections.abc import Collection, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from os import PathLike
from pathlib import PurePath
from typing import Any, TypeAlias

import xlsxwriter

Cellable: TypeAlias = str | int | float | Decimal | bool | date | None

WORKBOOK_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,
    "default_date_format": "yyyy-mm-dd",
}
_LIVE = re.compile(r"'*[=+\-@＝＋－＠\t\r\n]")
_ESCAPED = re.compile(r"'+[=+\-@＝＋－＠\t\r\n]")
_EXACT_DIGITS = 15
_CELL_LENGTH = 32_767


def escape(text: str) -> str:
    """Return ``text`` so that no spreadsheet runs it: an apostrophe before a leading = + - @, tab
    or line end.
    """
    return "'" + text if _LIVE.match(text) else text


def unescape(text: str) -> str:
    return text[1:] if text.startswith("'") and _ESCAPED.match(text) else text


def write_sheet(
    path: str | PathLike[str],
    headings: Mapping[str, str],
    rows: Iterable[Mapping[str, Cellable]],
    *,
    sheet: str = "Sheet1",
    text_columns: Collection[str] = (),
) -> int:
    """Write ``rows`` (machine name → value) under ``headings`` (machine name → printed heading);
    return their number.

    The ending of ``path`` decides: ``.csv`` is written as UTF-8 with a byte order mark, anything
    else as a workbook. Numbers that Excel would round (identity numbers, codes, long amounts) are
    written as text, truth values as 是 and 否, None as a blank. ``text_columns`` are formatted as
    text for people to type into.
    """
    if PurePath(path).suffix.lower() == ".csv":
        return _write_csv(path, headings, rows)
    return write_book(path, [OutputSheet(sheet, headings, rows, text_columns)])


@dataclass(frozen=True)
class OutputSheet:
    """One sheet of a workbook, as `write_sheet` describes it."""

    name: str
    headings: Mapping[str, str]
    rows: Iterable[Mapping[str, Cellable]]
    text_columns: Collection[str] = ()


def write_book(path: str | PathLike[str], sheets: Iterable[OutputSheet]) -> int:
    """Write a workbook of several sheets, the first one opened first; return the number of all
    rows.
    """
    with closing(xlsxwriter.Workbook(path, WORKBOOK_OPTIONS)) as book:
        formats = {
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
            "text": book.add_format({"num_format": "@"}),
        }
        return sum(_write_page(book, sheet, formats) for sheet in sheets)


def _write_page(book: Any, sheet: OutputSheet, formats: Mapping[str, Any]) -> int:
    page = book.add_worksheet(sheet.name[:31])
    _write_headings(book, page, sheet.headings, dict.fromkeys(sheet.text_columns, formats["text"]))
    count = 0
    for count, row in enumerate(sheet.rows, start=1):
        for column, value in enumerate(map(row.get, sheet.headings)):
            write_value(
                page, count, column, value, formats["date" if isinstance(value, date) else "text"]
            )
    return count


def _write_headings(
    book: Any, page: Any, headings: Mapping[str, str], formats: Mapping[str, Any]
) -> None:
    bold = book.add_format({"bold": True, "bottom": 1, "num_format": "@"})
    page.freeze_panes(1, 0)
    for column, (name, heading) in enumerate(headings.items()):
        page.set_column(column, column, _width(heading), formats.get(name))
        page.write_string(0, column, str(heading), bold)


def write_value(page: Any, row: int, column: int, value: Cellable, cell_format: Any = None) -> None:
    """Write one value into a worksheet of XlsxWriter, text escaped and never as a formula."""
    plain = _plain(value)
    if plain is None or plain == "":
        return
    if isinstance(plain, date):
        page.write_datetime(row, column, plain, cell_format)
    elif isinstance(plain, str):
        page.write_string(row, column, escape(plain)[:_CELL_LENGTH], cell_format)
    else:
        page.write_number(row, column, plain)


def _plain(value: Cellable) -> str | int | float | date | None:
    """The value as a cell can hold it without loss: text where a number would be rounded."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if value is None or isinstance(value, str | date):
        return value
    number = value if isinstance(value, Decimal) else Decimal(str(value))
    if not number.is_finite() or len(number.normalize().as_tuple().digits) > _EXACT_DIGITS:
        return str(value)
    if abs(number) >= Decimal(10) ** _EXACT_DIGITS:
        return f"{number:f}"
    return int(number) if number == number.to_integral_value() else float(number)


def _write_csv(
    path: str | PathLike[str], headings: Mapping[str, str], rows: Iterable[Mapping[str, Cellable]]
) -> int:
    count = 0
    with open(path, "w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([str(heading) for heading in headings.values()])
        for row in rows:
            writer.writerow([_csv_text(row.get(name)) for name in headings])
            count += 1
    return count


def _csv_text(value: Cellable) -> str:
    if isinstance(value, str):
        return escape(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    plain = _plain(value)
    if isinstance(value, Decimal) and not isinstance(plain, str):
        return f"{value:f}"
    return "" if plain is None else str(plain)


def _width(heading: str) -> int:
    return min(40, max(10, 2 * len(str(heading)) + 2))
