"""What to enter in a column, in words: for the template's notes, the pages, and the formats of its
cells.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.registers.columns import (
    ChoiceParser,
    Code,
    ImportColumn,
    Reference,
    TextParser,
    Whole,
    amount,
    money,
)
from jingyan import parsing

# Parser → (note, example). The examples are fictitious.
PLAIN: dict[Any, tuple[Any, str]] = {
    parsing.parse_date: (gettext_lazy("A date."), "2022-08-02"),
    parsing.parse_percent: (gettext_lazy("A percentage."), "60%"),
    parsing.parse_name: (gettext_lazy("A person's full name."), "张三"),
    parsing.split_names: (gettext_lazy("Names, separated by 、 or ;."), "张三、李四"),
    parsing.parse_phone: (gettext_lazy("A mobile or landline number, as text."), "0833-3700000"),
    parsing.parse_id_number: (
        gettext_lazy("18 characters, as text: Excel spoils longer numbers."),
        "",
    ),
    parsing.parse_credit_code: (
        gettext_lazy("18 digits and capital letters, as text."),
        "91511124MA0000000N",
    ),
    money: (gettext_lazy("An exact amount in yuan; 万 and 亿 are understood."), "168.6万"),
    amount: (
        gettext_lazy("An amount in yuan; 万, 亿 and 余, 以上, 近, 约 are understood."),
        "168.6万",
    ),
}
NUMBERS = {money, parsing.parse_percent}


@dataclass(frozen=True)
class Hint:
    """How to fill one column. `kind` is text, date or number; `choices` are the labels of a
    drop-down.
    """

    heading: str
    name: str
    need: str
    note: str
    example: str
    kind: str
    choices: list[str]

    @property
    def starred(self) -> str:
        """The heading as the template prints it."""
        return f"{self.heading}*" if self.need else self.heading


def hint(column: ImportColumn) -> Hint:
    """What to enter in `column`, in the active language."""
    reader = column.like or column.parse
    choices = choices_of(column)
    note, example = _words(reader, choices)
    kind = "date" if reader is parsing.parse_date else "number" if _is_number(reader) else "text"
    note, example = str(column.note) or note, column.example or example
    return Hint(
        str(column.label), column.name, _need(column), note, example, kind, list(choices.values())
    )


def choices_of(column: ImportColumn) -> dict[Any, str]:
    """Value → label of a column that takes one of a few values; else empty."""
    reader = column.like or column.parse
    if reader is parsing.parse_bool:
        return {True: _("Yes"), False: _("No")}
    if isinstance(reader, ChoiceParser):
        return {code: str(label) for code, label in reader.choices.items() if code}
    return {}


def _need(column: ImportColumn) -> str:
    if column.required:
        return _("required")
    return _("required for a new record") if column.for_new else ""


def _is_number(reader: Any) -> bool:
    return isinstance(reader, Whole) or reader in NUMBERS


def _words(reader: Any, choices: dict[Any, str]) -> tuple[str, str]:
    if choices:
        return _("Choose from the list: %s.") % "、".join(choices.values()), next(
            iter(choices.values())
        )
    match reader:
        case TextParser(max_length=most):
            return _("Text of at most %d characters.") % most, ""
        case Reference(max_length=most, slashes=slashes):
            words = (
                _("At most %d characters on one line.")
                if slashes
                else _("At most %d characters, without slashes.")
            )
            return words % most, ""
        case Code(length=length):
            return _("A code of %d digits, as text.") % length, "511124" + "1" * (length - 6)
        case Whole(minimum=least, maximum=most):
            return _("A whole number from %(from)s to %(to)s.") % {"from": least, "to": most}, ""
    note, example = PLAIN.get(reader, ("", ""))
    return str(note), example
