"""Assistance plans of 2022 and of the current year, signed by all three parties, with promises in
various states.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from pairings.actions.measure import copy_into
from pairings.models import Pairing, Party, Plan, Promise, Signature
from reports.demo.hands import Hands
from reports.demo.terms import ActivePair
from villages.models import Demand

State = Promise.State
FIRST_YEAR = 2022
# No promise fell due in the half-year whose figures were published.
NOT_DUE_BEFORE = date(2022, 7, 1)
GOALS = (
    "立足{village}{crop}产业基础，由特聘村官牵头，"
    "对照需求台账逐项明确措施、时限和责任人，按季通报进展。"
)
SUPPORT = "镇负责协调用地、道路和项目申报；村两委负责组织群众、落实管护和村级验收。"
SECRETARY = "村党组织书记（演示）"
DONE = "{title}已完成，经村级验收。（演示）"
EXTRA, BROKEN = "组织一次产销对接活动", "合作企业调整经营计划，年内无法落实。（演示）"
REASON = "新增产销对接事项，调整完成时限。（演示）"
# One in LATE promises is overdue, and one in BROKE pairs broke a promise in 2022.
LATE, BROKE = 5, 9


def write(pairs: Sequence[ActivePair], as_of: date, hands: Hands) -> None:
    """One plan per year and pair; an amendment of one of them waits for its officer's signature."""
    demands: dict[int, list[Demand]] = defaultdict(list)
    for demand in Demand.objects.filter(village__in=[pair.village for pair in pairs]).order_by(
        "pk"
    ):
        demands[demand.village_id].append(demand)
    if as_of.year > FIRST_YEAR:
        first = Pairing.objects.active_on(date(FIRST_YEAR, 12, 1)).filter(
            village__in=[p.village for p in pairs]
        )
        _year(list(first.select_related("officer", "village")), FIRST_YEAR, demands, as_of, hands)
    now = [pair.pairing for pair in pairs]
    plans = _year(now, as_of.year, demands, as_of, hands)
    own = next(
        (plan for plan in plans if plan.pairing.officer.user_id == hands.cast.officer.pk), plans[0]
    )
    _amend(own, as_of, hands)


def _year(
    pairings: Iterable[Pairing],
    year: int,
    demands: dict[int, list[Demand]],
    as_of: date,
    hands: Hands,
) -> list[Plan]:
    plans = Plan.objects.bulk_create(_plan(pairing, year, as_of, hands) for pairing in pairings)
    rows: list[tuple[Promise, Demand | None]] = []
    for place, plan in enumerate(plans):
        for demand in demands[plan.pairing.village_id]:
            if _belongs(demand, year, as_of):
                rows.append((_measure(plan, demand, len(rows), as_of, hands), demand))
        if year < as_of.year and place % BROKE == 0:
            rows.append((_broken(plan), None))
    promises = Promise.objects.bulk_create(row for row, _demand in rows)
    links = Promise.demands.through
    links.objects.bulk_create(
        links(promise_id=row.pk, demand_id=demand.pk)
        for row, (_same, demand) in zip(promises, rows, strict=True)
        if demand
    )
    _sign(plans, list(Party), Plan.State.SIGNED, hands)
    for row in promises:
        _note_acts(row, as_of, hands)
    return plans


def _belongs(demand: Demand, year: int, as_of: date) -> bool:
    """Whether a demand is in the plan of `year`: it was raised and met in that year, or, in the
    current year, has been taken up.
    """
    if year == as_of.year and demand.state in (Demand.State.TAKEN_UP, Demand.State.DELIVERING):
        return True
    return demand.met_on is not None and demand.met_on.year == demand.raised_on.year == year


def _plan(pairing: Pairing, year: int, as_of: date, hands: Hands) -> Plan:
    starts_on = max(date(year, 1, 1), pairing.starts_on)
    village = pairing.village
    return Plan(
        pairing=pairing,
        starts_on=starts_on,
        ends_on=min(date(year, 12, 31), pairing.ends_on or date.max),
        goals=GOALS.format(village=village.name, crop=village.lead_industry),
        support=SUPPORT,
        entered_at=_moment(min(starts_on + timedelta(days=6), as_of)),
        entered_by=hands.cast.of_town[village.town_id],
    )


