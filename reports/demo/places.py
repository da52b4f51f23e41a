"""The real villages that take part, and their fictitious yearly figures."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from jingyan.quantity import quantize
from reports.demo.chance import Chance
from villages.models import Village, VillageYear

FIRST_YEAR = 2020
# The village named in the published description of the programme.
NAMED = "田家沟村"
PAIRS = 38
PROVINCIAL, MUNICIPAL = 8, 19
INDUSTRIES = ("柑橘", "蚕桑", "生猪", "水稻", "花椒", "水产", "蔬菜", "食用菌", "中药材", "林下鸡")
# 2021 against 2020, over the villages with a tier: 30%以上 and 800余元 as published.
GROWTH, GAIN = Decimal("0.3120"), Decimal("812.50")
SOURCE = "村级财务报表、入户抽样（演示数据）"


def choose(villages: Sequence[Village], count: int, chance: Chance) -> list[Village]:
    """Choose `count` villages, spread over the towns by size; set and save their tiers and lead
    industries.
    """
    by_town: dict[int, list[Village]] = defaultdict(list)
    for village in villages:
        by_town[village.town_id].append(village)
    chosen = [
        village
        for rows, seats in zip(
            by_town.values(), _seats([len(rows) for rows in by_town.values()], count), strict=True
        )
        for village in _sample(rows, seats, chance)
    ]
    _set_tiers(chance.shuffled(chosen))
    for village in chosen:
        village.in_programme, village.lead_industry = True, chance.choice(INDUSTRIES)
    Village.objects.bulk_update(chosen, ["tier", "in_programme", "lead_industry"], batch_size=500)
    return sorted(chosen, key=lambda village: village.code)


def write_years(villages: Sequence[Village], as_of: date, chance: Chance) -> None:
    """Yearly figures from 2020 to the last complete year."""
    listed = [village for village in villages if village.tier != Village.Tier.NONE]
    others = [village for village in villages if village.tier == Village.Tier.NONE]
    rows: list[VillageYear] = []
    for group in (listed, others):
        first = [_first_year(village, chance) for village in group]
        rows += first + _years_after(first, as_of, chance)
    VillageYear.objects.bulk_create(rows, batch_size=1000)


def _seats(sizes: Sequence[int], count: int) -> list[int]:
    """`count` seats by the largest-remainder method, with at least one each if possible."""
    floor = 1 if count >= len(sizes) else 0
    total = sum(sizes)
    exact = [size * count / total for size in sizes]
    seats = [max(floor, int(share)) for share in exact]
    by_remainder = sorted(range(len(sizes)), key=lambda place: seats[place] - exact[place])
    for place in by_remainder[: max(count - sum(seats), 0)]:
        seats[place] += 1
    while sum(seats) > count:
        seats[seats.index(max(seats))] -= 1
    return seats


def _sample(rows: list[Village], seats: int, chance: Chance) -> list[Village]:
    picked = chance.sample(rows, seats)
    named = [village for village in rows if village.name == NAMED]
    if seats and named and named[0] not in picked:
        picked[0] = named[0]
    return picked


def _set_tiers(villages: list[Village]) -> None:
    provincial = len(villages) * PROVINCIAL // PAIRS
    municipal = provincial + len(villages) * MUNICIPAL // PAIRS
    for place, village in enumerate(villages):
        listed = Village.Tier.PROVINCIAL if place < provincial else Village.Tier.MUNICIPAL
        village.tier = listed if place < municipal else Village.Tier.NONE


def _first_year(village: Village, chance: Chance) -> VillageYear:
    households = chance.randint(280, 820)
    return VillageYear(
        village=village,
        year=FIRST_YEAR,
        households=households,
        population=households * chance.randint(27, 33) // 10,
        edge_households=chance.randint(6, 20),
        operating_income=chance.amount(60_000, 260_000, 100),
        subsidy_income=chance.amount(50_000, 400_000, 1_000),
        household_income=chance.amount(36_000, 52_000, 10),
        household_sample=chance.randint(30, 60),
        source=SOURCE,
    )


def _years_after(first: list[VillageYear], as_of: date, chance: Chance) -> list[VillageYear]:
    rows, last = [], first
    for year in range(FIRST_YEAR + 1, as_of.year):
        rates, gains = _rates(last, year, chance), _gains(last, year, chance)
        last = [
            _next_year(row, rate, gain, chance)
            for row, rate, gain in zip(last, rates, gains, strict=True)
        ]
        rows += last
    return rows


def _rates(last: list[VillageYear], year: int, chance: Chance) -> list[Decimal]:
    """Growth of operating income: in 2021 exactly GROWTH on average, weighted by income; below ten
    per cent or little more later.
    """
    if year > FIRST_YEAR + 1:
        return [Decimal(str(round(chance.uniform(0.04, 0.14), 4))) for _ in last]
    if last and last[0].village.tier == Village.Tier.NONE:
        return [Decimal(str(round(chance.uniform(0.10, 0.28), 4))) for _ in last]
    rates = [Decimal(str(round(chance.uniform(0.285, 0.34), 4))) for _ in last]
    return _centred(rates, [row.operating_income or Decimal(0) for row in last], GROWTH)


def _gains(last: list[VillageYear], year: int, chance: Chance) -> list[Decimal]:
    """Gain of household income in yuan: in 2021 exactly GAIN on average, weighted by households."""
    if year > FIRST_YEAR + 1 or (last and last[0].village.tier == Village.Tier.NONE):
        return [chance.amount(700, 1500, 10) for _ in last]
    gains = [chance.amount(700, 930, 10) for _ in last]
    return _centred(gains, [Decimal(row.households or 0) for row in last], GAIN)


def _centred(values: list[Decimal], weights: list[Decimal], mean: Decimal) -> list[Decimal]:
    """The values, all shifted by the same amount so that their weighted mean is `mean`."""
    if not values:
        return []
    now = sum(
        (value * weight for value, weight in zip(values, weights, strict=True)), Decimal(0)
    ) / sum(weights)
    return [value + mean - now for value in values]


def _next_year(row: VillageYear, rate: Decimal, gain: Decimal, chance: Chance) -> VillageYear:
    return VillageYear(
        village=row.village,
        year=row.year + 1,
        households=row.households,
        population=(row.population or 0) - chance.randint(0, 12),
        edge_households=max((row.edge_households or 0) - chance.randint(0, 3), 0),
        operating_income=quantize((row.operating_income or Decimal(0)) * (1 + rate)),
        subsidy_income=chance.amount(50_000, 400_000, 1_000),
        household_income=quantize((row.household_income or Decimal(0)) + gain),
        household_sample=row.household_sample,
        source=SOURCE,
    )
