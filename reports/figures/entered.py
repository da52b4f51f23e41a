"""The metrics entered with contributions: flows, stocks, and distinct things counted once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import F, Q, QuerySet, TextField, Value, Window
from django.db.models.functions import RowNumber

from jingyan.periods import Period
from pairings.models import Contribution, Metric, Outcome
from reports.figures.reading import Keys, Reading, cents, in_order, rounded, weakest
from reports.places import Place

CONTRIBUTION = "contribution"
# The columns that identify a distinct thing: the first that is filled in counts. A donor is an
# enterprise, wherever it donated.
KEYS = ("contribution__project", "contribution__site", "contribution__enterprise__credit_code")
KEYS_OF = {"donor_enterprises": (KEYS[2], KEYS[0], KEYS[1])}

STATE = "contribution__state"

Readings = dict[str, Reading]
# By the state of the facts and the metric's code.
ByState = dict[tuple[str, str], Reading]


def outcomes(
    place: Place, states: Iterable[str] = (Contribution.State.COUNTY_CONFIRMED,)
) -> QuerySet[Outcome]:
    """The quantities that count for a place: facts of the wider united front don't count for an
    officers' metric.
    """
    in_scope = Q(metric__scope=Metric.Scope.UNITED_FRONT) | Q(
        contribution__scope=Metric.Scope.OFFICERS
    )
    return Outcome.objects.filter(
        in_scope,
        place.holds_fact("contribution__"),
        contribution__state__in=list(states),
        metric__computed=False,
    ).order_by()


def entered(facts: QuerySet[Outcome], period: Period) -> Readings:
    """The readings of all entered metrics with at least one fact, by code; three queries. All
    `facts` must have the same state.
    """
    return {code: reading for (_state, code), reading in by_state(facts, period).items()}


def by_state(facts: QuerySet[Outcome], period: Period, *, named: bool = True) -> ByState:
    """The same for facts in several states, by state and code. Without `named`, readings of flows
    have no fact ids.
    """
    during = facts.filter(contribution__happened_on__range=(period.start, period.end))
    return {
        **_flows(during.filter(metric__nature=Metric.Nature.FLOW), named=named),
        **_stocks(
            facts.filter(
                metric__nature=Metric.Nature.STOCK, contribution__happened_on__lte=period.end
            )
        ),
        **_distinct(during.filter(metric__nature=Metric.Nature.DISTINCT)),
    }


def _flows(facts: QuerySet[Outcome], *, named: bool) -> ByState:
    """Sums, added by the database share by share, so that the attributed part is exact as well."""
    keys: Any = Keys("contribution_id") if named else Value("", TextField())
    groups = facts.values(STATE, "metric__code", "qualifier", "contribution__share")
    return {
        key: _sum(rows)
        for key, rows in _by_metric(groups.annotate(cents=cents("value"), keys=keys)).items()
    }


def _by_metric(rows: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], list[dict[str, Any]]]:
    groups: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        groups[row[STATE], row["metric__code"]].append(dict(row))
    return groups


def _sum(groups: list[dict[str, Any]]) -> Reading:
    parts = [
        (Fraction(group["cents"], 100), Fraction(group["contribution__share"]) / 100)
        for group in groups
    ]
    return Reading(
        value=rounded(sum((value for value, _ in parts), Fraction())),
        attributed=rounded(sum((value * share for value, share in parts), Fraction())),
        qualifier=weakest(group["qualifier"] for group in groups),
        facts=in_order(
            (CONTRIBUTION, int(pk)) for group in groups for pk in group["keys"].split(",") if pk
        ),
    )


def _stocks(facts: QuerySet[Outcome]) -> ByState:
    """The sum of the latest values of each metric, village and project. If several facts have the
    same day, the last one entered counts.
    """
    rank = Window(
        RowNumber(),
        partition_by=[
            F(STATE),
            F("metric__code"),
            F("contribution__village"),
            F("contribution__project"),
        ],
        order_by=[F("contribution__happened_on").desc(), F("contribution_id").desc()],
    )
    latest = facts.annotate(rank=rank).filter(rank=1)
    rows = latest.values(
        STATE, "metric__code", "value", "qualifier", "contribution__share", "contribution_id"
    )
    counted = (
        {**row, "cents": int(row["value"] * 100), "keys": str(row["contribution_id"])}
        for row in rows
    )
    return {key: _sum(group) for key, group in _by_metric(counted).items()}


def _distinct(facts: QuerySet[Outcome]) -> ByState:
    """The number of distinct things. A thing counts while its facts sum to more than zero, so a
    negative correction can remove it.
    """
    rows = facts.values(
        STATE,
        "metric__code",
        "value",
        "qualifier",
        "contribution__share",
        "contribution_id",
        "contribution__ref",
        *KEYS,
    ).order_by("contribution__happened_on", "contribution_id")
    groups = _by_metric(rows)
    return {(state, code): _count(code, group) for (state, code), group in groups.items()}


def _count(code: str, rows: list[dict[str, Any]]) -> Reading:
    things: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    shares: dict[tuple[str, str], Fraction] = {}
    for row in rows:
        thing = key_of(code, row)
        things[thing] += row["value"]
        # The latest fact about a thing determines its share due to the programme.
        shares[thing] = Fraction(row["contribution__share"]) / 100
    counted = [thing for thing, total in things.items() if total > 0]
    return Reading(
        value=Decimal(len(counted)),
        attributed=rounded(sum((shares[thing] for thing in counted), Fraction())),
        qualifier=weakest(row["qualifier"] for row in rows),
        facts=in_order((CONTRIBUTION, row["contribution_id"]) for row in rows),
    )


def key_of(code: str, row: Mapping[str, Any]) -> tuple[str, str]:
    """The key of the thing that a fact counts: project, site, enterprise, or the fact itself."""
    for column in KEYS_OF.get(code, KEYS):
        if row[column]:
            return column, str(row[column])
    return "contribution__ref", row["contribution__ref"]
