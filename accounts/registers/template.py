"""The workbook that people fill in: headings, drop-downs, cells formatted as text, and a sheet of
notes.
"""

from collections.abc import Mapping, Sequence
from typing import IO, Any

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.registers.base import Register
from accounts.registers.hints import Hint, hint
from jingyan.sheets.reader import MAX_ROWS

LISTS = "lists"
NUMBER_FORMATS = {"text": "@", "date": "yyyy-mm-dd", "number": "General"}


def write_template(register: Register, out: IO[bytes]) -> None:
    """Write the empty workbook of `register`, in Chinese whatever the page's language."""
    with override("zh-hans"), xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        hints = [hint(column) for column in register.fields]
        table, notes = book.add_worksheet(str(register.title)[:31]), book.add_worksheet(_("Notes"))
        _write_table(book, table, hints)
        _write_notes(book, notes, hints)


def _write_table(book: Any, page: Any, hints: Sequence[Hint]) -> None:
    formats = {
        kind: book.add_format({"num_format": shape}) for kind, shape in NUMBER_FORMATS.items()
    }
    heads = {
        needed: book.add_format({"bold": True, "bottom": 1, "num_format": "@", "bg_color": colour})
        for needed, colour in ((True, "#F6E3C5"), (False, "#EDEFF2"))
    }
    sources = _write_lists(book, hints)
    page.freeze_panes(1, 0)
    for place, entry_hint in enumerate(hints):
        page.set_column(place, place, _width(entry_hint), formats[entry_hint.kind])
        page.write_string(0, place, entry_hint.starred, heads[bool(entry_hint.need)])
        if entry_hint.choices:
            page.data_validation(1, place, MAX_ROWS, place, _drop_down(sources[entry_hint.name]))


def _drop_down(source: str) -> dict[str, str]:
    return {
        "validate": "list",
        "source": source,
        "error_title": _("Not in the list"),
        "error_message": _("Choose one of the entries of the list."),
    }


def _write_lists(book: Any, hints: Sequence[Hint]) -> Mapping[str, str]:
    """Write what the drop-downs offer to a hidden sheet, since a list in the cell itself ends at
    255 characters.
    """
    asking = [entry_hint for entry_hint in hints if entry_hint.choices]
    if not asking:
        return {}
    page = book.add_worksheet(LISTS)
    page.hide()
    sources = {}
    for place, entry_hint in enumerate(asking):
        page.write_column(0, place, entry_hint.choices)
        letter = xlsxwriter.utility.xl_col_to_name(place)
        sources[entry_hint.name] = f"={LISTS}!${letter}$1:${letter}${len(entry_hint.choices)}"
    return sources


def _write_notes(book: Any, page: Any, hints: Sequence[Hint]) -> None:
    bold = book.add_format({"bold": True, "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    lines = [
        _(
            "Fill in the first sheet, one record a row, and upload it. The order of columns "
            "doesn't matter."
        ),
        _("Columns with * are required. A blank cell leaves what is stored unchanged."),
        _(
            "A row about a record on file changes it; any other row creates a new one. If there "
            "is any fault, nothing is saved."
        ),
    ]
    for number, line in enumerate(lines):
        page.write_string(number, 0, line)
    top = len(lines) + 1
    for place, (heading, width) in enumerate(_note_headings().items()):
        page.set_column(place, place, width)
        page.write_string(top, place, heading, bold)
    for number, entry_hint in enumerate(hints, start=top + 1):
        for place, text in enumerate(
            (
                entry_hint.heading,
                entry_hint.need or _("optional"),
                entry_hint.note,
                entry_hint.example,
                entry_hint.name,
            )
        ):
            page.write_string(number, place, text, wrapped)


def _note_headings() -> dict[str, int]:
    return {
        _("Heading"): 24,
        _("Needed"): 20,
        _("What to enter"): 60,
        _("Example"): 24,
        _("Machine name"): 26,
    }


def _width(entry_hint: Hint) -> int:
    return min(40, max(12, 2 * len(entry_hint.starred) + 2, len(entry_hint.example) + 2))
