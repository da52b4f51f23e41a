"""Quantities of demands, with the amount in one cell and the unit in the same or the next one."""

import re
from decimal import Decimal

from jingyan.parsing import normalise
from jingyan.quantity import Qualifier, Quantity, parse

_MAGNITUDE = re.compile(r"^([百千万亿]+)(?=.)")
_UNIT_BEHIND = re.compile(
    r"[^0-9.,+\-余多百千万亿以上及左右近约\s][^0-9\s]*?(?=(?:及?以上|左右|余|多)?$)"
)


def read_quantity(value: object, unit: object = "") -> Quantity:
    """Return the quantity of a demand: ``7.4公里``, or ``7.4`` with the unit ``公里``, or ``168.6``
    with ``万元``.

    Raises QuantityError, a ParseError, if the amount can't be read or the units contradict each
    other.
    """
    # Normalised again, since what a space kept apart may combine: export and import must agree.
    named = normalise(re.sub(r"\s+", "", normalise(unit)))
    magnitude = _MAGNITUDE.match(named)
    if magnitude and not isinstance(value, bool):
        return parse(f"{normalise(value)}{named}", named[magnitude.end() :])
    return parse(value, named or _unit_behind(value))


def written_quantity(value: Decimal | None, qualifier: str) -> Decimal | str | None:
    """Return the amount as a cell that `read_quantity` reads back with the unit beside it: ``120``
    or ``2000余``.
    """
    if value is None or not qualifier:
        return value
    return Quantity(value, "", Qualifier(qualifier)).text()


def _unit_behind(value: object) -> str:
    if not isinstance(value, str):
        return ""
    match = _UNIT_BEHIND.search(re.sub(r"\s+", "", normalise(value)))
    return match[0] if match else ""
