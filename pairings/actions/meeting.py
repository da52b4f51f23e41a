"""The towns' quarterly meetings: recorded in one step, or skipped with a reason."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts import moves, trail
from accounts.access import require
from accounts.models import Town, User
from accounts.moves import MoveRefused
from jingyan.periods import Period, PeriodError, parse_period
from officers.models import Officer
from pairings.models import Attendance, Meeting, Pairing

MINUTES = ("place", "chair", "experience", "problems", "measures", "agreed")


@trail.together()
def log(
    *,
    town: Town,
    quarter: str,
    held_on: date,
    by: User,
    attendance: Mapping[Officer, str] | None = None,
    **minutes: str,
) -> Meeting:
    """Record the meeting that `town` held in `quarter` (2022Q3), with `MINUTES` as text.

    `attendance` says who was on leave or absent; officers whom it doesn't name were present. Raises Town.DoesNotExist
    for a town out of sight, PermissionDenied, ValidationError by field, or MoveRefused where the quarter has a meeting.
    """
    row = _draft(town, quarter, by)
    return hold(moves.make(row, "announce", by=by), held_on=held_on, by=by, attendance=attendance, **minutes)


def announce(meeting: Meeting, *, by: User) -> Meeting:
    """Call a planned meeting."""
    return moves.make(meeting, "announce", by=by)


@trail.together()
def hold(
    meeting: Meeting, *, held_on: date, by: User, attendance: Mapping[Officer, str] | None = None, **minutes: str
) -> Meeting:
    """Record an open meeting as held. Raises as `log` does."""
    changes: dict[str, Any] = {name: minutes[name].strip() for name in MINUTES if name in minutes}
    try:
        with transaction.atomic():
            row = moves.make(meeting, "hold", by=by, changes=changes | {"held_on": held_on})
    except IntegrityError as taken:
        raise MoveRefused(_already_held(meeting)) from taken
    _check_day(held_on, quarter_of(row))
    _write_attendance(row, attendance or {})
    return row


def close(meeting: Meeting, *, by: User) -> Meeting:
    """Close a held meeting: its minutes are final."""
    return moves.make(meeting, "close", by=by)


def skip(meeting: Meeting, *, reason: str, by: User) -> Meeting:
    """Record that a planned meeting does not take place."""
    return moves.make(meeting, "skip", by=by, reason=reason, changes={"reason": reason.strip()})


@trail.together()
def skip_quarter(*, town: Town, quarter: str, reason: str, by: User) -> Meeting:
    """Record that `town` held no meeting in `quarter`, and why. Raises as `log` does."""
    row = _draft(town, quarter, by)
    counted = Meeting.objects.filter(town=town, quarter=row.quarter).exclude(pk=row.pk)
    if counted.filter(state__in=[Meeting.State.HELD, Meeting.State.CLOSED, Meeting.State.SKIPPED]).exists():
        raise MoveRefused(_already_held(row))
    return skip(row, reason=reason, by=by)


def officers_expected(town: Town, quarter: Period) -> QuerySet[Officer]:
    """The officers paired in the town at any time of the quarter: those whom its meeting is for."""
    pairings = Pairing.objects.active_in(quarter.start, quarter.end).filter(village__town=town)
    return Officer.objects.filter(pk__in=pairings.values("officer"))


def quarter_of(meeting: Meeting) -> Period:
    """The quarter that the meeting counts for."""
    return parse_period(meeting.quarter)


def _draft(town: Town, quarter: str, by: User) -> Meeting:
    require(by, "meetings.log")
    seen = Town.objects.visible_to(by).get(pk=town.pk)
    row = Meeting.objects.create(town=seen, quarter=_quarter(quarter).code, entered_by=by)
    trail.write("create", row, by=by, after=row.state)
    return row


def _quarter(text: str) -> Period:
    try:
        period = parse_period(text)
    except PeriodError as error:
        raise ValidationError({"quarter": error.message}) from error
    if period.kind != "quarter":
        raise ValidationError({"quarter": _("Enter a quarter, such as 2022Q3.")})
    if period.start > localdate():
        raise ValidationError({"quarter": _("This quarter has not begun yet.")})
    return period


def _check_day(held_on: date, quarter: Period) -> None:
    if held_on not in quarter:
        raise ValidationError(
            {
                "held_on": _("The meeting of %(quarter)s lies between %(first)s and %(last)s. Correct the day.")
                % {"quarter": quarter, "first": quarter.start, "last": quarter.end}
            }
        )
    if held_on > localdate():
        raise ValidationError({"held_on": _("This day is still to come. Record the meeting once it was held.")})


def _write_attendance(meeting: Meeting, attendance: Mapping[Officer, str]) -> None:
    town = meeting.town
    expected = list(officers_expected(town, quarter_of(meeting))) if town else []
    strangers = [str(officer) for officer in attendance if officer not in expected]
    if strangers:
        raise ValidationError(
            _("Not paired in this town in the quarter: %(names)s. Leave them out.") % {"names": "、".join(strangers)}
        )
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, officer=officer, status=attendance.get(officer, Attendance.Status.PRESENT))
        for officer in expected
    )


def _already_held(meeting: Meeting) -> str:
    others = Meeting.objects.filter(town=meeting.town_id, quarter=meeting.quarter).exclude(pk=meeting.pk)
    held = others.counted().first()
    if held:
        return _(
            "%(town)s has recorded its meeting of %(quarter)s, held on %(day)s. One meeting counts for a quarter."
        ) % {
            "town": held.town,
            "quarter": held.quarter,
            "day": held.held_on,
        }
    return _("%(town)s has an entry for %(quarter)s already. Open that one.") % {
        "town": meeting.town,
        "quarter": meeting.quarter,
    }
