"""Registers: the tables that the office keeps in workbooks, each with its import and export."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any, ClassVar, Generic, TypeVar

from django.db import models
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.registers.columns import ImportColumn
from accounts.registers.lines import RegisterRow, RowOutcome
from jingyan.lazy_text import LazyText
from jingyan.search import refresh
from jingyan.sheets.writer import Cellable

M = TypeVar("M", bound=models.Model)
BATCH = 500


class Register:
    """One register. Subclasses say what the columns are, what the rows mean, and how they are saved
    and listed.

    An instance serves one import or export. `resolve` receives all rows at once, so that it needs a
    few queries rather than one per row; it only collects faults. `save` follows in the same
    transaction, and only for a file without faults.
    """

    name: ClassVar[str]
    title: ClassVar[str | LazyText]
    # The permission to import, and the one to export.
    permission: ClassVar[str]
    view_permission: ClassVar[str]
    # The URL name of the page that lists the records.
    ledger: ClassVar[str] = ""
    # The order in the list of imports: after the registers whose records it refers to.
    turn: ClassVar[int] = 0

    def __init__(self) -> None:
        # Once per import, since columns may come from the dictionaries in the database.
        self.fields: list[ImportColumn] = list(self.columns())

    def columns(self) -> Sequence[ImportColumn]:
        """The columns, in the order of the template."""
        raise NotImplementedError

    def key(self, line: RegisterRow) -> Hashable | None:
        """What names the record of a row within the file; None where the row doesn't say."""
        names = [column.name for column in self.fields if column.key]
        return tuple(line[name] for name in names) if all(name in line for name in names) else None

    def resolve(self, lines: Sequence[RegisterRow], *, by: User) -> None:
        """Find the records that the rows name, and refuse (`line.fault`) what can't be saved.
        Writes nothing.
        """

    def save(self, lines: Sequence[RegisterRow], *, by: User) -> None:
        """Save all rows and set each one's `outcome`. By default row by row, by `save_line`."""
        for line in lines:
            line.outcome = self.save_line(line, by=by)

    def save_line(self, line: RegisterRow, *, by: User) -> RowOutcome:
        """Save one row. What it raises becomes a fault of the row: ValidationError, MoveRefused,
        IntegrityError.
        """
        raise NotImplementedError

    def records(self, *, by: User) -> models.QuerySet[Any]:
        """The records in the sight of `by`, in the order of the export, with all that `cells` reads
        of them.
        """
        raise NotImplementedError

    def cells(self, record: Any) -> Mapping[str, Cellable]:
        """One record as column name → value that an import reads back unchanged."""
        raise NotImplementedError

    def rows(self, *, by: User) -> Iterable[Mapping[str, Cellable]]:
        """The cells of all records in the sight of `by`."""
        return map(self.cells, self.records(by=by).iterator(chunk_size=BATCH))

    def record_pk(self, line: RegisterRow) -> int | None:
        """The key of the stored record that a row is about; None where it makes a new one."""
        return None if line.record is None or line.is_new else line.record.pk


R = TypeVar("R", bound=type[Register])
REGISTERS: dict[str, type[Register]] = {}


def register(kind: R) -> R:
    """Add a register to `REGISTERS`; each app defines its registers in its `imports.py`."""
    REGISTERS[kind.name] = kind
    return kind


class ModelRegister(Register, Generic[M]):
    """A register whose every row is one record of one model, saved in bulk."""

    model: type[M]
    # The records of `stored`, set by `resolve`.
    on_file: Sequence[M] = ()

    def stored(self, lines: Sequence[RegisterRow], *, by: User) -> models.QuerySet[M]:
        """The records that the rows may be about, among those in the sight of `by`."""
        raise NotImplementedError

    def key_of(self, record: M) -> Hashable:
        """What names a record, in the same form as `key`."""
        raise NotImplementedError

    def new(self, line: RegisterRow, *, by: User) -> M | None:
        """A record for a row that names none yet, its key and author set; None where the row lacks
        its key.
        """
        raise NotImplementedError

    def check(self, line: RegisterRow, *, by: User) -> None:
        """Refuse what contradicts itself in a row whose `record` is set and still as stored."""

    def find(self, lines: Sequence[RegisterRow], *, by: User) -> None:
        """Look up the records of other models that the rows name (see `look_up`)."""

    def attributes(self, line: RegisterRow) -> Mapping[str, Any]:
        """Attribute → value of what the row sets. By default its filled columns that aren't keys,
        under their names.
        """
        return {
            column.name: line[column.name]
            for column in self.fields
            if not column.key and column.name in line
        }

    def resolve(self, lines: Sequence[RegisterRow], *, by: User) -> None:
        """Find each row's record or make it, in memory; note what new records lack."""
        self.find(lines, by=by)
        stored = self.stored(lines, by=by).select_for_update(no_key=True, of=("self",))
        self.on_file = list(stored)
        records = {self.key_of(record): record for record in self.on_file}
        needed = [column for column in self.fields if column.for_new]
        for line in lines:
            key = self.key(line)
            line.record = records.get(key) if key is not None else None
            if line.record is None and key is not None and not line.faults:
                line.record, line.is_new = self.new(line, by=by), True
                _refuse_gaps(line, needed)
            if line.record is not None:
                self.check(line, by=by)

    def save(self, lines: Sequence[RegisterRow], *, by: User) -> None:
        """Write new records and changed ones in bulk."""
        changed = set[str]()
        for line in lines:
            differing = self._assign(line)
            line.outcome = _outcome(line, differing)
            changed |= differing if line.outcome == RowOutcome.UPDATED else set()
        manager = self.model._default_manager
        manager.bulk_create([line.record for line in lines if line.is_new], batch_size=BATCH)
        if changed:
            updated = [line.record for line in lines if line.outcome == RowOutcome.UPDATED]
            manager.bulk_update(updated, sorted(changed), batch_size=BATCH)

    def save_line(self, line: RegisterRow, *, by: User) -> RowOutcome:
        """Write one record alone after `save` has failed, to find the row that is refused."""
        outcome = line.outcome or RowOutcome.UNCHANGED
        if line.is_new:
            line.record.pk = None
        if outcome != RowOutcome.UNCHANGED:
            line.record.save(force_insert=line.is_new)
        return outcome

    def _assign(self, line: RegisterRow) -> set[str]:
        """Set the record's attributes; return the names of the columns that now differ from the
        database.

        A new record differs in nothing.
        """
        before = {} if line.is_new else _state(line.record)
        for name, value in self.attributes(line).items():
            setattr(line.record, name, value)
        refresh(line.record)
        now = {} if line.is_new else _state(line.record)
        return {name for name, value in now.items() if before[name] != value}


def _refuse_gaps(line: RegisterRow, needed: Iterable[ImportColumn]) -> None:
    for column in needed:
        if not line.filled(column.name):
            line.fault(column.name, _("Fill this in: the row creates a new record."))


def _state(record: models.Model) -> dict[str, Any]:
    return {field.attname: getattr(record, field.attname) for field in record._meta.concrete_fields}


def _outcome(line: RegisterRow, differing: set[str]) -> RowOutcome:
    if line.is_new:
        return RowOutcome.CREATED
    return RowOutcome.UPDATED if differing else RowOutcome.UNCHANGED
