"""The metrics from the yearly figures of the paired villages: growth of collective income, and gain
of household income.
"""

from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from statistics import median
from typing import NamedTuple

from jingyan.periods import Period
from pairings.models import Pairing
from reports.figures.reading import Reading, in_order, missing, per_cent, rounded
from reports.places import Place
from villages.models import Village, VillageYear

NO_PAIRING = "期末没有有效的结对"
NO_BASELINE = "结对村缺少相邻两年的村集体经营性收入"
NO_GROWTH_BASE = "结对村上年村集体经营性收入为零，无法计算同比"
NO_HOUSEHOLDS = "结对村缺少相邻两年的户均收入或户数"
THRESHOLD = 30


class YearPair(NamedTuple):
    """One village's figures of a year and of the year before."""

    this: VillageYear
    last: VillageYear


def growth(period: Period, place: Place) -> dict[str, Reading]:
    """The four metrics of growth, over the same villages in both years, for the latest year known
    together with the year before.
    """
    villages = growing_villages(period, place)
    if not villages:
        return dict.fromkeys(CODES, missing(NO_PAIRING))
    years = _years(villages, period)
    income = _latest_pairs(years, lambda row: row.operating_income is not None)
    households = _latest_pairs(
        years, lambda row: row.household_income is not None and bool(row.households)
    )
    return {
        "collective_income_growth": _overall(income),
        "collective_income_growth_median": _median(income),
        "villages_growing_30": _growing(income),
        "household_income_gain": _gain(households),
    }


CODES = (
    "collective_income_growth",
    "collective_income_growth_median",
    "villages_growing_30",
    "household_income_gain",
)


def growing_villages(period: Period, place: Place) -> list[int]:
    """The villages paired at the period's end that were listed as poor; if there are none, all
    paired ones.
    """
    paired = Pairing.objects.active_on(period.end).filter(place.holds("village"))
    tiers = dict(paired.order_by().values_list("village", "village__tier"))
    listed = [village for village, tier in tiers.items() if tier != Village.Tier.NONE]
    return listed or list(tiers)


def _years(villages: list[int], period: Period) -> dict[int, dict[int, VillageYear]]:
    last_day = (period.end.month, period.end.day) == (12, 31)
    latest = period.end.year if last_day else period.end.year - 1
    years: dict[int, dict[int, VillageYear]] = defaultdict(dict)
    for row in VillageYear.objects.filter(village__in=villages, year__lte=latest):
        years[row.village_id][row.year] = row
    return years


def _latest_pairs(
    years: dict[int, dict[int, VillageYear]], is_known: Callable[[VillageYear], bool]
) -> list[YearPair]:
    pairs: dict[int, list[YearPair]] = defaultdict(list)
    for rows in years.values():
        for year, row in rows.items():
            last = rows.get(year - 1)
            if last and is_known(row) and is_known(last):
                pairs[year].append(YearPair(row, last))
    return pairs[max(pairs)] if pairs else []


def _facts(pairs: list[YearPair]) -> tuple[tuple[str, int], ...]:
    return in_order(("village_year", row.pk) for pair in pairs for row in pair)


def _overall(pairs: list[YearPair]) -> Reading:
    if not pairs:
        return missing(NO_BASELINE)
    this, last = (sum((_income(pair[place]) for pair in pairs), Fraction()) for place in (0, 1))
    if not last:
        return missing(NO_GROWTH_BASE)
    return Reading(per_cent(this - last, last), _facts(pairs))


def _median(pairs: list[YearPair]) -> Reading:
    growths = _growths(pairs)
    if not growths:
        return missing(NO_GROWTH_BASE if pairs else NO_BASELINE)
    return Reading(rounded(median(growths.values())), _facts(list(growths)))


def _growing(pairs: list[YearPair]) -> Reading:
    growths = _growths(pairs)
    if not growths:
        return missing(NO_GROWTH_BASE if pairs else NO_BASELINE)
    return Reading(
        Decimal(sum(rate >= THRESHOLD for rate in growths.values())), _facts(list(growths))
    )


def _growths(pairs: list[YearPair]) -> dict[YearPair, Fraction]:
    """The growth of each village in per cent, without villages that had no income last year."""
    return {
        pair: (_income(pair.this) / _income(pair.last) - 1) * 100
        for pair in pairs
        if _income(pair.last)
    }


def _income(row: VillageYear) -> Fraction:
    return Fraction(row.operating_income or 0)


def _gain(pairs: list[YearPair]) -> Reading:
    if not pairs:
        return missing(NO_HOUSEHOLDS)
    weights = [pair.this.households or 0 for pair in pairs]
    gains = [
        Fraction(pair.this.household_income or 0) - Fraction(pair.last.household_income or 0)
        for pair in pairs
    ]
    weighted = sum((gain * weight for gain, weight in zip(gains, weights, strict=True)), Fraction())
    return Reading(rounded(weighted / sum(weights)), _facts(pairs))
