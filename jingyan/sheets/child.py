"""The process that parses a workbook: started for one file, limited in memory and time, then gone.

It is run as a script (``python -I child.py``), never imported by the project, and knows only the standard
library and openpyxl, so that it starts fast. The workbook comes in on standard input; rows go out on
standard output as JSON lines:

    ["sheet", title]                                a visible sheet begins
    ["row", number, [[column, kind, value], …]]     a row that holds something; columns count from 1
    ["cut"]                                         the sheet goes on, but enough rows were read
    ["end"] or ["fault", "unreadable" | "large"]    the last line
"""

import gc
import io
import json
import resource
import sys
import warnings
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
from openpyxl.utils.escape import unescape

MEMORY_BYTES = 700 * 2**20
CPU_SECONDS = 8
SHEETS = 30
ROWS_PER_SHEET = 5_100
OUTPUT_CHARACTERS = 48 * 2**20


class TooLargeError(Exception):
    """More came out of the workbook than any register holds."""


def main() -> None:
    """Read a workbook from standard input and write its rows to standard output."""
    gc.disable()  # the process is gone before anything gathers
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    verdict: list[str] = ["end"]
    room = OUTPUT_CHARACTERS
    try:
        for message in _messages():
            line = json.dumps(message, ensure_ascii=True)
            room -= len(line)
            if room < 0:
                raise TooLargeError
            sys.stdout.write(line + "\n")
    except (MemoryError, TooLargeError):
        verdict = ["fault", "large"]
    except Exception:
        verdict = ["fault", "unreadable"]
    sys.stdout.write(json.dumps(verdict) + "\n")


def _messages() -> Iterator[list[Any]]:
    warnings.simplefilter("ignore")
    book = openpyxl.load_workbook(io.BytesIO(sys.stdin.buffer.read()), read_only=True, keep_links=False)
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    for sheet in visible[:SHEETS]:
        sheet.reset_dimensions()  # the declared size may be a lie of a million rows
        yield ["sheet", sheet.title]
        yield from _rows(sheet)


def _rows(sheet: Any) -> Iterator[list[Any]]:
    sent = 0
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        found = [[cell.column, *_plain(cell)] for cell in cells if cell.value is not None]
        if not found:
            continue
        if sent == ROWS_PER_SHEET:
            yield ["cut"]
            return
        sent += 1
        yield ["row", number, found]


def _plain(cell: Any) -> tuple[str, Any]:
    value = cell.value
    if cell.data_type in {"f", "e"}:
        return ("formula" if cell.data_type == "f" else "error"), getattr(value, "text", None) or str(value)
    if isinstance(value, bool):
        return "bool", value
    if isinstance(value, date):
        return "date", _day(value)
    if not isinstance(value, int | float):
        return "text", _unescaped(str(value))
    if _is_percent(cell):
        return "percent", f"{(Decimal(format(value, '.15g')) * 100).normalize():f}%"
    return "number", value


_PERCENT: dict[int, bool] = {}


def _is_percent(cell: Any) -> bool:
    """Whether the cell's style prints per cents: looked up once a style."""
    style = cell._style_id
    if style not in _PERCENT:
        _PERCENT[style] = "%" in (cell.number_format or "")
    return _PERCENT[style]


def _day(value: date) -> str:
    midnight = isinstance(value, datetime) and (value.hour, value.minute, value.second) == (0, 0, 0)
    return value.isoformat()[:10] if midnight else value.isoformat()


def _unescaped(text: str) -> str:
    """The text behind the ``_x000D_`` notation, with which workbooks hold control characters."""
    if "_x" not in text:
        return text
    return str(unescape(text))


if __name__ == "__main__":
    main()
