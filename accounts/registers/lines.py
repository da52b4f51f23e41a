"""The rows of a file during an import: parsed values, the records they name, their faults."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import SightQuerySet, User
from accounts.registers.columns import ImportColumn, Parser
from jingyan.lazy_text import LazyText
from jingyan.parsing import ParseError
from jingyan.sheets import Fault, Sheet, SheetRow


class RowOutcome(StrEnum):
    """What the import did with one row."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass
class RegisterRow:
    """One row of the file. `values` holds what its filled cells say, `found` the records that they
    name.
    """

    sheet: Sheet
    row: SheetRow
    values: dict[str, Any] = field(default_factory=dict)
    found: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    # Possible but unlikely values, which the user must confirm.
    doubts: list[Fault] = field(default_factory=list)
    masks: dict[str, Callable[[str], str]] = field(default_factory=dict)
    # The record that the row is about, once known, and whether the row makes it.
    record: Any = None
    is_new: bool = False
    outcome: RowOutcome | None = None

    @property
    def number(self) -> int:
        """The row's number in the file."""
        return self.row.row

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a column; the default where its cell is blank, faulty or absent."""
        return self.values.get(name, default)

    def filled(self, name: str) -> bool:
        """Whether the cell holds something, readable or not."""
        return name in self.row.cells

    def fault(self, name: str, reason: str | LazyText, *, value: str | None = None) -> None:
        """Refuse the row because of one column; `value` replaces the cell's text in the report."""
        self.faults.append(self._remark(name, reason, value))

    def doubt(self, name: str, reason: str | LazyText) -> None:
        """Question the value of one column: the row is refused until the user confirms it."""
        self.doubts.append(self._remark(name, reason, None))

    def _remark(self, name: str, reason: str | LazyText, value: str | None) -> Fault:
        if value is None and name in self.masks and self.filled(name):
            value = self.masks[name](str(self.row.cells[name].value))
        return self.sheet.fault(self.row, name, str(reason), value)

    def parse(self, name: str, parser: Parser) -> Any:
        """Read a filled cell with `parser`, keep the value and return it; None, and a fault, where
        that fails.
        """
        try:
            value = parser(self.row.value(name))
        except ParseError as error:
            self.values.pop(name, None)
            self.fault(name, error.message)
            return None
        self.values[name] = value
        return value


def parsed_lines(
    sheet: Sheet, columns: Sequence[ImportColumn], rows: Iterable[SheetRow]
) -> list[RegisterRow]:
    """These rows of the sheet with their cells parsed and the faults of single cells noted."""
    masks = {column.name: column.mask for column in columns if column.mask}
    return [_parsed(RegisterRow(sheet, row, masks=masks), columns) for row in rows]


def _parsed(line: RegisterRow, columns: Sequence[ImportColumn]) -> RegisterRow:
    cells, values = line.row.cells, line.values
    for column in columns:
        if column.name in cells:
            try:
                values[column.name] = column.parse(cells[column.name].plain())
            except ParseError as error:
                line.fault(column.name, error.message)
        elif column.required and column.name in line.sheet.columns:
            line.fault(column.name, _("Fill this in."))
    return line


def look_up(
    lines: Iterable[RegisterRow],
    name: str,
    rows: SightQuerySet[Any],
    *,
    by: User,
    field: str,
    unknown: str,
    outside: str = "",
) -> None:
    """Set `line.found[name]` to the record whose `field` equals the cell: two queries for the whole
    file.

    A value that no record has gets the fault `unknown`; a record out of the sight of `by` gets
    `outside`, or `unknown` if that is not given, so that a fault doesn't reveal what exists
    elsewhere.
    """
    asking = [line for line in lines if name in line]
    named = rows.filter(**{f"{field}__in": {line[name] for line in asking}})
    records = {getattr(record, field): record for record in named}
    in_sight = named.visible_to(by)
    # No second query for users who see all rows.
    seen = {record.pk for record in records.values()}
    if in_sight is not named:
        seen = set(in_sight.values_list("pk", flat=True))
    for line in asking:
        record = records.get(line[name])
        if record is None:
            line.fault(name, unknown)
        elif record.pk not in seen:
            line.fault(name, outside or unknown)
        else:
            line.found[name] = record


def refuse_doubles(
    lines: Iterable[RegisterRow], keys: Iterable[Hashable | None], name: str
) -> None:
    """Refuse each line that repeats the key of an earlier one; lines without a key (None) are
    ignored.
    """
    first: dict[Hashable, RegisterRow] = {}
    for line, key in zip(lines, keys, strict=True):
        if key is None:
            continue
        earlier = first.setdefault(key, line)
        if earlier is not line:
            line.fault(
                name,
                _("Row %(row)d is about the same record. Keep one of the two.")
                % {"row": earlier.number},
            )
