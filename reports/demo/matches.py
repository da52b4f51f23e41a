"""Villages newly chosen by the need index, officers not yet paired, and the resources of every
officer.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from accounts.models import Town
from officers.actions.appointment import end_of_term
from officers.models import Appointment, Enterprise, Measures, Officer, Resources
from pairings.actions.need_index import frozen_score
from pairings.matching.village_needs import needs, rules
from pairings.models import NeedIndex, NeedScore
from reports.demo import people, places
from reports.demo.chance import Chance
from reports.demo.hands import Hands
from reports.demo.people import FictitiousPerson
from villages.models import Demand, DemandCategory, Village

NEW_VILLAGES, NEW_OFFICERS = 3, 4
# One in SILENT villages has never sent its figures.
SILENT = 9
SKILLS = (
    "种植技术、农产品加工",
    "电商、品牌营销",
    "工程施工、道路管护",
    "养殖技术、冷链物流",
    "财务、集体经济运营",
)
CONNECTIONS = (
    "商超采购、收购企业",
    "劳务市场、就业帮扶",
    "高校专家、技术培训",
    "公益组织、助学资源",
)
WISHES = (
    ("agriculture", "引进种植新品种和技术指导"),
    ("collective_economy", "盘活闲置校舍发展集体经济"),
    ("employment", "劳务就业技术培训"),
    ("infrastructure", "硬化产业道路"),
)
DOCUMENT = "井统发〔{year}〕演示增补1号"
# A term of three years with four months left; no term is older than the programme.
SERVED, EARLIEST = timedelta(days=3 * 365 - 120), date(2021, 12, 1)


def write_other_years(chosen: Sequence[Village], as_of: date, seed: int) -> None:
    """Yearly figures of the county's other villages, for comparing need; some have none."""
    codes = {village.town.county_code for village in chosen}
    others = Village.objects.filter(
        town__county_code__in=codes, kind=Village.Kind.VILLAGE
    ).select_related("town")
    rows = list(others.exclude(pk__in=[village.pk for village in chosen]).order_by("code"))
    places.write_years(
        [row for place, row in enumerate(rows) if place % SILENT], as_of, Chance(seed + 1)
    )


def write(
    names: Iterator[FictitiousPerson], firms: Iterator[Enterprise], as_of: date, hands: Hands
) -> None:
    """The next villages by need, officers appointed but not yet paired, and the resources of all
    officers in office.
    """
    officers = _appoint(names, firms, as_of, hands)
    in_office = list(Officer.objects.in_office(as_of).exclude(pk__in=[row.pk for row in officers]))
    _write_resources([*officers, *in_office], hands.chance)
    villages = _choose(as_of, hands)
    _raise_demands(villages, as_of, hands)


def _choose(as_of: date, hands: Hands) -> list[Village]:
    """The neediest villages outside the programme join it; the ranking of that day is frozen."""
    ranking, at = needs(rules()), hands.chance.moment(as_of - timedelta(days=5))
    chosen = [row.village for row in ranking if not row.in_programme and row.rank][:NEW_VILLAGES]
    taken = {village.pk for village in chosen}
    document = DOCUMENT.format(year=as_of.year)
    index = NeedIndex.objects.create(
        measures=rules(), frozen_at=at, frozen_by=hands.cast.staff, document=document
    )
    NeedScore.objects.bulk_create(frozen_score(index, row, row.pk in taken) for row in ranking)
    hands.acts.add("create", index, at, hands.cast.staff)
    for village in chosen:
        village.in_programme = True
        hands.acts.add("change", village, at, hands.cast.staff)
    Village.objects.bulk_update(chosen, ["in_programme"])
    return chosen


def _appoint(
    names: Iterator[FictitiousPerson], firms: Iterator[Enterprise], as_of: date, hands: Hands
) -> list[Officer]:
    officer_count = Officer.objects.count()
    place = Officer.objects.filter(officer_code__startswith=f"T{as_of.year}").count()
    firms_of = Enterprise.objects.bulk_create(next(firms) for _ in range(NEW_OFFICERS))
    officers = [
        people.officer(
            hands.chance,
            next(names),
            number=officer_count + number,
            year=as_of.year,
            enterprise=firm,
        )
        for number, firm in enumerate(firms_of, start=1)
    ]
    for number, officer in enumerate(officers, start=1):
        officer.officer_code = f"T{as_of.year}{place + number:03d}"
    Officer.objects.bulk_create(officers)
    since = [as_of - timedelta(days=20)] * len(officers)
    # The last one has served for years, so that a term is due for renewal.
    since[-1] = max(as_of - SERVED, EARLIEST)
    Appointment.objects.bulk_create(
        _term(*pair, hands) for pair in zip(officers, since, strict=True)
    )
    return officers


def _term(officer: Officer, starts_on: date, hands: Hands) -> Appointment:
    measures = Measures.objects.in_force(starts_on)
    return Appointment(
        officer=officer,
        measures=measures,
        starts_on=starts_on,
        ends_on=end_of_term(starts_on, measures),
        document_number=DOCUMENT.format(year=starts_on.year),
        state=Appointment.State.ACTIVE,
        imported=True,
        proposed_by=hands.cast.staff,
        approved_by=hands.cast.leader,
    )


def _write_resources(officers: Sequence[Officer], chance: Chance) -> None:
    towns = list(Town.objects.filter(villages__in_programme=True).distinct().order_by("code"))
    Resources.objects.bulk_create(
        Resources(
            officer=officer,
            skills=chance.choice(SKILLS),
            connections=chance.choice(CONNECTIONS),
            home_town=chance.choice(towns),
        )
        for officer in officers
    )


def _raise_demands(villages: Sequence[Village], as_of: date, hands: Hands) -> None:
    """The demands of the new villages, from the survey before they joined."""
    categories = {category.code: category for category in DemandCategory.objects.all()}
    Demand.objects.bulk_create(
        Demand(
            village=village,
            category=categories[code],
            title=title,
            raised_on=as_of - timedelta(days=12),
            source=Demand.Source.SURVEY,
            entered_at=hands.chance.moment(as_of - timedelta(days=12)),
            entered_by=hands.cast.staff,
        )
        for village in villages
        for code, title in WISHES
    )
