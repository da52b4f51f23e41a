"""What a register's columns are, and the parsers that most of them need."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jingyan import parsing, quantity
from jingyan.lazy_text import LazyText
from jingyan.parsing import ParseError
from jingyan.quantity import Quantity

Parser = Callable[[object], Any]

QUANTITY_NOTE = gettext_lazy(
    "A number with its unit, and with 余, 以上, 近 or 约 where it is approximate."
)


@dataclass(frozen=True)
class ImportColumn:
    """One column of a register.

    `parse` turns a filled cell into a value or raises ParseError. `required`: the column must be
    there and every cell of it filled. `for_new`: needed only in rows that make a new record. `key`:
    with the other keys it names the record. For personal numbers, `export` False keeps the column
    out of exports, and `mask` hides most of what a fault prints of a cell. `like` is the parser
    that reads an `as_is` cell in the end; `note` and `example` say in the template what to enter,
    where the parser doesn't say it well enough (see `registers.hints`).
    """

    name: str
    label: str | LazyText
    parse: Parser
    required: bool = False
    key: bool = False
    for_new: bool = False
    export: bool = True
    mask: Callable[[str], str] | None = None
    like: Parser | None = None
    note: str | LazyText = ""
    example: str = ""


@dataclass(frozen=True)
class TextParser:
    """Reads free text of at most `max_length` characters."""

    max_length: int

    def __call__(self, value: object) -> str:
        return parsing.parse_text(value, max_length=self.max_length)


@dataclass(frozen=True)
class Reference:
    """Reads a one-line reference to a record or a paper; `slashes` allows slashes in it."""

    max_length: int
    slashes: bool = False

    def __call__(self, value: object) -> str:
        return parsing.parse_reference(value, max_length=self.max_length, slashes=self.slashes)


@dataclass(frozen=True)
class Code:
    """Reads a code of exactly `length` digits, also where the sheet holds it as a number."""

    length: int

    def __call__(self, value: object) -> str:
        if type(value) is str and len(value) == self.length and value.isascii() and value.isdigit():
            return value
        code = parsing.normalise(value).replace(" ", "")
        if len(code) != self.length or not (code.isascii() and code.isdigit()):
            raise ParseError(
                _("“%(value)s” is not a code of %(length)d digits. Correct it.")
                % {"value": parsing.shown(code), "length": self.length}
            )
        return code


@dataclass(frozen=True, eq=False)
class ChoiceParser:
    """Reads one of `choices` (code → label) by its code, its label in any language, or a name it
    has `also`.
    """

    choices: Mapping[str, str | LazyText]
    also: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, value: object) -> str:
        alias_code = self.also.get(parsing.normalise(value).replace(" ", ""))
        return alias_code or parsing.parse_choice(value, self.choices)


@dataclass(frozen=True)
class Whole:
    """Reads a whole number between the bounds, both included."""

    minimum: int | None = None
    maximum: int | None = None

    def __call__(self, value: object) -> int:
        return parsing.parse_integer(value, minimum=self.minimum, maximum=self.maximum)


def as_is(value: object) -> object:
    """Return the cell unchanged, for columns that are parsed together with another one."""
    return value


def text(max_length: int) -> TextParser:
    """Free text of at most `max_length` characters."""
    return TextParser(max_length)


def reference(max_length: int, *, slashes: bool = False) -> Reference:
    """A reference to a record, of at most `max_length` characters; `slashes` allows slashes, as in
    numbers that others have printed.
    """
    return Reference(max_length, slashes)


def code(length: int) -> Code:
    """A code of exactly `length` digits."""
    return Code(length)


def choice(
    choices: Mapping[str, str | LazyText], also: Mapping[str, str] | None = None
) -> ChoiceParser:
    """One of `choices` (code → label); `also` maps further names that the office uses to codes."""
    return ChoiceParser(choices, also or {})


def whole(minimum: int | None = None, maximum: int | None = None) -> Whole:
    """A whole number between the bounds, both included."""
    return Whole(minimum, maximum)


def amount(value: object) -> Quantity:
    """An amount in yuan with the qualifier that people say it with: 168.6万, 1400余万元."""
    return quantity.parse(value, "元")


def money(value: object) -> Decimal:
    """An exact amount in yuan. A qualifier (余, 以上, …) is refused, since it could not be kept."""
    quantity_in_yuan = amount(value)
    if quantity_in_yuan.qualifier is not None:
        raise ParseError(_("This amount is kept exactly. Enter it without 余, 以上, 近 or 约."))
    return quantity_in_yuan.value
