"""Year on year, where both years are known."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def year_on_year(this: Decimal | int | None, last: Decimal | int | None) -> Decimal | None:
    """Return the growth from last year to this one in per cent, two decimals, half up.

    None where a year is missing, or where last year was zero and a rate says nothing.
    """
    if this is None or not last:
        return None
    return ((Decimal(this) / Decimal(last) - 1) * 100).quantize(CENT, ROUND_HALF_UP)
