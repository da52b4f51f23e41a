"""Exactly the ledger on the page as a file: the same conditions, order, columns and masks."""

import html
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString
from django_tables2.columns import BoundColumn
from django_tables2.rows import BoundRow

from jingyan.paging import Head
from jingyan.sheets.writer import Cellable, write_sheet
from jingyan.tables import DASH, Table

EXPORT_UP_TO = 10_000
EXPORT_BEHIND_UP_TO = 50_000
CHUNK = 500
CONTENT_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def as_file(table: Table, title: str, file_format: str) -> HttpResponse:
    """All rows of `table`, as an attachment."""
    response = HttpResponse(
        as_bytes(table, title, file_format), content_type=CONTENT_TYPES[file_format]
    )
    response["Content-Disposition"] = (
        content_disposition_header(True, file_name(title, file_format)) or "attachment"
    )
    return response


def file_name(title: str, file_format: str) -> str:
    """The name of the file: the ledger and the day."""
    return f"{title}-{timezone.localdate():%Y%m%d}.{file_format}"


def as_bytes(
    table: Table,
    title: str,
    file_format: str,
    *,
    progress: Callable[[int], None] = lambda _done: None,
) -> bytes:
    """All rows of `table` as a file; `progress` is called with the number of rows written."""
    headings = {column.name: str(column.header) for column in _columns(table)}
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / f"export.{file_format}"
        write_sheet(path, headings, _rows(table, progress), sheet=title or "Sheet1")
        return path.read_bytes()


def _columns(table: Table) -> list[BoundColumn]:
    return [column for column in table.columns if not column.column.exclude_from_export]


def _rows(table: Table, progress: Callable[[int], None]) -> Iterator[dict[str, Cellable]]:
    names = [column.name for column in _columns(table)]
    for number, record in enumerate(_records(table)):
        if number % CHUNK == 0:
            progress(number)
        row = BoundRow(record, table=table)
        yield {name: _plain(_cell(table, row, name)) for name in names}


def _records(table: Table) -> Iterator[Any]:
    """The rows a chunk at a time: a long ledger doesn't have to fit into memory."""
    rows = table.data.data
    rows = rows.rows if isinstance(rows, Head) else rows
    return rows.iterator(chunk_size=CHUNK) if isinstance(rows, QuerySet) else iter(rows)


def _cell(table: Table, row: Any, name: str) -> Any:
    # A column that the table renders itself (masked, shortened) is exported in that form too.
    return row.get_cell(name) if hasattr(table, f"render_{name}") else row.get_cell_value(name)


def _plain(value: Any) -> Cellable:
    if isinstance(value, SafeString):
        value = html.unescape(strip_tags(value))
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    if not isinstance(value, str | int | float | Decimal | date | None):
        value = str(value)
    return None if value == DASH else value
