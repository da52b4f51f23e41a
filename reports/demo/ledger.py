"""Writes the contributions of the demonstration with their quantities, in a state that fits their
age.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import islice

from django.utils.timezone import localdate

from accounts.models import User
from jingyan.quantity import Qualifier
from officers.models import Enterprise
from pairings.models import Contribution, Metric, Outcome, Project
from reports.demo.hands import Hands
from reports.demo.logins import Cast
from reports.demo.terms import ActivePair
from villages.models import Village

State = Contribution.State
Carrier = Contribution.Carrier
Stage = Contribution.Stage
Scope = Metric.Scope
OVER = Qualifier.OVER
# Facts younger than this may still wait for the town or the county.
YOUNG = timedelta(days=45)
CHUNK = 2000
_ON_THE_WAY = {
    State.REPORTED: 30,
    State.TOWN_VERIFIED: 30,
    State.COUNTY_CONFIRMED: 25,
    State.RETURNED: 10,
    State.WITHDRAWN: 5,
}
_OLD = {State.COUNTY_CONFIRMED: 98, State.WITHDRAWN: 2}
_REASONS = {
    "send_back": "佐证材料不全，请补充后再报。（演示）",
    "withdraw": "与另一条重复填报。（演示）",
}
Step = tuple[str, datetime, User | None, str, str]


@dataclass(frozen=True)
class Amount:
    """A quantity of a fact."""

    value: Decimal
    qualifier: str = ""


@dataclass(frozen=True)
class DemoContribution:
    """One contribution to be written. Without a pair it belongs to the wider united front, in
    `village` or the whole county.
    """

    carrier: str
    title: str
    happened_on: date
    outcomes: dict[str, Amount]
    pair: ActivePair | None = None
    village: Village | None = None
    enterprise: Enterprise | None = None
    project: Project | None = None
    stage: str = ""
    contract_no: str = ""
    receipt_no: str = ""
    site: str = ""
    share: int = 100
    # Confirmed whatever its age; otherwise the state depends on age and chance.
    settled: bool = False


class ContributionWriter:
    """Saves facts as rows, in chunks."""

    def __init__(self, as_of: date, hands: Hands) -> None:
        self.as_of, self.hands = as_of, hands
        self.metrics = {metric.code: metric for metric in Metric.objects.current()}
        self.written = Contribution.objects.count()

    def write(self, facts: Iterable[DemoContribution]) -> int:
        """Write the facts up to the day of the demonstration; return their number."""
        before = self.written
        due = (fact for fact in facts if fact.happened_on <= self.as_of)
        while chunk := list(islice(due, CHUNK)):
            self._write_chunk(chunk)
        return self.written - before

    def _write_chunk(self, facts: list[DemoContribution]) -> None:
        ends = [State.COUNTY_CONFIRMED if fact.settled else self._end(fact) for fact in facts]
        rows = Contribution.objects.bulk_create(
            self._row(fact, end) for fact, end in zip(facts, ends, strict=True)
        )
        Outcome.objects.bulk_create(
            Outcome(
                contribution=row,
                metric=self.metrics[code],
                value=amount.value,
                qualifier=amount.qualifier,
            )
            for row, fact in zip(rows, facts, strict=True)
            for code, amount in fact.outcomes.items()
        )
        # States are set last, since a confirmed fact is frozen with its quantities.
        for state in set(ends) - {State.REPORTED}:
            keys = [row.pk for row, end in zip(rows, ends, strict=True) if end == state]
            Contribution.objects.filter(pk__in=keys).update(state=state)
        for row, end in zip(rows, ends, strict=True):
            for act, at, by, before, after in _way(row, end, self.hands.cast):
                self.hands.acts.add(act, row, at, by, before, after, note=_REASONS.get(act, ""))

    def _end(self, fact: DemoContribution) -> State:
        odds = _ON_THE_WAY if fact.happened_on > self.as_of - YOUNG else _OLD
        end = self.hands.chance.choices(list(odds), list(odds.values()))[0]
        # A fact without a town goes straight from the report to the county.
        return State.REPORTED if end == State.TOWN_VERIFIED and not _village(fact) else end

    def _row(self, fact: DemoContribution, end: State) -> Contribution:
        self.written += 1
        village, chance = _village(fact), self.hands.chance
        reporter, verifier, confirmer = self._signers(fact, village)
        entered_at = chance.moment(
            min(fact.happened_on + timedelta(days=chance.randint(1, 20)), self.as_of)
        )
        verified = verifier if end in (State.TOWN_VERIFIED, State.COUNTY_CONFIRMED) else None
        confirmed = confirmer if end == State.COUNTY_CONFIRMED else None
        return Contribution(
            ref=f"C{fact.happened_on.year}-{self.written:05d}",
            scope=Scope.OFFICERS if fact.pair else Scope.UNITED_FRONT,
            carrier=fact.carrier,
            title=fact.title,
            happened_on=fact.happened_on,
            officer=fact.pair.officer if fact.pair else None,
            enterprise=fact.enterprise or (fact.pair.officer.enterprise if fact.pair else None),
            village=village,
            town=village.town if village else None,
            project=fact.project,
            stage=fact.stage,
            contract_no=fact.contract_no,
            receipt_no=fact.receipt_no,
            site=fact.site,
            share=Decimal(fact.share),
            entered_at=entered_at,
            entered_by=reporter,
            verified_by=verified,
            verified_at=self._after(entered_at, 2) if verified else None,
            confirmed_by=confirmed,
            confirmed_at=self._after(entered_at, 4) if confirmed else None,
        )

    def _after(self, moment: datetime, days: int) -> datetime:
        """`days` later, but not after the day of the demonstration."""
        return max(moment, moment + min(timedelta(days=days), self.as_of - localdate(moment)))

    def _signers(
        self, fact: DemoContribution, village: Village | None
    ) -> tuple[User, User | None, User]:
        """Three different users: the reporter, the verifier of the town, the confirmer of the
        county.
        """
        cast = self.hands.cast
        if village is None:
            return cast.staff, None, cast.staff2
        liaison = cast.of_town[village.town_id]
        if fact.pair and fact.pair.officer.user_id:
            return cast.officer, liaison, cast.staff
        return self.hands.chance.choice(
            [(liaison, cast.staff, cast.staff2), (cast.staff, liaison, cast.staff2)]
        )


def _village(fact: DemoContribution) -> Village | None:
    return fact.pair.village if fact.pair else fact.village


def _way(row: Contribution, end: State, cast: Cast) -> Iterator[Step]:
    """The acts that led to a fact's state: act, time, user, state before, state after."""
    at = row.entered_at
    yield "create", at, row.entered_by, "", State.REPORTED
    if end == State.WITHDRAWN:
        yield "withdraw", at, row.entered_by, State.REPORTED, end
    if end == State.RETURNED:
        yield "send_back", at, cast.staff2, State.REPORTED, end
    if row.verified_at:
        yield "verify", row.verified_at, row.verified_by, State.REPORTED, State.TOWN_VERIFIED
    if row.confirmed_at:
        act, before = (
            ("confirm", State.TOWN_VERIFIED)
            if row.verified_by
            else ("confirm_without_town", State.REPORTED)
        )
        yield act, row.confirmed_at, row.confirmed_by, before, end
