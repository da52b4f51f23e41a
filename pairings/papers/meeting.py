"""The minutes of a meeting (会议纪要)."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.papers import PaperKind, register
from jingyan.papers.words import NUMERALS, chinese_date, lines_of
from jingyan.periods import parse_period
from pairings.models import ActionPoint, Attendance, Meeting

SECTIONS = {
    "experience": "经验交流",
    "problems": "存在问题",
    "measures": "改进措施",
    "agreed": "议定事项",
}
PROGRESS = {"done": "已办结", "going_on": "正在办理", "not_yet": "尚未启动"}
COUNTY = "井研县"
Status = Attendance.Status


def held(user: User, *, counted: bool = True) -> QuerySet[Meeting]:
    """The meetings that were held and that `user` reads in full (or all in sight), with what their
    minutes need prefetched.
    """
    rows = Meeting.objects.in_full(user).counted() if counted else Meeting.objects.visible_to(user)
    points = ("action_points__owner", "action_points__officer", "updates__action_point")
    return rows.select_related("town").prefetch_related("attendances__officer", *points)


def minutes(row: Meeting) -> dict[str, Any]:
    """What the minutes of a meeting say; a part that nothing was written under is left out."""
    sections = [(title, lines_of(getattr(row, name))) for name, title in SECTIONS.items()]
    progress_lines = [
        f"{update.action_point}：{PROGRESS[update.progress]}{_after(update.line)}"
        for update in row.updates.all()
    ]
    decided = list(map(point_text, row.action_points.all()))
    sections = [
        ("上次会议督办事项办理情况", progress_lines[::-1]),
        *sections,
        ("督办事项", decided),
    ]
    filled = [(title, lines) for title, lines in sections if lines]
    names: dict[str, list[str]] = {status: [] for status in Status.values}
    for attendance in row.attendances.all():
        names[attendance.status].append(attendance.officer.name)
    return {
        "place_name": row.town.name if row.town else COUNTY,
        "quarter": parse_period(row.quarter).label_zh(),
        "held_on": chinese_date(row.held_on),
        "venue": row.place,
        "chair": row.chair,
        "sections": [
            {"number": NUMERALS[at], "title": title, "lines": lines}
            for at, (title, lines) in enumerate(filled)
        ],
        "present": "、".join(names[Status.PRESENT]),
        "leave": "、".join(names[Status.LEAVE]),
        "absent": "、".join(names[Status.ABSENT]),
        "guests": "、".join(lines_of(row.guests)),
    }


def point_text(point: ActionPoint) -> str:
    """What is to be done, by whom and by when."""
    return f"{point}（责任人：{point.owner_name}；完成时限：{chinese_date(point.due_on)}）"


def _after(line: str) -> str:
    return f"，{line}" if line else ""


MINUTES = register(
    PaperKind(
        key="minutes",
        label=_("Minutes"),
        permission="meetings.view",
        rows=held,
        tell=minutes,
        file_name=lambda row: f"纪要-{row.town.name if row.town else COUNTY}-{row.quarter}",
        sample={
            "place_name": "某某镇",
            "quarter": "2022年第三季度",
            "held_on": "2022年8月12日",
            "venue": "镇会议室",
            "chair": "某某某",
            "sections": [{"number": "一", "title": "经验交流", "lines": ["会议听取了经验交流。"]}],
            "present": "张某某、李某某",
            "leave": "王某某",
            "absent": "",
            "guests": "某镇党委副书记某某某、县委统战部某某某",
        },
    )
)
