"""What a meeting gave as plain text, to be pasted into a WeChat group: minutes, action points,
problems.

Official wording, and therefore Chinese in every language of the pages.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from jingyan.lazy_text import LazyText
from jingyan.papers.words import lines_of
from pairings.models import Meeting
from pairings.papers.meeting import minutes, point_text


@dataclass(frozen=True)
class CopyText:
    """One text, and what it is called."""

    key: str
    label: str | LazyText
    text: str


def texts_of(meeting: Meeting) -> list[CopyText]:
    """The texts that there is something for; `meeting` as `papers.held` fetches it."""
    contents = minutes(meeting)
    head = f"【{contents['place_name']}{contents['quarter']}“特聘村官”工作推进会】"
    points = [
        f"{at}. {point_text(point)}" for at, point in enumerate(meeting.action_points.all(), 1)
    ]
    problems = [f"{at}. {line}" for at, line in enumerate(lines_of(meeting.problems), 1)]
    return [
        CopyText("minutes", _("Minutes"), _minutes(head, contents)),
        *(
            [CopyText("points", _("Action points"), "\n".join([f"{head}督办事项", *points]))]
            if points
            else []
        ),
        *(
            [CopyText("problems", _("Problems"), "\n".join([f"{head}存在问题", *problems]))]
            if problems
            else []
        ),
    ]


def _minutes(head: str, contents: dict[str, Any]) -> str:
    lines = [head, f"时间：{contents['held_on']}"]
    name_by_label = {
        "地点": "venue",
        "主持": "chair",
        "出席": "present",
        "请假": "leave",
        "缺席": "absent",
        "列席": "guests",
    }
    lines += [
        f"{label}：{contents[name]}" for label, name in name_by_label.items() if contents[name]
    ]
    for section in contents["sections"]:
        lines += [f"{section['number']}、{section['title']}", *section["lines"]]
    return "\n".join(lines)
