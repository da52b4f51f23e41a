"""January to June 2022: facts that add up to the published figures. The figures themselves are not
stored.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from officers.models import Enterprise
from pairings.models import Project
from reports.demo import people, projects
from reports.demo.chance import Chance
from reports.demo.ledger import OVER, Amount, Carrier, DemoContribution
from reports.demo.projects import ProjectPlan
from reports.demo.terms import ActivePair

FIRST, LAST = date(2022, 1, 14), date(2022, 6, 24)
LANDING, PAYING_UNTIL = (FIRST, date(2022, 3, 25)), date(2022, 5, 10)
YEAR = 2022
PROJECTS, ENTITIES, JOBS, FUNDS = 27, 11, 2000, 120_000_000
DONATIONS, DISADVANTAGED, STUDENTS, ENVIRONMENT = 1_686_000, 80, 30, 14_000_000
DONORS, SITE_DONATIONS = 26, 1_500_000
FOREST = ("2.6", "2.9", "1.9")
PARK = (62_000, 38_000)
# The number of facts behind a figure, where it differs from the figure.
POOR_PROJECTS, GIFTS, AIDS, WORKS, COURSES = 16, 30, 9, 12, 16
FARMS = ("家庭农场", "农民专业合作社", "种植大户")
GIFT_TITLES = (
    "走访慰问困难群众捐款",
    "捐赠化肥、种苗（折价）",
    "捐赠鸡苗（折价）",
    "捐助困难群众生活物资（折价）",
    "结对困难户产业帮扶捐款",
)
COURSE_TITLES = ("栽培技术培训", "病虫害防治培训", "直播带货培训", "农机操作培训")
WORK_TITLES = ("院落整治", "污水治理", "垃圾分类点位建设", "村道绿化亮化", "改厕改厨")


def facts(
    pairs: Sequence[ActivePair], donors: Sequence[Enterprise], chance: Chance
) -> Iterator[DemoContribution]:
    """All facts of the half-year. `donors` are 26 saved enterprises of the county."""
    yield from _projects(pairs, chance)
    yield from _entities(pairs, chance)
    yield from _gifts(pairs, chance)
    yield from _students(pairs, chance)
    yield from _environment(pairs, chance)
    yield from _courses(pairs, chance)
    yield from _donors(pairs[0], donors, chance)
    yield from _sites(pairs, chance)


def _projects(pairs: Sequence[ActivePair], chance: Chance) -> Iterator[DemoContribution]:
    chosen = _some(pairs, PROJECTS, chance)
    money, posts = chance.parts(FUNDS, PROJECTS, 10_000), chance.parts(JOBS, PROJECTS)
    poor = chance.parts(DISADVANTAGED, POOR_PROJECTS) + [Decimal(0)] * (PROJECTS - POOR_PROJECTS)
    rows = projects.create(chosen, YEAR, 1, chance)
    for place, (pair, project) in enumerate(zip(chosen, rows, strict=True)):
        over = OVER if place % 3 == 0 else ""
        plan = ProjectPlan(
            money[place], posts[place], poor[place], over, LANDING, PAYING_UNTIL, LAST
        )
        yield from projects.facts(pair, project, plan, chance, settled=True)


def _entities(pairs: Sequence[ActivePair], chance: Chance) -> Iterator[DemoContribution]:
    chosen = _some(pairs, ENTITIES, chance)
    farms = Enterprise.objects.bulk_create(
        people.farm(number, pair.village.name, chance.choice(FARMS))
        for number, pair in enumerate(chosen, start=1)
    )
    for pair, farm in zip(chosen, farms, strict=True):
        yield DemoContribution(
            Carrier.INTELLECT,
            f"帮助培育{farm.name}",
            chance.day(FIRST, LAST),
            {"entities_cultivated": Amount(Decimal(1))},
            pair=pair,
            enterprise=farm,
            settled=True,
        )


def _gifts(pairs: Sequence[ActivePair], chance: Chance) -> Iterator[DemoContribution]:
    money = chance.parts(DONATIONS, GIFTS, 1_000)
    for number, (pair, value) in enumerate(
        zip(_some(pairs, GIFTS, chance), money, strict=True), start=1
    ):
        yield DemoContribution(
            Carrier.CAPITAL,
            f"{pair.village.name}{chance.choice(GIFT_TITLES)}",
            chance.day(FIRST, LAST),
            {"donations": Amount(value)},
            pair=pair,
            receipt_no=f"演示票据2022-{number:03d}",
            settled=True,
        )


def _students(pairs: Sequence[ActivePair], chance: Chance) -> Iterator[DemoContribution]:
    counts = chance.parts(STUDENTS, AIDS)
    for number, (pair, value) in enumerate(
        zip(_some(pairs, AIDS, chance), counts, strict=True), start=1
    ):
        yield DemoContribution(
            Carrier.CAPITAL,
            f"资助{pair.village.name}困难家庭学生",
            chance.day(date(2022, 2, 21), LAST),
            {"students_aided": Amount(value, OVER if number % 3 == 0 else "")},
            pair=pair,
            receipt_no=f"演示助学2022-{number:03d}",
            settled=True,
        )


def _environment(pairs: Sequence[ActivePair], chance: Chance) -> Iterator[DemoContribution]:
    money = chance.parts(ENVIRONMENT, WORKS, 10_000)
    for number, (pair, value) in enumerate(
        zip(_some(pairs, WORKS, chance), money, strict=True), start=1
    ):
        work = chance.choice(WORK_TITLES)
        yield DemoContribution(
            Carrier.CAPITAL,
            f"撬动{pair.village.name}{work}投入",
            chance.day(FIRST, LAST),
            {"environment_investment": Amount(value, OVER if number % 4 == 0 else "")},
            pair=pair,
            site=f"{pair.village.name}{work}点",
            share=chance.randrange(30, 101, 5),
            settled=True,
            contract_no=f"演示工程2022-{number:03d}",
        )


def _courses(pairs: Sequence[ActivePair], chance: Chance) -> Iterator[DemoContribution]:
    for pair in _some(pairs, COURSES, chance):
        yield DemoContribution(
            Carrier.INTELLECT,
            f"{pair.village.name}{pair.village.lead_industry}{chance.choice(COURSE_TITLES)}",
            chance.day(FIRST, LAST),
            {"talents_trained": Amount(chance.amount(6, 24, 1))},
            pair=pair,
            settled=True,
        )


def _donors(
    home: ActivePair, donors: Sequence[Enterprise], chance: Chance
) -> Iterator[DemoContribution]:
    """Donors are counted by credit code, so these facts have neither project nor site."""
    money = chance.parts(SITE_DONATIONS, DONORS, 1_000)
    for number, (donor, value) in enumerate(zip(donors, money, strict=True), start=1):
        yield DemoContribution(
            Carrier.CAPITAL,
            f"{donor.name}捐建“同心扶贫村”",
            chance.day(FIRST, LAST),
            {"donor_enterprises": Amount(Decimal(1)), "site_donations": Amount(value)},
            village=home.village,
            enterprise=donor,
            receipt_no=f"演示捐建2022-{number:03d}",
            settled=True,
        )


def _sites(pairs: Sequence[ActivePair], chance: Chance) -> Iterator[DemoContribution]:
    """The united front's brands: a village, a forest in three sections, a park in two phases."""
    home = pairs[0].village
    yield DemoContribution(
        Carrier.CAPITAL,
        "“同心扶贫村”建成",
        date(2022, 6, 17),
        {"concentric_villages": Amount(Decimal(1))},
        village=home,
        site=f"{home.name}“同心扶贫村”",
        settled=True,
    )
    for pair, length in zip(_some(pairs, len(FOREST), chance), FOREST, strict=True):
        yield DemoContribution(
            Carrier.CAPITAL,
            f"“同心公益林”{pair.village.name}段",
            chance.day(date(2022, 3, 7), date(2022, 4, 29)),
            {"forest_length": Amount(Decimal(length))},
            village=pair.village,
            settled=True,
        )
    phases = Project.objects.bulk_create(
        Project(code=f"TXY-{number}", name=f"同心产业园{name}期（演示）")
        for number, name in enumerate("一二", start=1)
    )
    for phase, area in zip(phases, PARK, strict=True):
        yield DemoContribution(
            Carrier.PROJECT,
            f"{phase.name}建成面积",
            chance.day(date(2022, 5, 9), LAST),
            {"park_area": Amount(Decimal(area))},
            project=phase,
            settled=True,
        )


def _some(pairs: Sequence[ActivePair], count: int, chance: Chance) -> list[ActivePair]:
    """`count` pairs in random order, repeated only if there are fewer pairs than that."""
    order = chance.shuffled(pairs)
    return [order[place % len(order)] for place in range(count)]
