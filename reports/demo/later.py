"""From July 2022 on: the facts of the pairs by quarter, about as many as before."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from jingyan.periods import Period
from officers.models import Enterprise
from pairings.models import Project
from reports.demo import people, projects
from reports.demo.article import COURSE_TITLES, ENTITIES, FARMS, GIFT_TITLES, WORK_TITLES
from reports.demo.chance import Chance
from reports.demo.ledger import Amount, Carrier, DemoContribution
from reports.demo.projects import ProjectPlan
from reports.demo.terms import ActivePair

FIRST = date(2022, 7, 1)
# Per hundred pairs and quarter: the numbers of new projects and of new operating entities.
NEW_PROJECTS, NEW_ENTITIES = 8, 3
SERVICES = ("政策解读服务", "法律维权咨询", "产销信息对接", "融资资源对接")
Maker = Callable[[ActivePair, Period, Chance], DemoContribution]


def facts(
    pairs: Sequence[ActivePair], as_of: date, depth: int, chance: Chance
) -> Iterator[DemoContribution]:
    """The facts of every quarter up to `as_of`, with `depth` times the usual number per pair."""
    farms = ENTITIES
    for quarter in Period(FIRST, max(as_of, FIRST)).quarters():
        yield from _new_projects(pairs, quarter, chance)
        for _ in range(depth):
            for pair in pairs:
                for make in chance.choices(MAKERS, WEIGHTS, k=chance.randint(0, 2)):
                    yield make(pair, quarter, chance)
        if quarter.end <= as_of:
            chosen = chance.sample(list(pairs), max(len(pairs) * NEW_ENTITIES // 100, 1))
            yield from _new_entities(chosen, farms, quarter, chance)
            farms += len(chosen)
        yield _service(quarter, chance)
        if quarter.end.month == 12:
            yield from (_jobs_held(pair, quarter, chance) for pair in pairs[::2])


def _new_projects(
    pairs: Sequence[ActivePair], quarter: Period, chance: Chance
) -> Iterator[DemoContribution]:
    chosen = chance.sample(list(pairs), max(len(pairs) * NEW_PROJECTS // 100, 1))
    existing = Project.objects.filter(code__startswith=f"XM{quarter.start.year}-").count()
    rows = projects.create(chosen, quarter.start.year, existing + 1, chance)
    for pair, project in zip(chosen, rows, strict=True):
        posts = chance.randint(30, 110)
        plan = ProjectPlan(
            money=chance.amount(1_500_000, 7_000_000, 10_000),
            posts=Decimal(posts),
            for_poor=Decimal(chance.randint(0, posts // 10)),
            qualifier="",
            landing=(quarter.start, quarter.end),
            paying_until=quarter.end + timedelta(days=75),
            working_until=quarter.end + timedelta(days=165),
        )
        yield from projects.facts(pair, project, plan, chance)


def _new_entities(
    pairs: Sequence[ActivePair], existing: int, quarter: Period, chance: Chance
) -> Iterator[DemoContribution]:
    farms = Enterprise.objects.bulk_create(
        people.farm(number, pair.village.name, chance.choice(FARMS))
        for number, pair in enumerate(pairs, start=existing + 1)
    )
    for pair, farm in zip(pairs, farms, strict=True):
        yield DemoContribution(
            Carrier.INTELLECT,
            f"帮助培育{farm.name}",
            chance.day(quarter.start, quarter.end),
            {"entities_cultivated": Amount(Decimal(1))},
            pair=pair,
            enterprise=farm,
        )


def _course(pair: ActivePair, quarter: Period, chance: Chance) -> DemoContribution:
    return DemoContribution(
        Carrier.INTELLECT,
        f"{pair.village.name}{pair.village.lead_industry}{chance.choice(COURSE_TITLES)}",
        chance.day(quarter.start, quarter.end),
        {"talents_trained": Amount(chance.amount(6, 24, 1))},
        pair=pair,
    )


def _gift(pair: ActivePair, quarter: Period, chance: Chance) -> DemoContribution:
    return DemoContribution(
        Carrier.CAPITAL,
        f"{pair.village.name}{chance.choice(GIFT_TITLES)}",
        chance.day(quarter.start, quarter.end),
        {"donations": Amount(chance.amount(20_000, 90_000, 1_000))},
        pair=pair,
        receipt_no=_number("票据", quarter, chance),
    )


def _aid(pair: ActivePair, quarter: Period, chance: Chance) -> DemoContribution:
    return DemoContribution(
        Carrier.CAPITAL,
        f"资助{pair.village.name}困难家庭学生",
        chance.day(quarter.start, quarter.end),
        {"students_aided": Amount(chance.amount(1, 6, 1))},
        pair=pair,
        receipt_no=_number("助学", quarter, chance),
    )


def _work(pair: ActivePair, quarter: Period, chance: Chance) -> DemoContribution:
    work = chance.choice(WORK_TITLES)
    return DemoContribution(
        Carrier.CAPITAL,
        f"撬动{pair.village.name}{work}投入",
        chance.day(quarter.start, quarter.end),
        {"environment_investment": Amount(chance.amount(500_000, 2_000_000, 10_000))},
        pair=pair,
        site=f"{pair.village.name}{work}点",
        share=chance.randrange(30, 101, 5),
        contract_no=_number("工程", quarter, chance),
    )


def _service(quarter: Period, chance: Chance) -> DemoContribution:
    return DemoContribution(
        Carrier.INTELLECT,
        f"同心顾问团{chance.choice(SERVICES)}",
        chance.day(quarter.start, quarter.end),
        {"consultations": Amount(chance.amount(3, 12, 1))},
    )


def _jobs_held(pair: ActivePair, quarter: Period, chance: Chance) -> DemoContribution:
    counted_on = chance.day(quarter.end - timedelta(days=20), quarter.end)
    return DemoContribution(
        Carrier.PROJECT,
        f"{pair.village.name}在岗稳定就业岗位年终清查",
        counted_on,
        {"jobs_held": Amount(chance.amount(40, 110, 1))},
        pair=pair,
    )


def _number(kind: str, quarter: Period, chance: Chance) -> str:
    return f"演示{kind}{quarter.start.year}-{chance.randint(1000, 9999)}"


MAKERS: list[Maker] = [_course, _gift, _aid, _work]
WEIGHTS = [45, 25, 10, 20]
