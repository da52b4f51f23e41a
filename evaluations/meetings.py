"""What the quarterly meetings of a round's period say of an officer: the score sheet begins with
it.

The town's notes (做得好 / 需改进 / 需支持) stand as grounds of the town's appraisal, who came as
those of the meetings.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import translation

from accounts.models import User
from evaluations.models import Evaluation
from jingyan.periods import parse_period
from pairings.models import Attendance, Meeting, MeetingNote

LONGEST = 200
Status = Attendance.Status
CAME = {Status.PRESENT: "出席", Status.LEAVE: "请假", Status.ABSENT: "缺席"}


@dataclass(frozen=True)
class AtMeeting:
    """One meeting: whether the officer came, and what was noted."""

    meeting: Meeting
    attendance: Attendance
    note: MeetingNote | None


def meetings_of(evaluation: Evaluation, user: User) -> list[AtMeeting]:
    """The meetings of the round's period that the officer was expected at, as far as `user` may
    read them.
    """
    days = (evaluation.round.starts_on, evaluation.round.ends_on)
    officer = evaluation.pairing.officer_id
    came = Attendance.objects.visible_to(user).filter(officer=officer, meeting__held_on__range=days)
    noted = MeetingNote.objects.visible_to(user).filter(
        officer=officer, meeting__held_on__range=days
    )
    notes = {note.meeting_id: note for note in noted} if user.may("meetings.notes") else {}
    rows = came.select_related("meeting__town").order_by("meeting__held_on", "pk")
    return [AtMeeting(row.meeting, row, notes.get(row.meeting_id)) for row in rows]


def grounds_of(rows: Iterable[AtMeeting]) -> dict[str, str]:
    """The grounds that a blank sheet begins with, by criterion code; Chinese, as all that the sheet
    holds.
    """
    found = list(rows)
    with translation.override("zh-hans"):
        noted = [
            f"{_when(row.meeting)}{row.note.get_mark_display()}{_line(row.note)}"
            for row in found
            if row.note
        ]
    counted = Counter(row.attendance.status for row in found)
    came = [f"{words}{counted[status]}次" for status, words in CAME.items() if counted[status]]
    attended = f"应参会{len(found)}次，{'，'.join(came)}" if found else ""
    return {"meetings": attended, "town": _within("；".join(noted))}


def _when(meeting: Meeting) -> str:
    return f"{parse_period(meeting.quarter).label_zh()}："


def _line(note: MeetingNote) -> str:
    return f"，{note.line.rstrip('。；')}" if note.line else ""


def _within(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
