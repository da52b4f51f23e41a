"""What a meeting records besides its minutes: progress of earlier action points, new ones, notes on
officers, files.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts import files
from accounts.access import require
from accounts.models import User
from accounts.moves import MoveRefused
from jingyan.uploads import Uploaded
from officers.models import Officer
from pairings.actions import action_point
from pairings.actions.action_point import NewPoint
from pairings.models import ActionPoint, Meeting, MeetingEvidence, MeetingNote


@dataclass(frozen=True)
class ActionPointReport:
    """The progress of an earlier action point, as reported at the meeting."""

    point: ActionPoint
    progress: str
    line: str = ""
    file: Uploaded | None = None


@dataclass(frozen=True)
class Noted:
    """The mark and remark that an officer's work received."""

    mark: str
    line: str = ""


@dataclass(frozen=True)
class Results:
    """All of it, as one form gives it; new action points by the number of their row."""

    reports: Sequence[ActionPointReport] = ()
    points: Mapping[int, NewPoint] = field(default_factory=dict)
    notes: Mapping[Officer, Noted] = field(default_factory=dict)
    files: Sequence[Uploaded] = ()


def write(meeting: Meeting, results: Results, *, expected: Sequence[Officer], by: User) -> None:
    """Write what a held meeting gave, within the caller's `trail.together`.

    Raises ValidationError by `point_<key>_<field>`, `new_<row>_<field>`, `note_<officer>_mark` or
    `sheet`.
    """
    for report in results.reports:
        record = partial(
            action_point.progress,
            report.point,
            progress=report.progress,
            line=report.line,
            file=report.file,
        )
        _prefix_errors(f"point_{report.point.pk}", partial(record, by=by, meeting=meeting))
    for number, point in results.points.items():
        _prefix_errors(f"new_{number}", partial(action_point.add, meeting, point, by=by))
    if results.notes:
        _note(meeting, results.notes, expected, by)
    for file in results.files:
        _attach(meeting, file, by)


def _prefix_errors(prefix: str, act: Callable[[], object]) -> None:
    """Run `act`; raise its faults as a ValidationError under field names with `prefix`."""
    try:
        act()
    except MoveRefused as refusal:
        raise ValidationError({f"{prefix}_line": str(refusal)}) from refusal
    except ValidationError as error:
        messages_by_field = (
            error.message_dict if hasattr(error, "error_dict") else {"title": error.messages}
        )
        raise ValidationError(
            {f"{prefix}_{name}": messages for name, messages in messages_by_field.items()}
        ) from error


def _note(
    meeting: Meeting, notes: Mapping[Officer, Noted], expected: Sequence[Officer], by: User
) -> None:
    require(by, "meetings.notes")
    strangers = [str(officer) for officer in notes if officer not in expected]
    if strangers:
        raise ValidationError(
            _("Not paired in this town in the quarter: %(names)s. Leave them out.")
            % {"names": "、".join(strangers)}
        )
    for officer, noted in notes.items():
        if noted.mark not in MeetingNote.Mark.values:
            raise ValidationError({f"note_{officer.pk}_mark": _("Choose one of the options.")})
        values = {"mark": noted.mark, "line": noted.line.strip()}
        MeetingNote.objects.update_or_create(meeting=meeting, officer=officer, defaults=values)


def _attach(meeting: Meeting, file: Uploaded, by: User) -> None:
    try:
        files.attach(MeetingEvidence(meeting=meeting), file, of=meeting, by=by)
    except ValidationError as error:
        raise ValidationError({"sheet": error.messages}) from error
