"""Finds figures that are off by a factor of ten, a hundred or ten thousand within their series: 元
for 万元, or one zero too many.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from statistics import median
from typing import Any

from django.utils.translation import gettext as _

from jingyan.quantity import Quantity, magnitude_jump, quantize
from villages.models import VillageYear

# Without edge households: they are few, and ten in one year and one in the next is plausible.
UNITS = {"households": "户", "population": "人", **dict.fromkeys(VillageYear.INCOMES, "元")}


def jumps(entered: Mapping[str, Any], others: Iterable[VillageYear]) -> dict[str, str]:
    """Field → why its entered value looks wrong next to the other years of the village; fields that
    look right are left out.
    """
    years, doubts = list(others), {}
    for name, unit in UNITS.items():
        series = [Decimal(value) for year in years if (value := getattr(year, name)) is not None]
        if (value := entered.get(name)) is not None and (
            words := _words(Decimal(value), series, unit)
        ):
            doubts[name] = words
    return doubts


def _words(value: Decimal, series: list[Decimal], unit: str) -> str:
    factor = magnitude_jump(value, series)
    if factor is None:
        return ""
    usual = median(abs(other) for other in series if other)
    values = {
        "value": Quantity(value, unit).text(),
        "usual": Quantity(quantize(usual), unit).shown(),
        "times": int(float(f"{max(value / usual, usual / value):.0e}")),
    }
    if unit != "元":
        return (
            _(
                "%(value)s is about %(times)s times off the usual %(usual)s of this village. Check "
                "the digits."
            )
            % values
        )
    if factor > 0:
        return (
            _(
                "%(value)s is about %(times)s times the usual %(usual)s of this village; was 元 "
                "meant, not 万元?"
            )
            % values
        )
    return (
        _("%(value)s is about 1/%(times)s of the usual %(usual)s of this village; was 万元 meant?")
        % values
    )
