"""What a register's columns are, and the parsers that most of them need."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from jingyan import parsing, quantity
from jingyan.parsing import ParseError

Parser = Callable[[object], Any]


@dataclass(frozen=True)
class Column:
    """One column of a register.

    `parse` turns a filled cell into a value or raises ParseError. `required`: the column must be there and every
    cell of it filled. `for_new`: needed only in rows that make a new record. `key`: with the other keys it names the
    record. For personal numbers, `export` False keeps the column out of exports, and `mask` hides most of what a fault
    prints of a cell.
    """

    name: str
    label: str | Promise
    parse: Parser
    required: bool = False
    key: bool = False
    for_new: bool = False
    export: bool = True
    mask: Callable[[str], str] | None = None


def as_is(value: object) -> object:
    """Leave the cell as it stands, for columns that are read with the help of another one."""
    return value


def text(max_length: int) -> Parser:
    """Free text of at most `max_length` characters."""
    return lambda value: parsing.parse_text(value, max_length=max_length)


def code(length: int) -> Parser:
    """A code of exactly `length` digits, also where the sheet holds it as a number."""

    def parse(value: object) -> str:
        found = parsing.normalise(value).replace(" ", "")
        if len(found) != length or not (found.isascii() and found.isdigit()):
            raise ParseError(
                _("“%(value)s” is not a code of %(length)d digits. Correct it.")
                % {"value": parsing.shown(found), "length": length}
            )
        return found

    return parse


def choice(choices: Mapping[str, str | Promise]) -> Parser:
    """One of `choices` (code → label), given by its code or its label in any language."""
    return lambda value: parsing.parse_choice(value, choices)


def whole(minimum: int | None = None, maximum: int | None = None) -> Parser:
    """A whole number between the bounds, both included."""
    return lambda value: parsing.parse_integer(value, minimum=minimum, maximum=maximum)


def money(value: object) -> Decimal:
    """An exact amount in yuan. A qualifier (余, 以上, …) is refused, since it could not be kept."""
    found = quantity.parse(value, "元")
    if found.qualifier is not None:
        raise ParseError(_("This amount is kept exactly. Enter it without 余, 以上, 近 or 约."))
    return found.value
