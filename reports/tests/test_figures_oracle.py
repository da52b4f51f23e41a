"""Property tests of the figures against a plain recount: sums, latest values, distinct things."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from jingyan.periods import Period
from officers.models import Enterprise
from officers.tests.factories import EnterpriseFactory
from pairings.models import Contribution, Metric, Outcome, Pairing, Project
from pairings.tests.factories import PairingFactory
from reports.figures.entered import entered, outcomes
from reports.places import Place, of_town, of_village

FLOW, STOCK, DISTINCT, DONORS, WIDE = (
    "donations",
    "jobs_held",
    "industries_introduced",
    "donor_enterprises",
    "consultations",
)
FIRST = date(2021, 1, 1)


@dataclass(frozen=True)
class Made:
    """One made-up fact: indexes into the world's villages, projects and enterprises; None for none."""

    code: str
    cents: int
    share: int
    day: int
    village: int | None
    project: int | None
    site: str
    enterprise: int | None
    wide: bool
    confirmed: bool


FACTS = st.lists(
    st.builds(
        Made,
        code=st.sampled_from([FLOW, STOCK, STOCK, DISTINCT, DISTINCT, DONORS, WIDE]),
        cents=st.one_of(st.integers(-200, 200), st.integers(0, 10**13)),
        share=st.integers(0, 10_000),
        # A few days again and again, so that facts fall on one day and on the ends of periods.
        day=st.sampled_from([100, 100, 101, 300]),
        village=st.sampled_from([None, 0, 0, 1, 2]),
        project=st.sampled_from([None, None, 0, 1]),
        site=st.sampled_from(["", "", "甲点", "乙点"]),
        enterprise=st.sampled_from([None, 0, 1]),
        wide=st.sampled_from([False, False, False, True]),
        confirmed=st.sampled_from([True, True, True, True, True, False]),
    ),
    min_size=6,
    max_size=24,
)
SPANS = st.tuples(
    st.sampled_from([0, 99, 100, 101, 102]), st.sampled_from([0, 1, 199, 200, 201, 300])
).map(
    lambda span: Period(FIRST + timedelta(days=span[0]), FIRST + timedelta(days=span[0] + span[1]))
)


@dataclass(frozen=True)
class World:
    """What the facts are about. Villages 0 and 1 share a town."""

    by: User
    pairings: list[Pairing]
    projects: list[Project]
    enterprises: list[Enterprise]
    metrics: dict[str, Metric]


@pytest.fixture
def world(db):
    first = PairingFactory(active=True)
    pairings = [
        first,
        PairingFactory(active=True, village__town=first.village.town),
        PairingFactory(active=True),
    ]
    return World(
        by=first.proposed_by,
        pairings=pairings,
        projects=[Project.objects.create(code=f"P{n}", name=f"项目{n}") for n in range(2)],
        enterprises=EnterpriseFactory.create_batch(2),
        metrics={metric.code: metric for metric in Metric.objects.current()},
    )


def enter(world, facts):
    rows = [_contribution(world, number, made) for number, made in enumerate(facts)]
    Contribution.objects.bulk_create(rows)
    Outcome.objects.bulk_create(
        Outcome(contribution=row, metric=world.metrics[made.code], value=Decimal(made.cents) / 100)
        for row, made in zip(rows, facts, strict=True)
    )
    confirmed = [row.pk for row, made in zip(rows, facts, strict=True) if made.confirmed]
    Contribution.objects.filter(pk__in=confirmed).update(state=Contribution.State.COUNTY_CONFIRMED)


def _contribution(world, number, made):
    village = None if made.village is None else world.pairings[made.village].village
    return Contribution(
        ref=f"R{number:03d}",
        carrier=Contribution.Carrier.CAPITAL,
        title="事实",
        entered_by=world.by,
        scope=Metric.Scope.UNITED_FRONT if made.wide else Metric.Scope.OFFICERS,
        officer=world.pairings[0].officer,
        village=village,
        town=village.town if village else None,
        share=Decimal(made.share) / 100,
        site=made.site,
        project=None if made.project is None else world.projects[made.project],
        enterprise=None if made.enterprise is None else world.enterprises[made.enterprise],
        happened_on=FIRST + timedelta(days=made.day),
    )


# --- the oracle: no database, exact numbers -------------------------------------------------------


def expected(facts, code, period, villages):
    numbered = [
        (FIRST + timedelta(days=made.day), number, made) for number, made in enumerate(facts)
    ]
    counting = sorted(
        row for row in numbered if _counts(row[2], code, villages) and row[0] <= period.end
    )
    if code != STOCK:
        counting = [row for row in counting if row[0] >= period.start]
    if not counting:
        return None
    if code == STOCK:
        latest = {(made.village, made.project): made for _day, _number, made in counting}
        return _total(latest.values())
    if code in (DISTINCT, DONORS):
        return _things(counting, code)
    return _total(made for _day, _number, made in counting)


def _counts(made, code, villages):
    wide_too = code in (DONORS, WIDE)
    return (
        made.code == code
        and made.confirmed
        and made.village in villages
        and (wide_too or not made.wide)
    )


def _total(facts):
    parts = [(Fraction(made.cents, 100), Fraction(made.share, 10_000)) for made in facts]
    return _cents(sum(value for value, _ in parts)), _cents(
        sum(value * share for value, share in parts)
    )


def _things(counting, code):
    sums: dict[object, int] = {}
    shares: dict[object, int] = {}
    for _day, number, made in counting:
        order = (
            ["enterprise", "project", "site"]
            if code == DONORS
            else ["project", "site", "enterprise"]
        )
        given = [
            (name, getattr(made, name)) for name in order if getattr(made, name) not in (None, "")
        ]
        thing: object = given[0] if given else number
        sums[thing] = sums.get(thing, 0) + made.cents
        shares[thing] = made.share
    counted = [thing for thing, total in sums.items() if total > 0]
    return Decimal(len(counted)), _cents(sum(Fraction(shares[thing], 10_000) for thing in counted))


def _cents(value):
    exact = Decimal(Fraction(value).numerator) / Decimal(Fraction(value).denominator)
    return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


def _places(world):
    yield Place(), {None, 0, 1, 2}
    yield of_town(world.pairings[0].village.town), {0, 1}
    yield of_village(world.pairings[2].village), {2}


@given(facts=FACTS, period=SPANS)
def test_every_figure_equals_a_plain_recount(world, facts, period):
    with transaction.atomic():
        enter(world, facts)
        for place, villages in _places(world):
            readings = entered(outcomes(place), period)
            for code in (FLOW, STOCK, DISTINCT, DONORS, WIDE):
                found = readings.get(code)
                seen = (found.value, found.attributed) if found else None
                assert seen == expected(facts, code, period, villages), (code, place)
        transaction.set_rollback(True)
