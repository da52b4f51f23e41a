"""What an import would change, row by row: the stored record compared with the imported one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from accounts.models import User
from accounts.registers.base import Register
from accounts.registers.columns import ImportColumn
from accounts.registers.hints import choices_of
from accounts.registers.lines import RegisterRow, RowOutcome
from jingyan.parsing import shown

Cells = Mapping[str, Any]


@dataclass(frozen=True)
class PreviewValue:
    """One value that a row sets; `before` is empty where the record is new or had none."""

    heading: str
    before: str
    after: str


@dataclass(frozen=True)
class Preview:
    """One row that makes or changes a record. Personal numbers in it are masked."""

    row: int
    subject: str
    outcome: RowOutcome
    changes: list[PreviewValue] = field(default_factory=list)


def snapshot(register: Register, lines: Sequence[RegisterRow], *, by: User) -> dict[int, Cells]:
    """The cells of the stored records that the rows are about: a fixed number of queries."""
    keys = [key for line in lines if (key := register.record_pk(line)) is not None]
    stored = register.records(by=by).filter(pk__in=keys) if keys else ()
    return {record.pk: register.cells(record) for record in stored}


def previews(
    register: Register,
    lines: Sequence[RegisterRow],
    before: Mapping[int, Cells],
    *,
    by: User,
    most: int,
) -> list[Preview]:
    """The first `most` rows that make or change a record. Call it after all rows are saved and
    before a dry run is rolled back.
    """
    effective = [
        line for line in lines if line.outcome in (RowOutcome.CREATED, RowOutcome.UPDATED)
    ][:most]
    updated = [line for line in effective if line.outcome == RowOutcome.UPDATED]
    after = snapshot(register, updated, by=by)
    return [_preview(register, line, before, after) for line in effective]


def _preview(
    register: Register, line: RegisterRow, before: Mapping[int, Cells], after: Mapping[int, Cells]
) -> Preview:
    outcome = line.outcome or RowOutcome.UNCHANGED
    key = register.record_pk(line)
    if outcome == RowOutcome.CREATED or key is None:
        changes = [
            PreviewValue(str(c.label), "", _entered(c, line))
            for c in _filled(register, line)
            if not c.key
        ]
    else:
        changes = _differences(register, before.get(key, {}), after.get(key, {}))
        # A change of a masked number is shown nowhere else.
        hidden = (
            () if changes else [c for c in _filled(register, line) if not c.export and not c.key]
        )
        changes += [PreviewValue(str(c.label), "", _entered(c, line)) for c in hidden]
    subject = " · ".join(_entered(column, line) for column in _filled(register, line) if column.key)
    return Preview(line.number, subject, outcome, changes)


def _filled(register: Register, line: RegisterRow) -> list[ImportColumn]:
    return [column for column in register.fields if line.filled(column.name)]


def _differences(register: Register, before: Cells, after: Cells) -> list[PreviewValue]:
    changes = []
    for column in register.fields:
        old, new = (_printed(column, cells.get(column.name)) for cells in (before, after))
        if old != new:
            changes.append(PreviewValue(str(column.label), old, new))
    return changes


def _entered(column: ImportColumn, line: RegisterRow) -> str:
    """The row's value in a column, as pages display it."""
    if not column.export or column.mask:
        text = str(line.row.cells[column.name].value)
        return shown(column.mask(text) if column.mask else text)
    value = line.get(column.name)
    plain = isinstance(value, str | bool | date | Decimal | int)
    return _printed(column, value if plain else line.row.cells[column.name].value)


def _printed(column: ImportColumn, value: Any) -> str:
    if value is None:
        return ""
    labels = choices_of(column)
    if labels and value in labels:
        return labels[value]
    return shown(f"{value:f}" if isinstance(value, Decimal) else str(value))