def _measure(plan: Plan, demand: Demand, place: int, as_of: date, hands: Hands) -> Promise:
    due = plan.ends_on
    late = as_of - timedelta(days=10 + place % 40)
    if demand.state == Demand.State.DELIVERING and place % LATE == 0 and plan.starts_on < late:
        due = late
    row = Promise(
        plan=plan,
        owner=plan.pairing.officer,
        village=plan.pairing.village,
        title=demand.title,
        value=demand.value,
        unit=demand.unit,
        qualifier=demand.qualifier,
        due_on=max(due, NOT_DUE_BEFORE),
        entered_at=plan.entered_at,
        entered_by=plan.entered_by,
    )
    if demand.state == Demand.State.TAKEN_UP:
        return row
    row.state = State.DELIVERING
    if demand.state == Demand.State.MET or (place % 3 == 0 and due == plan.ends_on):
        day = max(demand.met_on or as_of - timedelta(days=4), plan.starts_on)
        row.state, row.done, row.delivered_on = State.DELIVERED, DONE.format(title=row.title), day
        row.delivered_by = row.owner.user or plan.entered_by
    if demand.state == Demand.State.MET:
        row.state, row.verified_by = State.VERIFIED, hands.cast.staff
        row.verified_at = _moment(min((row.delivered_on or as_of) + timedelta(days=3), as_of))
    return row


def _broken(plan: Plan) -> Promise:
    return Promise(
        plan=plan,
        owner=plan.pairing.officer,
        village=plan.pairing.village,
        title=EXTRA,
        due_on=plan.ends_on,
        unplanned=True,
        state=State.BROKEN,
        reason=BROKEN,
        entered_at=plan.entered_at,
        entered_by=plan.entered_by,
    )


def _amend(plan: Plan, as_of: date, hands: Hands) -> None:
    row = Plan.objects.create(
        pairing=plan.pairing,
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        goals=plan.goals,
        support=plan.support,
        version=2,
        previous=plan,
        reason=REASON,
        entered_by=plan.entered_by,
        entered_at=_moment(as_of),
    )
    copy_into(row, plan, plan.entered_by)
    Promise.objects.create(
        plan=row,
        owner=row.pairing.officer,
        village=row.pairing.village,
        title=EXTRA,
        due_on=row.ends_on,
        unplanned=True,
        entered_by=row.entered_by,
    )
    _sign([row], [Party.TOWN, Party.VILLAGE], Plan.State.SIGNING, hands)


def _sign(plans: Sequence[Plan], parties: Sequence[Party], state: Plan.State, hands: Hands) -> None:
    ours = Plan.objects.filter(pk__in=[plan.pk for plan in plans])
    ours.update(state=Plan.State.SIGNING)
    Signature.objects.bulk_create(
        (_signature(plan, party) for plan in plans for party in parties), batch_size=500
    )
    if state == Plan.State.SIGNED:
        ours.update(state=state)
    add = hands.acts.add
    for plan in plans:
        plan.state, at, by = state, plan.entered_at, plan.entered_by
        add("create", plan, at, by, after=Plan.State.DRAFT)
        add("submit", plan, at + timedelta(hours=1), by, Plan.State.DRAFT, Plan.State.SIGNING)
        for step, party in enumerate(parties, start=2):
            add(f"sign_for_{party}", plan, at + timedelta(hours=step), by)
        if state == Plan.State.SIGNED:
            add("sign", plan, at + timedelta(hours=5), by, Plan.State.SIGNING, Plan.State.SIGNED)


def _signature(plan: Plan, party: Party) -> Signature:
    names = {
        Party.TOWN: plan.entered_by.full_name,
        Party.VILLAGE: SECRETARY,
        Party.OFFICER: plan.pairing.officer.name,
    }
    user = plan.pairing.officer.user if party == Party.OFFICER else None
    return Signature(
        plan=plan,
        party=party,
        name=names[party],
        recorded_by=user or plan.entered_by,
        signed_at=plan.entered_at + timedelta(hours=2),
    )


def _note_acts(row: Promise, as_of: date, hands: Hands) -> None:
    add, at, by = hands.acts.add, row.entered_at, row.entered_by
    add("create", row, at, by, after=State.PROMISED)
    if row.state == State.BROKEN:
        add("break", row, _moment(row.due_on), by, State.PROMISED, State.BROKEN, note=BROKEN)
    if row.state in (State.DELIVERING, State.DELIVERED, State.VERIFIED):
        add("start", row, at + timedelta(days=1), by, State.PROMISED, State.DELIVERING)
    if row.delivered_on:
        add(
            "deliver",
            row,
            _moment(row.delivered_on),
            row.delivered_by,
            State.DELIVERING,
            State.DELIVERED,
        )
    if row.verified_at:
        add("verify", row, row.verified_at, row.verified_by, State.DELIVERED, State.VERIFIED)


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(10, 30)))
