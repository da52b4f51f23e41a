"""The quarterly work-promotion meetings: one per town and quarter since 2022, a few skipped with a
reason.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from accounts.models import Town
from jingyan.periods import Period, quarter_of
from pairings.models import Attendance, Meeting
from reports.demo.hands import Hands
from reports.demo.terms import ActivePair

State = Meeting.State
Status = Attendance.Status
FIRST = date(2022, 1, 1)
# The one meeting not held in the first half of 2022: quarter, and position of its town.
SKIPPED_EARLY = ("2022Q2", 6)
SKIPPED = 0.02
# The states of the current quarter's meetings, by town in turn.
CURRENT = (State.HELD, State.OPEN, State.DRAFT, State.CLOSED)
REASONS = (
    "防汛抗旱，人员在一线值守",
    "森林防灭火高火险期",
    "换届选举期间，并入下季度召开",
    "疫情防控要求暂停集中开会",
)
EXPERIENCE = (
    "{officer}交流{village}{crop}订单收购做法：先签合同再扩面，农户不愁销路。",
    "{officer}介绍在{village}“企业出种苗、村集体管护、按比例分红”的合作办法。",
    "{village}分享就近用工经验，农忙时节由村集体统一组织。",
)
PROBLEMS = (
    "产业道路尚未贯通，雨季运输困难。",
    "冷藏能力不足，集中上市时压价。",
    "部分项目用地手续办理慢。",
    "留守劳动力年龄偏大，技术培训跟不上。",
)
MEASURES = (
    "由镇牵头会同交通部门勘察线路，列入下季度计划。",
    "联系县内企业共享冷库，按成本收费。",
    "安排专人跟进用地手续，每月通报进度。",
    "与职业学校对接，送培训到村。",
)
AGREED = (
    "一、{village}尽快确定项目选址；二、特聘村官每月到村不少于一次；三、镇联络员每月收集进展。",
    "一、完成年度帮扶方案修订；二、对未办结需求逐项明确责任人和时限。",
)


def write(pairs: Sequence[ActivePair], as_of: date, hands: Hands) -> None:
    """All meetings up to the current quarter, with attendance."""
    by_town: dict[Town, list[ActivePair]] = defaultdict(list)
    for pair in pairs:
        by_town[pair.village.town].append(pair)
    meetings: list[Meeting] = []
    present: list[Attendance] = []
    for quarter in Period(FIRST, as_of).quarters():
        for place, (town, own) in enumerate(by_town.items()):
            state = _state(quarter, place, as_of, hands)
            meeting = _meeting(town, own, quarter, state, as_of=as_of, hands=hands)
            meetings.append(meeting)
            present += _attendances(meeting, own, hands) if meeting.held_on else []
        if quarter.start.month == 1:
            meetings.append(_county_meeting(quarter, as_of, hands))
    Meeting.objects.bulk_create(meetings, batch_size=1000)
    Attendance.objects.bulk_create(present, batch_size=1000)
    for meeting in meetings:
        _note_acts(meeting, hands)


def _state(quarter: Period, place: int, as_of: date, hands: Hands) -> State:
    if as_of in quarter:
        # In the first days of a quarter no meeting has been held yet.
        early = as_of < quarter.start + timedelta(days=14)
        return State.DRAFT if early else CURRENT[place % len(CURRENT)]
    if quarter.end.year == 2022 and quarter.end.month <= 6:
        return State.SKIPPED if (quarter.code, place) == SKIPPED_EARLY else State.CLOSED
    if quarter == quarter_of(as_of).previous() and place % 5 == 0:
        return State.HELD
    return State.SKIPPED if hands.chance.random() < SKIPPED else State.CLOSED


def _meeting(
    town: Town,
    own: Sequence[ActivePair],
    quarter: Period,
    state: State,
    *,
    as_of: date,
    hands: Hands,
) -> Meeting:
    chance = hands.chance
    took_place = state in (State.HELD, State.CLOSED)
    day = chance.day(
        quarter.start + timedelta(days=10), min(quarter.end - timedelta(days=8), as_of)
    )
    words = _words(own, hands) if took_place else {}
    return Meeting(
        town=town,
        quarter=quarter.code,
        state=state,
        planned_on=quarter.end - timedelta(days=20) if state in (State.DRAFT, State.OPEN) else None,
        held_on=day if took_place else None,
        place="" if state == State.SKIPPED else f"{town.name}会议室",
        chair="" if state in (State.SKIPPED, State.DRAFT) else "联系领导（演示）",
        reason=chance.choice(REASONS) if state == State.SKIPPED else "",
        entered_at=chance.moment(min(day + timedelta(days=1), as_of)),
        entered_by=hands.cast.of_town[town.pk],
        **words,
    )


def _words(own: Sequence[ActivePair], hands: Hands) -> dict[str, str]:
    chance, pair = hands.chance, hands.chance.choice(own)
    problem = chance.randrange(len(PROBLEMS))
    names = {
        "officer": pair.officer.name,
        "village": pair.village.name,
        "crop": pair.village.lead_industry,
    }
    return {
        "experience": chance.choice(EXPERIENCE).format(**names),
        "problems": PROBLEMS[problem],
        "measures": MEASURES[problem],
        "agreed": chance.choice(AGREED).format(**names),
    }


def _county_meeting(quarter: Period, as_of: date, hands: Hands) -> Meeting:
    day = min(quarter.start + timedelta(days=13), as_of)
    return Meeting(
        quarter=quarter.code,
        state=State.CLOSED,
        held_on=day,
        place="县委统战部会议室",
        chair="部领导（演示）",
        agreed=f"部署{quarter.start.year}年“特聘村官”重点工作。",
        entered_at=hands.chance.moment(day),
        entered_by=hands.cast.staff,
    )


def _attendances(meeting: Meeting, own: Sequence[ActivePair], hands: Hands) -> Iterator[Attendance]:
    for pair in own:
        status = hands.chance.choices([Status.PRESENT, Status.LEAVE, Status.ABSENT], [90, 8, 2])[0]
        yield Attendance(meeting=meeting, officer=pair.officer, status=status)


def _note_acts(meeting: Meeting, hands: Hands) -> None:
    add, at, by = hands.acts.add, meeting.entered_at, meeting.entered_by
    add("create", meeting, at - timedelta(days=9), by, after=State.DRAFT)
    if meeting.state == State.DRAFT:
        return
    if meeting.state == State.SKIPPED:
        add("skip", meeting, at, by, State.DRAFT, State.SKIPPED, note=meeting.reason)
        return
    add("announce", meeting, at - timedelta(days=8), by, State.DRAFT, State.OPEN)
    if meeting.held_on:
        add("hold", meeting, at, by, State.OPEN, State.HELD)
    if meeting.state == State.CLOSED:
        add("close", meeting, at + timedelta(hours=1), by, State.HELD, State.CLOSED)
