"""The action points of the last year's meetings with their progress, and notes on officers."""

from collections.abc import Sequence
from datetime import date, timedelta

from jingyan.periods import Period, quarter_of
from pairings.models import ActionPoint, ActionPointUpdate, Attendance, Meeting, MeetingNote
from reports.demo.chance import Chance
from reports.demo.hands import Hands

State = ActionPoint.State
Progress = ActionPointUpdate.Progress
QUARTERS = 5
# The share of high-priority points at the latest meetings; earlier ones would need a file.
HIGH = 0.3
TITLES = (
    "会同交通部门勘察产业路线路，报送勘察意见",
    "与县内企业签订共享冷库使用协议",
    "完成项目用地手续报批",
    "组织一期柑橘采后处理技术培训",
    "更新本村需求台账，逐项明确责任人",
)
UNITS = ("镇农业综合服务中心", "镇自然资源所")
PROGRESS_LINES = {
    Progress.DONE: (
        "已会同部门完成现场勘察，意见已报送。",
        "协议已签订，本月起使用。",
        "培训已举办，参训42人次。",
    ),
    Progress.GOING_ON: ("部门已受理，正在办理。", "已对接两家企业，正在商议价格。"),
    Progress.NOT_YET: ("等待上级资金计划下达。",),
}
LINES = {
    MeetingNote.Mark.WELL_DONE: ("带头落实订单，进展快。", ""),
    MeetingNote.Mark.TO_IMPROVE: ("到村次数偏少。", ""),
    MeetingNote.Mark.NEEDS_SUPPORT: ("项目用地需镇上协调。",),
}


def write(as_of: date, hands: Hands, seed: int) -> None:
    """The action points and notes of the last quarters' meetings, with the progress since."""
    chance = Chance(seed)
    first = Period(as_of - timedelta(days=91 * (QUARTERS - 1)), as_of).quarters()[0]
    recent = (
        Meeting.objects.counted()
        .filter(town__isnull=False, held_on__gte=first.start)
        .select_related("town")
    )
    meetings = list(recent.order_by("town__code", "quarter"))
    officers: dict[int, list[Attendance]] = {meeting.pk: [] for meeting in meetings}
    for row in (
        Attendance.objects.filter(meeting__in=meetings).select_related("officer").order_by("pk")
    ):
        officers[row.meeting_id].append(row)
    _notes(meetings, officers, chance)
    last = max((meeting.quarter for meeting in meetings), default="")
    points = []
    for meeting in meetings:
        points += _points(
            meeting, officers[meeting.pk], chance, hands, is_latest=meeting.quarter == last
        )
    ActionPoint.objects.bulk_create(points, batch_size=1000)
    _progress(points, meetings, chance)
    for point in points:
        _acts(point, hands)


def _notes(
    meetings: Sequence[Meeting], officers: dict[int, list[Attendance]], chance: Chance
) -> None:
    notes = []
    for meeting in meetings:
        for row in officers[meeting.pk]:
            mark = chance.choices(list(MeetingNote.Mark), [70, 18, 12])[0]
            line = chance.choice(LINES[mark])
            notes.append(MeetingNote(meeting=meeting, officer=row.officer, mark=mark, line=line))
    MeetingNote.objects.bulk_create(notes, batch_size=1000)


def _points(
    meeting: Meeting, there: Sequence[Attendance], chance: Chance, hands: Hands, *, is_latest: bool
) -> list[ActionPoint]:
    quarter = quarter_of(meeting.held_on or date.min)
    by, points = hands.cast.of_town[meeting.town_id or 0], []
    for number, title in enumerate(chance.sample(TITLES, 1 + chance.randrange(2))):
        owner: dict[str, object] = {"owner": by}
        if number and there:
            owner = {"officer": chance.choice(there).officer}
        elif chance.random() < 0.2:
            owner = {"unit": chance.choice(UNITS)}
        point = ActionPoint(meeting=meeting, title=title, due_on=quarter.next().end, **owner)
        point.entered_at, point.entered_by = meeting.entered_at, by
        if is_latest and chance.random() < HIGH:
            point.priority = ActionPoint.Priority.HIGH
        points.append(point)
    return points


def _progress(points: Sequence[ActionPoint], meetings: Sequence[Meeting], chance: Chance) -> None:
    """Report progress at each later meeting of the town: most points are done by the first."""
    updates, done = [], []
    for point in points:
        later = [
            row
            for row in meetings
            if row.town_id == point.meeting.town_id and row.quarter > point.meeting.quarter
        ]
        for meeting in later:
            progress = chance.choices(list(Progress), [75, 20, 5])[0]
            line, day = chance.choice(PROGRESS_LINES[progress]), meeting.held_on or date.min
            update = ActionPointUpdate(
                action_point=point, meeting=meeting, progress=progress, line=line, happened_on=day
            )
            update.entered_by, update.entered_at = meeting.entered_by, meeting.entered_at
            updates.append(update)
            if progress == Progress.DONE:
                point.state, point.done, point.done_on, point.done_by = (
                    State.DONE,
                    line,
                    day,
                    meeting.entered_by,
                )
                done.append(point)
                break
    ActionPointUpdate.objects.bulk_create(updates, batch_size=1000)
    ActionPoint.objects.bulk_update(done, ["state", "done", "done_on", "done_by"])


def _acts(point: ActionPoint, hands: Hands) -> None:
    hands.acts.add("create", point, point.entered_at, point.entered_by, after=State.OPEN)
    if point.state == State.DONE:
        update = point.updates.get(progress=Progress.DONE)
        hands.acts.add("finish", point, update.entered_at, point.done_by, State.OPEN, State.DONE)
        if point.pk % 3:
            at, by = update.entered_at + timedelta(hours=2), hands.cast.staff
            values = {"state": State.VERIFIED, "verified_by": by, "verified_at": at}
            ActionPoint.objects.filter(pk=point.pk).update(**values)
            hands.acts.add("verify", point, at, by, State.DONE, State.VERIFIED)
