"""The rows of a ledger as HTML: what a column needs is prepared once per page, not per cell."""

from collections.abc import Iterable
from operator import attrgetter
from typing import Any
from weakref import WeakKeyDictionary

from django.core.exceptions import ObjectDoesNotExist
from django.utils.formats import localize
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.timezone import template_localtime  # type: ignore[attr-defined]  # no stub
from django_tables2 import Column, Table
from django_tables2.columns import BoundColumn
from django_tables2.rows import BoundRow
from django_tables2.utils import AttributeDict, signature

from jingyan.rendering import escape_html

# Names of people and villages: this many characters stay on one line.
SHORT = 6
# The rendered attributes of a column are the same for all tables of a class.
_OPENINGS: WeakKeyDictionary[type[Table], dict[tuple[str, str], tuple[str, str]]] = (
    WeakKeyDictionary()
)


def rows_html(table: Table, rows: Iterable[BoundRow]) -> SafeString:
    """The `<tr>` of each of `rows`. Cells of one column have the same attributes in every row."""
    cells = [CellRenderer(table, column) for column in table.columns]
    # Each cell has escaped what it prints.
    return SafeString(
        "\n".join([f"<tr>{''.join([cell.html(row) for cell in cells])}</tr>" for row in rows])
    )  # nosec B703


class CellRenderer:
    """Renders the cells of one column."""

    def __init__(self, table: Table, column: BoundColumn) -> None:
        self.table, self.column = table, column
        self.empty, self.default = column.column.empty_values, column.default
        self.opening, self.opening_short = _openings(table, column)
        self.read = attrgetter(".".join(column.accessor.bits))
        self.words = _words(column, table._meta.model)
        self.is_plain = (
            getattr(column.render, "__func__", None) is Column.render and not column.link
        )
        self.asked, catch_all = signature(column.render)
        if catch_all:
            raise TypeError(f"render of {column.name} must name its arguments")

    def html(self, row: BoundRow) -> str:
        """The cell of `row`."""
        value = self._value(row.record)
        content = (
            self.default
            if value in self.empty
            else value
            if self.is_plain
            else self._render(row, value)
        )
        if not isinstance(content, str):
            content = localize(template_localtime(content))
        text = escape_html(content)
        return f"{self.opening_short if len(text) <= SHORT else self.opening}{text}</td>"

    def _render(self, row: BoundRow, value: Any) -> Any:
        arguments = {
            "value": value,
            "record": row.record,
            "column": self.column.column,
            "bound_column": self.column,
            "bound_row": row,
            "table": self.table,
        }
        content = self.column.render(**{name: arguments[name] for name in self.asked})
        return self.column.link(content, **arguments) if self.column.link else content

    def _value(self, record: Any) -> Any:
        try:
            value = self.read(record)
        except (AttributeError, ObjectDoesNotExist):
            # A relation on the way is empty, or the column draws itself without a value.
            return None
        return self.words.get(value, value) if self.words else value


def _openings(table: Table, column: BoundColumn) -> tuple[str, str]:
    """The `<td>` of a column's cells: an ordinary one, and one that is so short that it stays on
    one line.
    """
    openings = _OPENINGS.setdefault(type(table), {})
    key = column.name, str(column.header)
    if key not in openings:
        attrs = column.attrs["td"] | {"data-label": capfirst(key[1])}
        short = attrs | {
            "class": " ".join(sorted({"nowrap", *str(attrs.get("class") or "").split()}))
        }
        ordinary, nowrap = (
            format_html("<td {}>", AttributeDict(attributes).as_html())
            for attributes in (attrs, short)
        )
        openings[key] = ordinary, nowrap
    return openings[key]


def _words(column: BoundColumn, model: Any) -> dict[Any, str]:
    """What the choices of the column's field are called; nothing where it has none."""
    field = column.accessor.get_field(model) if model else None
    if (
        field is None
        or field.name != column.accessor.bits[-1]
        or not getattr(field, "choices", None)
    ):
        return {}
    return {value: str(label) for value, label in field.flatchoices}
