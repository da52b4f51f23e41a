"""The quarterly meetings of a round's period that concern an officer. A blank score sheet starts
with grounds taken from them.

The town's notes (做得好 / 需改进 / 需支持) become the grounds of the town's appraisal; attendance
becomes the grounds of the meetings criterion.
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
STATUS_WORDS = {Status.PRESENT: "出席", Status.LEAVE: "请假", Status.ABSENT: "缺席"}


@dataclass(frozen=True)
class AtMeeting:
    """One meeting: the officer's attendance, and the town's note if there is one."""

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
    """The grounds that a blank sheet starts with, by criterion code; in Chinese, like everything on
    the sheet.
    """
    meetings = list(rows)
    with translation.override("zh-hans"):
        notes = [
            f"{_when(row.meeting)}{row.note.get_mark_display()}{_line(row.note)}"
            for row in meetings
            if row.note
        ]
    counts = Counter(row.attendance.status for row in meetings)
    came = [
        f"{words}{counts[status]}次" for status, words in STATUS_WORDS.items() if counts[status]
    ]
    attendance = f"应参会{len(meetings)}次，{'，'.join(came)}" if meetings else ""
    return {"meetings": attendance, "town": _truncated("；".join(notes))}


def _when(meeting: Meeting) -> str:
    return f"{parse_period(meeting.quarter).label_zh()}："


def _line(note: MeetingNote) -> str:
    return f"，{note.line.rstrip('。；')}" if note.line else ""


def _truncated(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
