"""The process that parses a workbook: started for one file, limited in memory and time, then gone.

It is run as a script (``python -I child.py``), never imported by the project, and knows only the
standard library and openpyxl, so that it starts fast. The workbook comes in on standard input; rows
go out on standard output as JSON lines:

    ["sheet", title]                                a visible sheet begins
    ["row", number, [[column, kind, value], …], hidden]    a row with content; columns count from 1
    ["cut"]                                         the sheet goes on, but enough rows were read
    ["columns", [[first, last], …]]                 the hidden columns of the sheet
    ["end"]                                         the last line, or one of these:
    ["fault", "unreadable" | "large" | "misplaced"]
    ["fault", "row" | "column", place]              a number or letters beyond the end of any sheet
"""

import gc
import io
import json
import re
import resource
import sys
import warnings
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.cell.text import Text
from openpyxl.reader import excel
from openpyxl.utils import get_column_letter
from openpyxl.utils.escape import unescape
from openpyxl.worksheet._reader import WorkSheetParser
from openpyxl.xml.constants import SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

MEMORY_BYTES = 700 * 2**20
CPU_SECONDS = 8
SHEETS = 30
ROWS_PER_SHEET = 5_100
OUTPUT_CHARACTERS = 48 * 2**20
# Where a sheet ends, in Excel and WPS alike.
LAST_ROW = 1_048_576
LAST_COLUMN = 16_384

# What no cell shows and no keyboard types; a tab and the ends of lines are no such characters.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class TooLargeError(Exception):
    """More came out of the workbook than any register holds."""


class MisplacedError(Exception):
    """A row or cell is not where its number says, or lies beyond the end of any sheet (the
    arguments say which).
    """


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
    except MisplacedError as error:
        verdict = ["fault", *error.args]
    except Exception:
        verdict = ["fault", "unreadable"]
    sys.stdout.write(json.dumps(verdict) + "\n")


def _messages() -> Iterator[list[Any]]:
    warnings.simplefilter("ignore")
    excel.read_string_table = _strings_as_written
    book = openpyxl.load_workbook(
        io.BytesIO(sys.stdin.buffer.read()), read_only=True, keep_links=False
    )
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    for sheet in visible[:SHEETS]:
        yield ["sheet", sheet.title]
        yield from _rows(book, sheet)


def _strings_as_written(source: Any) -> list[str]:
    """The shared strings; openpyxl's own reader drops the mark of a ``_x0041_`` that was typed as
    such.
    """
    strings = []
    for _event, node in iterparse(source):
        if node.tag == f"{{{SHEET_MAIN_NS}}}si":
            strings.append(Text.from_tree(node).content)
            node.clear()
    return strings


def _rows(book: Any, sheet: Any) -> Iterator[list[Any]]:
    # Read without `iter_rows`, which makes a row for each number that is passed over: two billion
    # before a far one.
    with sheet._get_source() as source:
        parser = WorkSheetParser(
            source,
            sheet._shared_strings,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        sent = 0
        for number, cells in _placed(parser.parse()):
            filled = [_cell_message(sheet, cell) for cell in cells if cell["value"] is not None]
            if filled and sent == ROWS_PER_SHEET:
                yield ["cut"]
                break
            if filled:
                sent += 1
                yield [
                    "row",
                    number,
                    filled,
                    _is_hidden(parser.row_dimensions.get(str(number), {}), "ht"),
                ]
        yield ["columns", list(_hidden_columns(parser.column_dimensions.values()))]


def _placed(
    rows: Iterable[tuple[int, list[dict[str, Any]]]],
) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """The rows, as long as each is below the previous one and contains its own cells, each once,
    within a sheet's ends.
    """
    above = 0
    for number, cells in rows:
        if number > LAST_ROW:
            raise MisplacedError("row", str(number))
        columns = {cell["column"] for cell in cells}
        if (
            number <= above
            or len(columns) < len(cells)
            or any(cell["row"] != number for cell in cells)
        ):
            raise MisplacedError("misplaced")
        far = max((cell["column"] for cell in cells if cell["value"] is not None), default=0)
        if far > LAST_COLUMN:
            raise MisplacedError("column", get_column_letter(far))
        above = number
        yield number, cells


def _cell_message(sheet: Any, cell: dict[str, Any]) -> list[Any]:
    return [cell["column"], *_plain(ReadOnlyCell(sheet, **cell))]


def _hidden_columns(dimensions: Iterable[dict[str, str]]) -> Iterator[list[int]]:
    for dimension in dimensions:
        if _is_hidden(dimension, "width"):
            yield [int(dimension["min"]), min(int(dimension["max"]), LAST_COLUMN)]


def _is_hidden(dimension: dict[str, str], size: str) -> bool:
    """Whether a row or column doesn't show: said outright, or drawn without height or width."""
    return dimension.get("hidden") in {"1", "true"} or dimension.get(size) == "0"


def _plain(cell: Any) -> tuple[str, Any]:
    value = cell.value
    if cell.data_type in {"f", "e"}:
        return ("formula" if cell.data_type == "f" else "error"), getattr(
            value, "text", None
        ) or str(value)
    if isinstance(value, bool):
        return "bool", value
    if isinstance(value, date):
        return "date", _day(value)
    if not isinstance(value, int | float):
        text = _unescape(str(value))
        # In the notation of the file, a character that can't be seen can be looked for.
        return ("control", str(value)) if _CONTROL.search(text) else ("text", text)
    if _is_percent(cell):
        return "percent", f"{(Decimal(format(value, '.15g')) * 100).normalize():f}%"
    return "number", value


_PERCENT: dict[int, bool] = {}


def _is_percent(cell: Any) -> bool:
    """Whether the cell's style prints per cents: looked up once per style."""
    style = cell._style_id
    if style not in _PERCENT:
        _PERCENT[style] = "%" in (cell.number_format or "")
    return _PERCENT[style]


def _day(value: date) -> str:
    midnight = isinstance(value, datetime) and (value.hour, value.minute, value.second) == (0, 0, 0)
    return value.isoformat()[:10] if midnight else value.isoformat()


def _unescape(text: str) -> str:
    """The text behind the ``_x000D_`` notation, with which workbooks hold control characters."""
    if "_x" not in text:
        return text
    # A character beyond the first 65,536 is written as two halves.
    return (
        str(unescape(text))
        .encode("utf-16-le", "surrogatepass")
        .decode("utf-16-le", "surrogatepass")
    )


if __name__ == "__main__":
    main()
