"""Tables in: the first visible sheet that has the headings, as rows of named cells."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from os import PathLike
from pathlib import PurePath
from typing import NamedTuple, TypeAlias

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jingyan.lazy_text import LazyText
from jingyan.parsing import ParseError, labels_of, normalise
from jingyan.sheets.container import SheetError
from jingyan.sheets.faults import FAULT_HEADINGS, Fault
from jingyan.sheets.raw import HEADER_SEARCH, RawCell, RawSheet, Value, load, raw_sheets
from jingyan.sheets.slots import PATIENCE_SECONDS
from jingyan.sheets.writer import unescape

Labels: TypeAlias = str | LazyText | Sequence[str | LazyText]

MAX_ROWS = 5_000
RUNS_NAMED = 20


class SheetCell(NamedTuple):
    """A cell that holds something. ``kind``: text, number, percent, date, bool, error, formula or
    control.
    """

    value: Value
    column_letter: str
    kind: str

    def plain(self) -> Value:
        """Return the value; ParseError for formulas, error values and control characters, which no
        field takes.
        """
        if self.kind == "formula":
            raise ParseError(_("This cell contains a formula. Copy it and paste it as a value."))
        if self.kind == "error":
            raise ParseError(_("This cell shows an error. Enter the value itself."))
        if self.kind == "control":
            raise ParseError(
                _("This cell holds an invisible control character. Type the text again.")
            )
        return self.value


@dataclass(frozen=True)
class SheetColumn:
    """The position of a column: its letter and the heading as the file prints it."""

    letter: str
    heading: str


@dataclass(frozen=True)
class SheetRow:
    """One row that holds something, with its number in the file and its cells by machine name."""

    sheet: str
    row: int
    cells: dict[str, SheetCell]

    def value(self, name: str) -> Value | None:
        """Return the value of a column, None if blank; ParseError for formulas and errors."""
        cell = self.cells.get(name)
        return None if cell is None else cell.plain()


@dataclass
class Sheet:
    """A table that was read: its columns by machine name, its rows, and what is wrong with its
    headings.
    """

    name: str
    header_row: int
    columns: dict[str, SheetColumn] = field(default_factory=dict)
    rows: list[SheetRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    # Machine name → label, for the columns that the file may lack.
    labels: dict[str, str] = field(default_factory=dict)
    # What was read although the spreadsheet doesn't show it: numbers of rows, and columns.
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[SheetColumn] = field(default_factory=list)

    def __iter__(self) -> Iterator[SheetRow]:
        return iter(self.rows)

    def fault(self, row: SheetRow, name: str, reason: str, value: str | None = None) -> Fault:
        """Return the fault of one cell; ``value`` replaces what is printed (for values masked by
        their field).
        """
        cell = row.cells.get(name)
        column = self.columns.get(name, SheetColumn("", self.labels.get(name, name)))
        printed = value if value is not None else ("" if cell is None else str(cell.value))
        return Fault(self.name, row.row, column.letter, column.heading, printed, reason)

    def notices(self) -> list[str]:
        """What a user who looks at the spreadsheet should know: which hidden rows and columns
        were read.
        """
        words = []
        if count := len(self.hidden_rows):
            text = ngettext(
                "Sheet “%(sheet)s”: %(count)d hidden row was read as well (row %(rows)s).",
                "Sheet “%(sheet)s”: %(count)d hidden rows were read as well (rows %(rows)s).",
                count,
            )
            words.append(
                text % {"sheet": self.name, "count": count, "rows": _runs(self.hidden_rows)}
            )
        if count := len(self.hidden_columns):
            text = ngettext(
                "Sheet “%(sheet)s”: %(count)d hidden column was read as well (%(columns)s).",
                "Sheet “%(sheet)s”: %(count)d hidden columns were read as well (%(columns)s).",
                count,
            )
            names = "、".join(f"{column.letter} {column.heading}" for column in self.hidden_columns)
            words.append(text % {"sheet": self.name, "count": count, "columns": names})
        return words


def read_sheet(
    source: bytes | str | PathLike[str],
    filename: str,
    headings: Mapping[str, Labels],
    *,
    required: Collection[str] = (),
    patience: float = PATIENCE_SECONDS,
) -> Sheet:
    """Return the first visible sheet of a workbook or CSV file that has the headings.

    ``headings`` maps machine names to one or more labels; a column is recognised by any of
    them, ignoring case, width, spaces and ``*``. Title rows, instruction sheets and blank rows are
    passed over. Unknown, double and missing ``required`` columns come back as faults of the sheet.
    Raises SheetError where no sheet has the headings, there are more than 5,000 rows, or the file
    cannot be read safely, and ParsersBusyError where a workbook would have to wait longer than
    ``patience`` seconds for its turn.
    """
    names_by_key = _names_by_key(headings)
    data = load(source if isinstance(source, bytes) else PurePath(source))
    sheets = raw_sheets(
        data,
        filename,
        lambda texts: len({names_by_key.get(_key(text)) for text in texts} - {None}),
        patience=patience,
    )
    raw, header_row = _place(sheets, names_by_key, required, headings)
    sheet = Sheet(
        raw.name,
        header_row,
        labels={name: _label(name, labels) for name, labels in headings.items()},
    )
    names = _columns(sheet, raw, names_by_key)
    _report_missing(sheet, required, headings)
    _fill(sheet, raw, names)
    _note_hidden(sheet, raw, names)
    return sheet


@lru_cache(maxsize=1024)
def column_letter(number: int) -> str:
    """Return the letters of a column counted from 1: 1 → A, 27 → AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _key(text: object) -> str:
    return re.sub(r"[\s_*]+", "", normalise(str(text)[:200])).casefold()


