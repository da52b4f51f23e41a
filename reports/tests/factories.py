"""Facts and reports for tests."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from accounts.models import User
from accounts.tests.factories import UserFactory
from jingyan.periods import Period, parse_period
from jingyan.quantity import parse
from pairings.models import Contribution, Metric, Outcome, Pairing
from pairings.tests.factories import ContributionFactory
from reports import actions
from reports.models import Issue
from reports.places import Place

H1 = parse_period("2022H1")
IN_H1 = date(2022, 5, 10)
CONFIRMED = Contribution.State.COUNTY_CONFIRMED


def fact(
    pairing: Pairing | None,
    outcomes: Mapping[str, Any],
    *,
    happened_on: date = IN_H1,
    state: str = CONFIRMED,
    **values: Any,
) -> Contribution:
    """A contribution with quantities as people write them ("2000余"), in a pairing's village or for the whole county."""
    where: dict[str, Any] = (
        {"officer": pairing.officer, "village": pairing.village}
        if pairing
        else {"officer": None, "village": None, "scope": Metric.Scope.UNITED_FRONT}
    )
    row: Contribution = ContributionFactory(
        outcomes={"talents_trained": 1},
        happened_on=happened_on,
        **where | {"pairing": pairing} | values,
    )
    row.outcomes.all().delete()
    for code, text in outcomes.items():
        metric = Metric.objects.current().get(code=code)
        quantity = parse(text, metric.unit, allow_negative=True)
        Outcome.objects.create(
            contribution=row,
            metric=metric,
            value=quantity.value,
            qualifier=quantity.qualifier or "",
        )
    Contribution.objects.filter(pk=row.pk).update(state=state, confirmed_by=UserFactory())
    row.refresh_from_db()
    return row


def issue(period: Period = H1, place: Place | None = None, *, by: User | None = None) -> Issue:
    """A draft report over the facts that are there."""
    return actions.issue_report(period, place or Place(), by=by or UserFactory())
