"""Growth of the yearly figures year on year."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from villages.models import VillageYear

CENT = Decimal("0.01")


def year_on_year(this: Decimal | int | None, last: Decimal | int | None) -> Decimal | None:
    """Return the growth from last year to this one in per cent, rounded half up to two decimals.

    None if a year is missing, or if last year was zero.
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
    """The years, latest first, each with its growth over the year before."""
    by_year = {year.year: year for year in years}
    return [
        GrowingYear(
            this, _growth(this, last, "operating_income"), _growth(this, last, "household_income")
        )
        for this, last in (
            (by_year[number], by_year.get(number - 1)) for number in sorted(by_year, reverse=True)
        )
    ]


def without_baseline(year: VillageYear) -> str:
    """A message why the growth of the operating income can't be computed; empty if it can."""
    last = VillageYear.objects.filter(village=year.village_id, year=year.year - 1).first()
    growth = _growth(year, last, "operating_income")
    return _("No growth is computed: %s.") % growth.missing if growth.missing else ""


def _growth(this: VillageYear, last: VillageYear | None, name: str) -> Growth:
    now, before = getattr(this, name), getattr(last, name, None)
    if now is None:
        return Growth(None)
    if before is None:
        return Growth(None, _("no figure of %d") % (this.year - 1))
    if not before:
        return Growth(None, _("%d was zero") % (this.year - 1))
    return Growth(year_on_year(now, before))
