"""Demonstration titles: seven at provincial level or above in the first half of 2022, and a few
before and after.
"""

from collections.abc import Sequence
from datetime import date
from itertools import product

from accounts.models import Town
from reports.demo.hands import Hands
from reports.demo.places import NAMED
from reports.demo.terms import ActivePair
from villages.models import Title, Village

Level = Title.Level
ISSUERS = {
    Level.NATIONAL: "中央有关部门（演示）",
    Level.PROVINCIAL: "省级有关部门（演示）",
    Level.MUNICIPAL: "市级有关部门（演示）",
    Level.COUNTY: "县级有关部门（演示）",
}
NAMED_TITLE = ("省级乡村治理示范村", Level.PROVINCIAL)
SPRING = (date(2022, 2, 14), date(2022, 6, 20))
# (title, level) of the other villages in the first half of 2022, and of two towns.
EARLY = [
    ("省级乡村振兴示范村", Level.PROVINCIAL),
    ("省级乡村振兴示范村", Level.PROVINCIAL),
    ("省级“四好”村", Level.PROVINCIAL),
    ("省级森林村庄", Level.PROVINCIAL),
]
TOWN_TITLES = [("全国乡村治理示范乡镇", Level.NATIONAL), ("省级乡村治理示范镇", Level.PROVINCIAL)]
LATER = [
    ("市级乡村振兴示范村", Level.MUNICIPAL),
    ("省级乡村振兴示范村", Level.PROVINCIAL),
    ("县级先进村集体", Level.COUNTY),
    ("市级美丽宜居村庄", Level.MUNICIPAL),
]
TOWNS_NAMED = ("集益镇", "纯复镇")


def write(pairs: Sequence[ActivePair], as_of: date, hands: Hands) -> None:
    """Titles of paired villages and of their towns, each place and title once."""
    villages = hands.chance.shuffled([pair.village for pair in pairs if pair.village.name != NAMED])
    named = (
        next((pair.village for pair in pairs if pair.village.name == NAMED), None) or villages.pop()
    )
    rows = _early(named, villages, pairs, hands) + _later(villages[len(EARLY) :], as_of, hands)
    Title.objects.bulk_create(rows)
    for row in rows:
        hands.acts.add("create", row, row.entered_at, hands.cast.staff)


def _early(
    named: Village, villages: list[Village], pairs: Sequence[ActivePair], hands: Hands
) -> list[Title]:
    """One from before the pairing, and the seven of the first half of 2022."""
    rows = [
        _title(
            villages[0].town,
            villages[0],
            "县级文明村",
            Level.COUNTY,
            date(2021, 5, 18),
            hands=hands,
        )
    ]
    for village, (name, level) in zip([named, *villages], [NAMED_TITLE, *EARLY], strict=False):
        rows.append(
            _title(village.town, village, name, level, hands.chance.day(*SPRING), hands=hands)
        )
    towns = list(dict.fromkeys(pair.village.town for pair in pairs))
    towns.sort(key=lambda town: town.name not in TOWNS_NAMED)
    for town, (name, level) in zip(towns, TOWN_TITLES, strict=False):
        rows.append(_title(town, None, name, level, hands.chance.day(*SPRING), hands=hands))
    return rows


def _later(villages: Sequence[Village], as_of: date, hands: Hands) -> list[Title]:
    years = range(2022, as_of.year + 1)
    rows = []
    for village, (year, (name, level)) in zip(villages, product(years, LATER), strict=False):
        day = hands.chance.day(date(year, 7, 11), date(year, 12, 20))
        if day <= as_of:
            rows.append(_title(village.town, village, name, level, day, hands=hands))
    return rows


def _title(
    town: Town, village: Village | None, name: str, level: Level, day: date, *, hands: Hands
) -> Title:
    return Title(
        town=town,
        village=village,
        name=name,
        level=level,
        awarded_on=day,
        issuer=ISSUERS[level],
        document=f"演示文件〔{day.year}〕{day.month}号",
        entered_at=hands.chance.moment(day),
    )
