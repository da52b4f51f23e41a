"""The demands of the villages: a survey every January, and demands raised in between."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone

from reports.demo.hands import Hands
from reports.demo.terms import ActivePair
from villages.actions.resurvey import COPIED
from villages.models import Demand, DemandCategory

State = Demand.State
Source = Demand.Source
Urgency = Demand.Urgency
# Category: (need, unit, from, to, step); without a unit there is no quantity.
WISHES: dict[str, list[tuple[str, str, int, int, int]]] = {
    "agriculture": [
        ("改造低产{crop}园", "亩", 50, 400, 10),
        ("引进{crop}新品种和技术指导", "", 0, 0, 1),
        ("建设{crop}冷藏保鲜库", "平方米", 100, 600, 50),
        ("打开{crop}销路，签订收购合同", "吨", 20, 300, 10),
    ],
    "collective_economy": [
        ("盘活闲置村小学校舍", "平方米", 200, 900, 50),
        ("发展村集体{crop}加工项目", "元", 200_000, 1_500_000, 50_000),
        ("组建村集体劳务公司", "", 0, 0, 1),
    ],
    "employment": [
        ("返乡农民工就近就业", "人", 8, 60, 2),
        ("{crop}种植技术培训", "人", 20, 120, 10),
        ("设立就业帮扶车间", "个", 1, 2, 1),
    ],
    "relief": [
        ("困难家庭学生助学", "人", 2, 12, 1),
        ("独居老人日间照料", "人", 10, 60, 5),
        ("困难户住房修缮", "户", 1, 8, 1),
    ],
    "infrastructure": [
        ("硬化产业道路", "公里", 1, 6, 1),
        ("整治山坪塘", "口", 1, 4, 1),
        ("安装太阳能路灯", "盏", 20, 120, 10),
        ("新建安全饮水管网", "公里", 1, 8, 1),
    ],
}
NEW_A_YEAR = 2
FEASIBLE = 0.92
# The share of old demands that are still being delivered.
LATE = 0.04
# A demand is taken up, started and closed.
STEPS = 3
PROOF = "{wish}已完成，村级验收单、现场照片存镇政府备查。（演示）"
# Month and day of the yearly survey.
SURVEYED = (1, 15)


def write(pairs: Sequence[ActivePair], as_of: date, hands: Hands) -> None:
    """Demands in all five categories in the first survey, and a few per year since; every village
    has one in the current year.
    """
    categories = {
        category.code: category for category in DemandCategory.objects.filter(code__in=WISHES)
    }
    rows = []
    for year in range(2022, as_of.year + 1):
        for pair in pairs:
            codes = list(WISHES) if year == 2022 else hands.chance.sample(list(WISHES), NEW_A_YEAR)
            rows += [_demand(pair, categories[code], year, as_of, hands) for code in codes]
    _spread_states(rows, as_of)
    for row in rows:
        if row.state == State.MET:
            row.met_on = min(timezone.localdate(row.entered_at + STEPS * _pace(row, as_of)), as_of)
            row.proof = PROOF.format(wish=row.title)
    Demand.objects.bulk_create(rows, batch_size=1000)
    _survey_again(rows, as_of, hands)
    for row in rows:
        for act, at, before, after in _way(row, as_of):
            hands.acts.add(
                act,
                row,
                at,
                row.entered_by,
                before,
                after,
                note="演示" if act == "set_aside" else "",
            )


def _demand(
    pair: ActivePair, category: DemandCategory, year: int, as_of: date, hands: Hands
) -> Demand:
    chance = hands.chance
    text, unit, low, high, step = chance.choice(WISHES[category.code])
    survey = year == 2022 or chance.random() < 0.5
    last = date(year, 1, 28) if survey else date(year, 11, 30)
    day = min(chance.day(date(year, 1, 11), last), as_of)
    return Demand(
        village=pair.village,
        category=category,
        title=text.format(crop=pair.village.lead_industry),
        value=chance.amount(low, high, step) if unit else None,
        unit=unit,
        urgency=chance.choice([Urgency.HIGH, *[Urgency.NORMAL] * 3, Urgency.LOW]),
        raised_on=day,
        source=Source.SURVEY if survey else chance.choice([Source.MEETING, Source.VISIT]),
        state=State.MET if chance.random() < FEASIBLE else State.NOT_FEASIBLE,
        entered_at=chance.moment(day),
        entered_by=hands.cast.of_town[pair.village.town_id],
    )


def _spread_states(rows: list[Demand], as_of: date) -> None:
    """Old demands are met or set aside, except for a few; recent ones take each state in turn."""
    young = [
        row
        for row in rows
        if row.raised_on > as_of - timedelta(days=420) and row.state == State.MET
    ]
    old = [
        row
        for row in rows
        if row.raised_on <= as_of - timedelta(days=420) and row.state == State.MET
    ]
    for row in old[:: int(1 / LATE)]:
        row.state = State.DELIVERING
    turns = (
        State.OPEN,
        State.TAKEN_UP,
        State.DELIVERING,
        State.MET,
        State.DELIVERING,
        State.TAKEN_UP,
    )
    for place, row in enumerate(young):
        row.state = turns[place % len(turns)]


def _survey_again(rows: list[Demand], as_of: date, hands: Hands) -> None:
    """Carry over the demands that are still open from earlier years into this year's survey, unless
    the same need has been raised this year already.
    """
    new_year, day = date(as_of.year, 1, 1), min(date(as_of.year, *SURVEYED), as_of)
    left = [row for row in rows if row.state == State.OPEN and row.raised_on < new_year]
    existing = {_need(row): row for row in rows if new_year <= row.raised_on <= day}
    copies = {_need(row): _copy(row, day) for row in left if _need(row) not in existing}
    Demand.objects.bulk_create(copies.values(), batch_size=1000)
    for later in copies.values():
        hands.acts.add("create", later, later.entered_at, later.entered_by, after=State.OPEN)
    later_of = existing | copies
    for row in left:
        row.state, row.continued_by = State.CONTINUED, later_of[_need(row)]
    Demand.objects.bulk_update(left, ["state", "continued_by"], batch_size=500)


def _need(row: Demand) -> tuple[int, int, str]:
    """Two demands with the same key are the same need; the ledger allows one per day."""
    return row.village_id, row.category_id, row.title


def _copy(row: Demand, day: date) -> Demand:
    values = {name: getattr(row, name) for name in COPIED}
    at = row.entered_at + (day - row.raised_on)
    return Demand(**values, raised_on=day, entered_at=at, entered_by=row.entered_by)


def _pace(row: Demand, as_of: date) -> timedelta:
    """The time between two steps of a demand."""
    return min((as_of - row.raised_on) / (STEPS + 1), timedelta(days=45))


def _way(row: Demand, as_of: date) -> Iterator[tuple[str, datetime, str, str]]:
    steps = [("take_up", State.TAKEN_UP), ("start", State.DELIVERING), ("meet", State.MET)]
    yield "create", row.entered_at, "", State.OPEN
    if row.state == State.NOT_FEASIBLE:
        yield "set_aside", row.entered_at + timedelta(days=20), State.OPEN, row.state
        return
    if row.continued_by:
        yield "carry_over", row.continued_by.entered_at, State.OPEN, row.state
        return
    before = State.OPEN
    for place, (act, after) in enumerate(steps, start=1):
        if before == row.state:
            return
        yield act, row.entered_at + _pace(row, as_of) * place, before, after
        before = after
