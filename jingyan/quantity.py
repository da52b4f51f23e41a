"""Quantities as Chinese official reporting writes them: an exact value, a unit and a qualifier.

``2000余个``, ``1400余万元`` and ``30%以上`` are data: the qualifier is stored and printed, never
dropped. Values are held in base units (元, not 万元) with two decimals.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from enum import StrEnum
from functools import lru_cache
from statistics import median

from django.utils.translation import gettext as _

from jingyan.parsing import ParseError, checked_decimal, exact_number, number_text, shorten, shown

CENT = Decimal("0.01")
DECIMAL_PLACES = 2

_MAGNITUDES = {
    "": 1,
    "百": 10**2,
    "千": 10**3,
    "万": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "十亿": 10**9,
    "百亿": 10**10,
    "千亿": 10**11,
    "万亿": 10**12,
}
_PRINTED_MAGNITUDES = (("亿", 10**8), ("万", 10**4))
# For each expected unit, the units accepted for it and the factor that turns them into it.
_CONVERSIONS: dict[str, dict[str, Decimal]] = {
    "元": {"元": Decimal(1), "块": Decimal(1), "元人民币": Decimal(1)},
    "公里": {
        "公里": Decimal(1),
        "千米": Decimal(1),
        "km": Decimal(1),
        "米": Decimal("0.001"),
        "m": Decimal("0.001"),
    },
    "米": {
        "米": Decimal(1),
        "m": Decimal(1),
        "公里": Decimal(1000),
        "千米": Decimal(1000),
        "km": Decimal(1000),
    },
    "亩": {"亩": Decimal(1), "公顷": Decimal(15), "ha": Decimal(15), "平方公里": Decimal(1500)},
    "公顷": {"公顷": Decimal(1), "ha": Decimal(1), "平方公里": Decimal(100)},
    "人": {"人": Decimal(1), "名": Decimal(1)},
    "元/户": {"元/户": Decimal(1), "元每户": Decimal(1)},
}
# Money and counts as nearly all cells hold them: nothing to read but digits.
_PLAIN = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,2})?")
_NUMBER_DIGITS = 26  # Decimal multiplies exactly up to 28 digits
_JUMPS = (10, 100, 10_000)
_JUMP_BAND = Decimal("1.5")
_NUMBER = r"(?P<sign>[+-]?)(?P<number>(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?|\.[0-9]+)"
_BAD_UNIT = re.compile(r"[\s0-9.,+\-万亿余多近约]|以上|左右")


class Qualifier(StrEnum):
    """How a published number relates to the exact one; 多 is read as 余."""

    OVER = "余"
    AT_LEAST = "以上"
    NEARLY = "近"
    ABOUT = "约"


_BEFORE = {
    "近": Qualifier.NEARLY,
    "接近": Qualifier.NEARLY,
    "将近": Qualifier.NEARLY,
    "约": Qualifier.ABOUT,
    "大约": Qualifier.ABOUT,
    "逾": Qualifier.OVER,
    "超": Qualifier.OVER,
    "超过": Qualifier.OVER,
    "不少于": Qualifier.AT_LEAST,
    "至少": Qualifier.AT_LEAST,
}
_AFTER = {
    "余": Qualifier.OVER,
    "多": Qualifier.OVER,
    "以上": Qualifier.AT_LEAST,
    "及以上": Qualifier.AT_LEAST,
    "左右": Qualifier.ABOUT,
}


class QuantityError(ParseError):
    """A quantity that cannot be read or held; ``message`` says what to do about it."""


@dataclass(frozen=True)
class Quantity:
    """An exact ``value`` in base ``unit`` (元, 亩, 公里, 户, 人, 个, %, …), with an optional
    qualifier.

    Holds at most eighteen digits, two of them decimals; QuantityError otherwise.
    """

    value: Decimal
    unit: str
    qualifier: Qualifier | None = None

    def __post_init__(self) -> None:
        _check_unit(self.unit)
        object.__setattr__(self, "value", _check_digits(exact_number(self.value)))
        if self.qualifier is not None:
            object.__setattr__(self, "qualifier", Qualifier(self.qualifier))

    def __str__(self) -> str:
        return self.text()

    def text(self) -> str:
        """Return the quantity as reports print it, exact to the stored value.

        Money from 1e8 is printed in 亿元, from 1e4 in 万元; other units as a plain number. 余
        goes before the magnitude of a round number (1400余万元) and after it otherwise
        (1.2亿余元); 近 and 约 come first; 以上 follows the unit (30%以上).
        """
        magnitude, size = self._magnitude()
        number = _plain(self.value / size)
        if self.qualifier is None:
            return f"{number}{magnitude}{self.unit}"
        if self.qualifier is Qualifier.AT_LEAST:
            return f"{number}{magnitude}{self.unit}{self.qualifier}"
        if self.qualifier is not Qualifier.OVER:
            return f"{self.qualifier}{number}{magnitude}{self.unit}"
        if magnitude and not (number.endswith("0") and "." not in number):
            return f"{number}{magnitude}{self.qualifier}{self.unit}"
        return f"{number}{self.qualifier}{magnitude}{self.unit}"

    def shown(self) -> str:
        """Return the quantity as pages show it: in 万元 and 亿元 with two decimals at most. `text`
        stays exact.
        """
        _name, size = self._magnitude()
        if size == 1:
            return self.text()
        return Quantity(
            (self.value / size).quantize(CENT, ROUND_HALF_UP) * size, self.unit, self.qualifier
        ).text()

    def _magnitude(self) -> tuple[str, int]:
        if self.unit == "元":
            for name, size in _PRINTED_MAGNITUDES:
                if abs(self.value) >= size:
                    return name, size
        return "", 1


def parse(value: object, unit: str, *, allow_negative: bool = False) -> Quantity:
    """Return the quantity that a cell or field holds, in base ``unit``.

    Accepts number cells, ``1686000``, ``168.6万``, ``1.2亿元``, thousands commas, full-width
    digits, the qualifiers 余 多 以上 近 约 in their usual places, and units that convert exactly
    (米 to 公里, 公顷 to 亩). Another unit, more than two decimals after conversion, more than
    eighteen digits or, unless ``allow_negative``, a value below zero raise QuantityError.
    """
    _check_unit(unit)
    try:
        if type(value) is str and _PLAIN.fullmatch(value):
            quantity = Quantity(Decimal(value), unit)
        elif isinstance(value, int | float | Decimal) and not isinstance(value, bool):
            quantity = Quantity(exact_number(value), unit)
        else:
            quantity = _parse_text(number_text(value), unit)
    except QuantityError:
        raise
    except ParseError as error:
        raise QuantityError(error.message) from error
    if quantity.value < 0 and not allow_negative:
        raise QuantityError(_("Enter a number that is not below zero."))
    return quantity


def quantize(value: Decimal | float | str) -> Decimal:
    """Return ``value`` rounded half up to two decimals: the one helper for aggregates.

    SQLite adds decimals as floats (499235235.129999 for 499235235.13). QuantityError if not a
    number.
    """
    try:
        fixed = Decimal(str(value)).quantize(CENT, ROUND_HALF_UP)
    except InvalidOperation as error:
        raise QuantityError(_("Enter a number.")) from error
    if not fixed.is_finite():
        raise QuantityError(_("Enter a number."))
    return abs(fixed) if fixed == 0 else fixed


def magnitude_jump(value: Decimal, series: Iterable[Decimal]) -> int | None:
    """Return the factor by which ``value`` seems to have slipped against the median of its own
    series.

    10, 100 or 10000 when it is about that many times the median, the negative of it when it is
    about that part of the median (a likely unit error, 元 for 万元), else None. About means within
    a factor of 1.5; what is farther off than that from 100 counts as 10000: a series that grows is
    soon 6,000 times its latest year in 万元. Zeros in the series are left out, since they say
    nothing about the usual size.
    """
    sizes = [abs(other) for other in series if other]
    if not sizes or not value:
        return None
    ratio = Decimal(abs(value)) / Decimal(median(sizes))
    if max(ratio, 1 / ratio) > _JUMPS[1] * _JUMP_BAND:
        return _JUMPS[-1] if ratio > 1 else -_JUMPS[-1]
    for jump in _JUMPS:
        if jump / _JUMP_BAND <= ratio <= jump * _JUMP_BAND:
            return jump
        if jump / _JUMP_BAND <= 1 / ratio <= jump * _JUMP_BAND:
            return -jump
    return None


def _parse_text(text: str, unit: str) -> Quantity:
    match = _pattern(unit).fullmatch(text)
    if not match:
        raise QuantityError(_diagnosis(text, unit))
    if len(match["number"]) > _NUMBER_DIGITS:
        raise QuantityError(_("This number has too many digits. Check it."))
    qualifier = _one_qualifier(text, match)
    factor = _conversions(unit)[(match["unit"] or unit).casefold()] if unit else Decimal(1)
    number = Decimal(match["sign"] + match["number"].replace(",", ""))
    return Quantity(number * _MAGNITUDES[match["magnitude"] or ""] * factor, unit, qualifier)


def _one_qualifier(text: str, match: re.Match[str]) -> Qualifier | None:
    qualifiers = {_BEFORE[word] for word in (match["before"],) if word}
    qualifiers |= {
        _AFTER[word] for word in (match["after1"], match["after2"], match["after3"]) if word
    }
    if len(qualifiers) > 1:
        raise QuantityError(
            _("“%(value)s” says two things at once. Keep one of 余, 以上, 近, 约.")
            % {"value": shown(text)}
        )
    return qualifiers.pop() if qualifiers else None


@lru_cache(maxsize=64)
def _pattern(unit: str, any_unit: bool = False) -> re.Pattern[str]:
    names = sorted(_conversions(unit), key=len, reverse=True)
    units = "[^0-9]*?" if any_unit else "|".join(re.escape(name) for name in names)
    before = "|".join(sorted(_BEFORE, key=len, reverse=True))
    magnitudes = "|".join(sorted(filter(None, _MAGNITUDES), key=len, reverse=True))
    currency = "(?:人民币|¥|CNY|RMB)?" if unit.startswith("元") else ""
    return re.compile(
        rf"(?P<before>{before})?{currency}{_NUMBER}(?P<after1>余|多)?(?P<magnitude>{magnitudes})?"
        rf"(?P<after2>余|多)?(?P<unit>{units})?(?P<after3>及以上|以上|左右|余|多)?",
        re.IGNORECASE,
    )


@lru_cache(maxsize=64)
def _conversions(unit: str) -> dict[str, Decimal]:
    names = _CONVERSIONS.get(unit, {unit: Decimal(1)} if unit else {})
    return {name.casefold(): factor for name, factor in names.items()}


def _diagnosis(text: str, unit: str) -> str:
    if re.fullmatch(r"[+-]?[0-9.]+[eE][+-]?[0-9]+", text):
        return _("“%(value)s” is a number in scientific notation. Enter all digits.") % {
            "value": shown(text)
        }
    if (found := _pattern(unit, any_unit=True).fullmatch(text)) and found["unit"]:
        return _("The unit “%(found)s” does not fit here. Enter the amount in %(unit)s.") % {
            "found": shorten(found["unit"], 12),
            "unit": unit or _("plain numbers"),
        }
    return _(
        "“%(value)s” is not an amount. Write it like 1686000, 168.6万 or 2000余 (unit: %(unit)s)."
    ) % {
        "value": shown(text),
        "unit": unit,
    }


@lru_cache(maxsize=256)
def _check_unit(unit: str) -> None:
    if _BAD_UNIT.search(unit):
        raise QuantityError(
            _("“%(unit)s” is not a base unit. Use 元, not 万元.") % {"unit": shorten(unit, 12)}
        )


def _check_digits(number: Decimal) -> Decimal:
    try:
        return checked_decimal(number, places=DECIMAL_PLACES)
    except ParseError as error:
        raise QuantityError(error.message) from error


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
