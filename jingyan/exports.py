"""Exactly the ledger on the page as a file: the same conditions, order, columns and masks."""

import html
import tempfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString

from jingyan.sheets.writer import Cellable, write_sheet
from jingyan.tables import DASH, Table

EXPORT_UP_TO = 10_000
CONTENT_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def as_file(table: Table, title: str, file_format: str) -> HttpResponse:
    """All rows of `table`, as an attachment."""
    headings = {column.name: str(column.header) for column in table.columns}
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / f"export.{file_format}"
        write_sheet(path, headings, _rows(table), sheet=title or "Sheet1")
        response = HttpResponse(path.read_bytes(), content_type=CONTENT_TYPES[file_format])
    name = f"{title}-{timezone.localdate():%Y%m%d}.{file_format}"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def _rows(table: Table) -> Iterator[dict[str, Cellable]]:
    for row in table.rows:
        yield {column.name: _plain(_cell(table, row, column.name)) for column in table.columns}


def _cell(table: Table, row: Any, name: str) -> Any:
    # What the table draws in its own way (masked, shortened) leaves the system that way too.
    return row.get_cell(name) if hasattr(table, f"render_{name}") else row.get_cell_value(name)


def _plain(value: Any) -> Cellable:
    if isinstance(value, SafeString):
        value = html.unescape(strip_tags(value))
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    if not isinstance(value, str | int | float | Decimal | date | None):
        value = str(value)
    return None if value == DASH else value
