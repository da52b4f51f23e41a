"""The quarterly meetings in a report: their agreements in its prose, and all details in its
workbook.
"""

from collections.abc import Iterator, Mapping

from django.db.models import Q, QuerySet

from jingyan.periods import parse_period
from jingyan.sheets.writer import Cellable, OutputSheet
from pairings.models import ActionPoint, Attendance, Meeting
from reports import places
from reports.models import Issue

WHOLE_COUNTY = "全县"
MEETINGS = {
    "town": "镇（街道）",
    "quarter": "季度",
    "held_on": "召开日期",
    "place": "地点",
    "chair": "主持",
    "present": "出席",
    "leave": "请假",
    "absent": "缺席",
    "guests": "列席",
    "experience": "经验交流",
    "problems": "存在问题",
    "measures": "改进措施",
    "agreed": "议定事项",
}
POINTS = {
    "town": "镇（街道）",
    "quarter": "季度",
    "title": "督办事项",
    "owner": "责任人",
    "due_on": "完成时限",
    "priority": "优先级",
    "state": "办理状态",
    "done_on": "办结日期",
    "done": "办理结果",
}


def closed_in(issue: Issue) -> QuerySet[Meeting]:
    """The closed meetings of the period's quarters, ordered by quarter and town.

    The minutes of a closed meeting never change. Meetings entered after the report was computed are
    left out.
    """
    place = places.of_issue(issue)
    quarters = [quarter.code for quarter in parse_period(issue.period).whole_quarters()]
    rows = Meeting.objects.filter(
        state=Meeting.State.CLOSED, quarter__in=quarters, entered_at__lte=issue.as_of
    )
    here = place.holds_town("town")
    rows = rows.filter(here if place.town else here | Q(town=None)).select_related("town")
    return rows.order_by("quarter", "town__print_order", "town__code", "pk")


def sheets_of(issue: Issue) -> list[OutputSheet]:
    """Two sheets: the meetings with their attendance, and their action points as they are when the
    workbook is written.
    """
    return [
        OutputSheet("工作推进会", MEETINGS, _meetings(issue)),
        OutputSheet("督办事项", POINTS, _points(issue)),
    ]


def _meetings(issue: Issue) -> Iterator[Mapping[str, Cellable]]:
    for row in closed_in(issue).prefetch_related("attendances__officer"):
        came = {status: _named(row, status) for status in Attendance.Status.values}
        texts = {
            name: getattr(row, name) for name in MEETINGS if name not in (*came, "town", "quarter")
        }
        yield {**_where(row), **came, **texts}


def _points(issue: Issue) -> Iterator[Mapping[str, Cellable]]:
    meetings = closed_in(issue).order_by().values("pk")
    rows = ActionPoint.objects.filter(meeting__in=meetings).select_related(
        "meeting__town", "owner", "officer"
    )
    for row in rows.order_by(
        "meeting__quarter", "meeting__town__print_order", "meeting__town__code", "due_on", "pk"
    ):
        yield {
            **_where(row.meeting),
            "title": row.title,
            "owner": row.owner_name,
            "due_on": row.due_on,
            "priority": row.get_priority_display(),
            "state": row.get_state_display(),
            "done_on": row.done_on,
            "done": row.done,
        }


def _where(row: Meeting) -> dict[str, Cellable]:
    return {"town": str(row.town or WHOLE_COUNTY), "quarter": parse_period(row.quarter).label_zh()}


def _named(row: Meeting, status: str) -> str:
    attendances = row.attendances.all()
    return "、".join(each.officer.name for each in attendances if each.status == status)
