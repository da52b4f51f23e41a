"""A county's contributions by the hundred thousand: a thousand different ones, copied by the database itself."""

from datetime import date, timedelta
from decimal import Decimal

from django.db import connection

from accounts.models import Town
from accounts.tests.factories import TownFactory
from jingyan import triggers
from pairings.models import Contribution, Metric, Outcome, Pairing, Project
from pairings.tests.factories import PairingFactory
from reports import summary

PATTERNS = 1_000
TOWNS, VILLAGES = 15, 38
FIRST, DAYS = date(2021, 12, 1), 1_700
# Of a hundred contributions these many are still on their way; the others are confirmed.
WAITING = {
    0: Contribution.State.REPORTED,
    1: Contribution.State.TOWN_VERIFIED,
    2: Contribution.State.RETURNED,
}


def county() -> list[Pairing]:
    """Fifteen towns with thirty-eight paired villages; where they are there already, those."""
    there = list(Pairing.objects.select_related("village__town", "officer").order_by("pk"))
    if there:
        return there
    towns: list[Town] = [TownFactory(code=f"5111241{number:02}") for number in range(TOWNS)]
    return [
        PairingFactory(active=True, village__town=towns[number % TOWNS])
        for number in range(VILLAGES)
    ]


def fill(rows: int) -> None:
    """Bring the ledger to `rows` contributions of one quantity each, spread over towns, days, metrics and states."""
    pairings = county()
    triggers.lift()
    there = Contribution.objects.count()
    if not there:
        _patterns(pairings)
        there = PATTERNS
    _copies(there // PATTERNS, rows // PATTERNS)
    triggers.install()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    summary.rebuild()


def _patterns(pairings: list[Pairing]) -> None:
    metrics = list(Metric.objects.entered().current().order_by("code"))
    projects = Project.objects.bulk_create(
        Project(code=f"B{n}", name=f"项目{n}") for n in range(100)
    )
    contributions = [
        _contribution(n, pairings[n % len(pairings)], projects[n % 100]) for n in range(PATTERNS)
    ]
    Contribution.objects.bulk_create(contributions)
    Outcome.objects.bulk_create(
        Outcome(
            contribution=contribution, metric=metrics[n % len(metrics)], value=Decimal(1 + n % 90)
        )
        for n, contribution in enumerate(contributions)
    )
    Contribution._base_manager.update(contract_no="")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE pairings_contribution SET contract_no = 'P' || id")


def _contribution(number: int, pairing: Pairing, project: Project) -> Contribution:
    return Contribution(
        ref=f"B{number}-0",
        carrier="project",
        title="引进藤椒加工项目",
        entered_by=pairing.proposed_by,
        happened_on=FIRST + timedelta(days=number * 7919 % DAYS),
        officer=pairing.officer,
        village=pairing.village,
        town=pairing.village.town,
        project=project if number % 4 == 0 else None,
        note="清单",
        site="" if number % 3 else f"点位{number}",
        share=Decimal(100 - number % 3 * 25),
        state=WAITING.get(number % 100, Contribution.State.COUNTY_CONFIRMED),
    )


def _copies(first: int, end: int) -> None:
    """The patterns again for each turn from `first` to before `end`."""
    names = [f.column for f in Contribution._meta.concrete_fields if f.column not in {"id", "ref"}]
    columns = ", ".join(names)
    with connection.cursor() as cursor:
        cursor.execute("SELECT MAX(id) FROM pairings_contribution")
        (newest,) = cursor.fetchone()
        cursor.execute(
            "WITH RECURSIVE turn(i) AS (SELECT %s UNION ALL SELECT i + 1 FROM turn WHERE i < %s) "
            f"INSERT INTO pairings_contribution (ref, {columns}) "
            f"SELECT contract_no || '-' || turn.i, {columns} FROM turn, pairings_contribution "
            "WHERE turn.i < %s AND contract_no = 'P' || id",
            [first, end - 1, end],
        )
        cursor.execute(
            "INSERT INTO pairings_outcome (contribution_id, metric_id, value, qualifier) "
            "SELECT copy.id, known.metric_id, known.value, '' FROM pairings_contribution copy "
            "JOIN pairings_outcome known ON known.contribution_id = CAST(SUBSTR(copy.contract_no, 2) AS integer) "
            "WHERE copy.id > %s",
            [newest],
        )
