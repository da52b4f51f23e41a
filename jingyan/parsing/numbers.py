"""Exact numbers out of cells and text."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from jingyan.parsing.masks import shown
from jingyan.parsing.text import FLOAT_LIMIT, ParseError, as_text, normalise

_NUMBER_LENGTH = 60
_LOOKALIKES = ("<super>", "<sub>", "<circle>", "<fraction>")
_NUMBER = re.compile(r"([+-]?)((?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?|\.[0-9]+)")
_TOO_LARGE = Decimal(10) ** 16
_PLACES = {places: Decimal(1).scaleb(-places) for places in range(7)}
_PLAIN_DIGITS = 15
EXPONENT = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?[eE][+-]?[0-9]+")


def parse_decimal(value: object, *, places: int = 2) -> Decimal:
    """Return an exact number with at most ``places`` decimals (never rounded) and sixteen whole
    digits.

    Reads number cells as Excel shows them (fifteen digits) and text with thousands commas.
    """
    number = _any_number(value)
    return checked_decimal(number, places=places)


def parse_integer(value: object, *, minimum: int | None = None, maximum: int | None = None) -> int:
    """Return a whole number between ``minimum`` and ``maximum`` (both included where given)."""
    whole = _plain_whole(value)
    if whole is None:
        number = _any_number(value)
        if number != number.to_integral_value():
            raise ParseError(_("Enter a whole number without decimals."))
        whole = int(checked_decimal(number))
    if minimum is not None and whole < minimum:
        raise ParseError(_("Enter %(minimum)d or more.") % {"minimum": minimum})
    if maximum is not None and whole > maximum:
        raise ParseError(_("Enter %(maximum)d or less.") % {"maximum": maximum})
    return whole


def parse_percent(value: object) -> Decimal:
    """Return a share from 0 to 100 in per cent, two decimals at most; ``30%`` and ``30`` are the
    same.
    """
    if isinstance(value, str):
        value = number_text(value).removesuffix("%")
    number = parse_decimal(value)
    if not 0 <= number <= 100:
        raise ParseError(_("Enter a percentage from 0 to 100."))
    return number


def number_text(value: object) -> str:
    """Return the text of a number in NFKC without spaces.

    Raises ParseError where normalising would change a value (10², ①, ½), for truth values, and for
    very long text.
    """
    if isinstance(value, bool):
        raise ParseError(_("Enter a number, not true or false."))
    raw = as_text(value)
    if len(raw) > _NUMBER_LENGTH:
        raise ParseError(_("Enter only a number here."))
    if not raw.isascii() and any(
        unicodedata.decomposition(char).startswith(_LOOKALIKES) for char in raw
    ):
        raise ParseError(
            _("“%(value)s” contains superscript, circled or fraction characters. Use plain digits.")
            % {"value": shown(raw)}
        )
    text = re.sub(r"\s+", "", normalise(raw)).replace("−", "-").replace("–", "-")
    if not text:
        raise ParseError(_("Fill this in."))
    return text


def exact_number(value: float | Decimal) -> Decimal:
    """Return a number cell as Excel shows it: fifteen significant digits, else ParseError."""
    if isinstance(value, Decimal):
        number = value
    elif isinstance(value, int):
        number = Decimal(value)
    else:
        number = Decimal(format(value, ".15g"))
    if not number.is_finite():
        raise ParseError(_("Enter a number."))
    if isinstance(value, float) and abs(value) >= FLOAT_LIMIT:
        raise ParseError(
            _(
                "This number is too long for Excel to keep. Format the column as text and enter it "
                "again."
            )
        )
    return number


def checked_decimal(number: Decimal, *, places: int = 2) -> Decimal:
    """Return ``number`` with exactly ``places`` decimals; ParseError where digits would be lost."""
    if abs(number) >= _TOO_LARGE:
        raise ParseError(_("This number is too large. Check the unit."))
    try:
        fixed = number.quantize(_PLACES[places])
    except InvalidOperation as error:
        raise ParseError(_("Enter a number.")) from error
    if fixed != number:
        raise ParseError(_("Enter at most %(places)d decimals.") % {"places": places})
    return abs(fixed) if fixed == 0 else fixed


def _plain_whole(value: object) -> int | None:
    """The number written in plain digits, as in nearly all cells; None for any other value."""
    if type(value) is int and abs(value) < FLOAT_LIMIT:
        return value
    if type(value) is str and value.isascii() and value.isdigit() and len(value) <= _PLAIN_DIGITS:
        return int(value)
    return None


def _any_number(value: object) -> Decimal:
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return exact_number(value)
    return _text_number(number_text(value))


def _text_number(text: str) -> Decimal:
    if EXPONENT.fullmatch(text):
        raise ParseError(
            _(
                "“%(value)s” is a number in scientific notation. Format the column as text and "
                "enter all digits."
            )
            % {"value": shown(text)}
        )
    if not (found := _NUMBER.fullmatch(text)):
        raise ParseError(
            _("“%(value)s” is not a number. Use digits, such as 1686000.") % {"value": shown(text)}
        )
    return Decimal(found[1] + found[2].replace(",", ""))
