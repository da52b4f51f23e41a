"""Year on year, where both years are known."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from villages.models import VillageYear

CENT = Decimal("0.01")


def year_on_year(this: Decimal | int | None, last: Decimal | int | None) -> Decimal | None:
    """Return the growth from last year to this one in per cent, two decimals, half up.

    None where a year is missing, or where last year was zero and a rate says nothing.
    """
    if this is None or not last:
        return None
    return ((Decimal(this) / Decimal(last) - 1) * 100).quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True)
class Growth:
    """A rate in per cent, or why there is none."""

    rate: Decimal | None
    missing: str = ""


@dataclass(frozen=True)
class GrowingYear:
    """One year's figures with their growth over the year before."""

    figures: VillageYear
    operating: Growth
    household: Growth


def growing_years(years: Iterable[VillageYear]) -> list[GrowingYear]:
    """The years, latest first, each beside the one before if that is there."""
    known = {year.year: year for year in years}
    return [
        GrowingYear(
            this, _growth(this, last, "operating_income"), _growth(this, last, "household_income")
        )
        for this, last in (
            (known[number], known.get(number - 1)) for number in sorted(known, reverse=True)
        )
    ]


def without_baseline(year: VillageYear) -> str:
    """What the growth of a year's incomes lacks, in words; empty where nothing is missing."""
    last = VillageYear.objects.filter(village=year.village_id, year=year.year - 1).first()
    found = _growth(year, last, "operating_income")
    return _("No growth is computed: %s.") % found.missing if found.missing else ""


def _growth(this: VillageYear, last: VillageYear | None, name: str) -> Growth:
    now, before = getattr(this, name), getattr(last, name, None)
    if now is None:
        return Growth(None)
    if before is None:
        return Growth(None, _("no figure of %d") % (this.year - 1))
    if not before:
        return Growth(None, _("%d was zero") % (this.year - 1))
    return Growth(year_on_year(now, before))
