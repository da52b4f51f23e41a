"""The facts of a project: the contract, the payment of funds, the jobs created."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from pairings.models import Project
from reports.demo.chance import Chance
from reports.demo.ledger import Amount, Carrier, DemoContribution, Stage
from reports.demo.terms import ActivePair

WORKS = (
    "分选加工",
    "标准化种植",
    "冷链仓储",
    "生态养殖",
    "农文旅融合",
    "电商直播",
    "育苗",
    "深加工",
)


@dataclass(frozen=True)
class ProjectPlan:
    """The outcomes of a project: yuan paid in, jobs, jobs for poor households, and the dates of its
    steps.
    """

    money: Decimal
    posts: Decimal
    for_poor: Decimal
    qualifier: str
    landing: tuple[date, date]
    paying_until: date
    working_until: date


def create(pairs: Sequence[ActivePair], year: int, first: int, chance: Chance) -> list[Project]:
    """One project per pair, numbered from `first` within the year."""
    return Project.objects.bulk_create(
        Project(
            code=f"XM{year}-{number:03d}",
            name=f"{pair.village.name}{pair.village.lead_industry}{chance.choice(WORKS)}项目（演示）",
            village=pair.village,
            enterprise=pair.officer.enterprise,
        )
        for number, pair in enumerate(pairs, start=first)
    )


def facts(
    pair: ActivePair, project: Project, plan: ProjectPlan, chance: Chance, *, settled: bool = False
) -> Iterator[DemoContribution]:
    """The three facts, in order; the amount paid in is below the amount agreed."""
    landed = chance.day(*plan.landing)
    paid = chance.day(landed + timedelta(days=10), plan.paying_until)
    number = project.code.removeprefix("XM")
    agreed = plan.money + chance.amount(100_000, 2_500_000, 10_000)
    fact = DemoContribution(
        carrier=Carrier.PROJECT,
        title=f"引进{project.name}并落地",
        happened_on=landed,
        outcomes={"industries_introduced": Amount(Decimal(1)), "funds_agreed": Amount(agreed)},
        pair=pair,
        project=project,
        stage=Stage.LANDED,
        contract_no=f"演示合同{number}",
        settled=settled,
    )
    yield fact
    yield replace(
        fact,
        carrier=chance.choice([Carrier.PROJECT, Carrier.CAPITAL]),
        title=f"{project.name}资金到位",
        happened_on=paid,
        outcomes={"funds_attracted": Amount(plan.money)},
        stage=Stage.STARTED,
        receipt_no=f"演示进账{number}",
    )
    jobs = {"jobs_created": plan.posts, "disadvantaged_jobs": plan.for_poor}
    yield replace(
        fact,
        title=f"{project.name}投产用工",
        happened_on=chance.day(paid + timedelta(days=14), plan.working_until),
        outcomes={code: Amount(value, plan.qualifier) for code, value in jobs.items() if value},
        stage=Stage.PRODUCING,
    )