def _names_by_key(headings: Mapping[str, Labels]) -> dict[str, str]:
    names_by_key = {}
    for name, labels in headings.items():
        several = [labels] if isinstance(labels, str | LazyText) else labels
        texts = [name, *(text for label in several for text in labels_of(label))]
        names_by_key.update({_key(text): name for text in texts})
    return names_by_key


def _label(name: str, labels: Labels) -> str:
    """The heading as the template prints it: the first label."""
    return str(labels if isinstance(labels, str | LazyText) else next(iter(labels), name))


def _place(
    sheets: list[RawSheet],
    names_by_key: Mapping[str, str],
    required: Collection[str],
    headings: Mapping[str, Labels],
) -> tuple[RawSheet, int]:
    """The sheet and row of the headings: the first with all required ones, else the one with most
    of any.
    """
    best: tuple[int, RawSheet, int] | None = None
    for sheet in sheets:
        for number, cells in list(sheet.rows.items())[:HEADER_SEARCH]:
            names = {
                names_by_key[key]
                for cell in cells.values()
                if (key := _key(cell.value)) in names_by_key
            }
            if required and names >= set(required):
                return sheet, number
            if len(names) >= min(2, len(headings)) and (best is None or len(names) > best[0]):
                best = (len(names), sheet, number)
    if best is None:
        expected = "、".join(
            _label(name, headings[name]) for name in list(required or headings)[:12]
        )
        raise SheetError(
            _("No visible sheet has the headings. Use the template; expected: %(names)s.")
            % {"names": expected}
        )
    return best[1], best[2]


def _columns(sheet: Sheet, raw: RawSheet, names_by_key: Mapping[str, str]) -> dict[int, str]:
    skipped = {_key(heading) for heading in FAULT_HEADINGS}
    names: dict[int, str] = {}
    for number, cell in raw.rows[sheet.header_row].items():
        heading = normalise(cell.value)
        if not heading or _key(heading) in skipped:
            names[number] = ""
            continue
        name = names_by_key.get(_key(heading))
        column = SheetColumn(column_letter(number), heading)
        if name is None:
            reason = _("This column is unknown. Delete it or correct its heading.")
            sheet.faults.append(
                Fault(sheet.name, sheet.header_row, column.letter, heading, heading, reason)
            )
        elif name in sheet.columns:
            reason = _("This column appears twice (also in column %(other)s). Delete one.")
            reason %= {"other": sheet.columns[name].letter}
            sheet.faults.append(
                Fault(sheet.name, sheet.header_row, column.letter, heading, heading, reason)
            )
        else:
            sheet.columns[name] = column
        names[number] = name if name and sheet.columns[name] is column else ""
    return names


def _report_missing(
    sheet: Sheet, required: Collection[str], headings: Mapping[str, Labels]
) -> None:
    for name in headings:
        if name in required and name not in sheet.columns:
            reason = _("This column is missing. Add it.")
            sheet.faults.append(
                Fault(sheet.name, sheet.header_row, "", sheet.labels[name], "", reason)
            )


def _fill(sheet: Sheet, raw: RawSheet, names: Mapping[int, str]) -> None:
    stray: set[int] = set()
    for number, cells in raw.rows.items():
        if number <= sheet.header_row:
            continue
        row = SheetRow(sheet.name, number, {})
        for place, cell in cells.items():
            if _blank(cell):
                continue
            if place not in names:
                stray.add(place)
                _report_stray(sheet, number, place, cell, stray)
            elif names[place]:
                row.cells[names[place]] = SheetCell(
                    _unescape(cell), column_letter(place), cell.kind
                )
        if row.cells:
            sheet.rows.append(row)
    if raw.cut or len(sheet.rows) > MAX_ROWS:
        raise SheetError(_("The table has more than %(rows)d rows. Split it.") % {"rows": MAX_ROWS})


def _note_hidden(sheet: Sheet, raw: RawSheet, names: Mapping[int, str]) -> None:
    hidden = set(raw.hidden_rows)
    sheet.hidden_rows = [row.row for row in sheet.rows if row.row in hidden]
    for number, name in names.items():
        if name and any(first <= number <= last for first, last in raw.hidden_columns):
            sheet.hidden_columns.append(sheet.columns[name])


def _runs(numbers: Sequence[int]) -> str:
    """Ascending numbers in few words: 5, 7–9."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    words = ["–".join(map(str, run)) for run in runs]
    return ", ".join(words[:RUNS_NAMED] + ["…"] * (len(words) > RUNS_NAMED))


def _report_stray(sheet: Sheet, number: int, place: int, cell: RawCell, stray: set[int]) -> None:
    letter = column_letter(place)
    reason = _("This value has no heading above it. Move or delete it.")
    sheet.faults.append(Fault(sheet.name, number, letter, letter, str(cell.value), reason))


def _blank(cell: RawCell) -> bool:
    text = cell.value
    if not isinstance(text, str):
        return False
    # Anything else is looked at closely: there is more than one way to say nothing.
    return not ((text.isalnum() and text[0] < "\u00aa") or normalise(text))


def _unescape(cell: RawCell) -> Value:
    return (
        unescape(cell.value) if cell.kind == "text" and isinstance(cell.value, str) else cell.value
    )
