"""The quarterly meetings of towns and county: recorded in one step, changed while held, or skipped
with a reason.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts import moves, trail
from accounts.access import require
from accounts.models import Town, User, acting
from accounts.moves import MoveRefused
from jingyan.periods import Period, PeriodError, parse_period
from officers.models import Officer
from pairings.actions import meeting_results
from pairings.actions.action_point import agenda
from pairings.actions.meeting_results import Results
from pairings.actions.sending import sent_before
from pairings.models import ActionPoint, Attendance, Meeting, Pairing

MINUTES = ("place", "chair", "guests", "experience", "problems", "measures", "agreed", "day_reason")


@trail.together()
def log(
    *,
    town: Town | None,
    quarter: str,
    held_on: date,
    by: User,
    attendance: Mapping[Officer, str] | None = None,
    results: Results | None = None,
    client_uuid: UUID | None = None,
    **minutes: str,
) -> Meeting:
    """Record the meeting that `town` held in `quarter` (2022Q3), with `MINUTES` as text; without a
    town, the county's.

    `attendance` says who was on leave or absent; officers whom it doesn't name were present. A
    repeated `client_uuid` returns the meeting recorded the first time. Raises Town.DoesNotExist
    for a town out of sight, PermissionDenied, ValidationError by field, or MoveRefused if the
    quarter has a meeting.
    """
    if recorded := sent_before(Meeting, by, client_uuid):
        return recorded
    row = _planned(town, quarter, by) or _draft(town, quarter, by, client_uuid)
    if row.state not in (Meeting.State.DRAFT, Meeting.State.OPEN):
        return row
    announced = moves.make(row, "announce", by=by) if row.state == Meeting.State.DRAFT else row
    given: dict[str, Any] = {
        "attendance": attendance,
        "results": results,
        "client_uuid": client_uuid,
        **minutes,
    }
    return hold(announced, held_on=held_on, by=by, **given)


@trail.together()
def plan(
    *, town: Town | None, quarter: str, planned_on: date, by: User, place: str = ""
) -> Meeting:
    """Plan the meeting of a quarter that has none yet, as a draft. Raises as `log` does."""
    period = _period(quarter)
    if planned_on not in period:
        raise ValidationError(
            {"planned_on": _("This day is outside the quarter. Choose another one.")}
        )
    require(by, "meetings.log" if town else "meetings.log_county")
    if (
        Meeting.objects.filter(town=town, quarter=period.code)
        .exclude(state=Meeting.State.SKIPPED)
        .exists()
    ):
        raise MoveRefused(_already_held(Meeting(town=town, quarter=period.code)))
    seen = Town.objects.visible_to(by).get(pk=town.pk) if town else None
    row = Meeting(
        town=seen, quarter=period.code, planned_on=planned_on, place=place.strip(), entered_by=by
    )
    with acting(by):
        row.save()
    trail.write("create", row, by=by, after=row.state)
    return row


def announce(meeting: Meeting, *, by: User) -> Meeting:
    """Announce a planned meeting."""
    return moves.make(meeting, "announce", by=by)


@trail.together()
def hold(
    meeting: Meeting,
    *,
    held_on: date,
    by: User,
    attendance: Mapping[Officer, str] | None = None,
    results: Results | None = None,
    client_uuid: UUID | None = None,
    **minutes: str,
) -> Meeting:
    """Record an open meeting as held. Raises as `log` does."""
    changes = _changes(minutes) | {
        "held_on": held_on,
        "client_uuid": client_uuid or meeting.client_uuid,
    }
    _check_day(held_on, quarter_of(meeting), changes.get("day_reason", ""))
    try:
        with transaction.atomic():
            row = moves.make(meeting, "hold", by=by, changes=changes)
    except IntegrityError as taken:
        raise MoveRefused(_already_held(meeting)) from taken
    return _write(row, attendance or {}, results or Results(), by)


@trail.together()
def change(
    meeting: Meeting,
    *,
    held_on: date,
    by: User,
    attendance: Mapping[Officer, str] | None = None,
    results: Results | None = None,
    **minutes: str,
) -> Meeting:
    """Correct the minutes of a held meeting, and add what was left out. Raises as `log` does."""
    row = (
        Meeting.objects.visible_to(by)
        .select_for_update(no_key=True, of=("self",))
        .get(pk=meeting.pk)
    )
    require(by, row.log_permission)
    if row.state != Meeting.State.HELD:
        raise MoveRefused(
            _("The meeting is “%s” and can't be changed any more.") % row.get_state_display()
        )
    changes = _changes(minutes) | {"held_on": held_on}
    _check_day(held_on, quarter_of(row), changes.get("day_reason", ""))
    for name, value in changes.items():
        setattr(row, name, value)
    with acting(by):
        row.save(update_fields=list(changes))
    trail.write("change", row, by=by)
    return _write(row, attendance or {}, results or Results(), by)


def close(meeting: Meeting, *, by: User) -> Meeting:
    """Close a held meeting: its minutes are final. MoveRefused while a question of its agenda is
    unanswered.
    """
    unanswered = [str(point) for point in agenda(meeting) if point.state == ActionPoint.State.OPEN]
    if meeting.state == Meeting.State.HELD and unanswered:
        words = _("Before closing, report the progress of these earlier action points: %s.")
        raise MoveRefused(words % "；".join(unanswered))
    if meeting.state == Meeting.State.HELD and not meeting.agreed:
        raise MoveRefused(_("Before closing, enter what was agreed."))
    return moves.make(meeting, "close", by=by)


def skip(meeting: Meeting, *, reason: str, by: User) -> Meeting:
    """Record that a planned meeting does not take place."""
    return moves.make(meeting, "skip", by=by, reason=reason, changes={"reason": reason.strip()})


@trail.together()
def skip_quarter(*, town: Town, quarter: str, reason: str, by: User) -> Meeting:
    """Record that `town` held no meeting in `quarter`, and why. Raises as `log` does."""
    row = _draft(town, quarter, by)
    counted = Meeting.objects.filter(town=town, quarter=row.quarter).exclude(pk=row.pk)
    if counted.filter(
        state__in=[Meeting.State.HELD, Meeting.State.CLOSED, Meeting.State.SKIPPED]
    ).exists():
        raise MoveRefused(_already_held(row))
    return skip(row, reason=reason, by=by)


def officers_expected(town: Town | None, quarter: Period) -> QuerySet[Officer]:
    """The officers paired in the town at any time of the quarter, those whom its meeting is for;
    all for the county.
    """
    pairings = Pairing.objects.active_in(quarter.start, quarter.end)
    if town is not None:
        pairings = pairings.filter(village__town=town)
    return Officer.objects.filter(pk__in=pairings.order_by().values("officer"))


def quarter_of(meeting: Meeting) -> Period:
    """The quarter that the meeting counts for."""
    return parse_period(meeting.quarter)


def _planned(town: Town | None, quarter: str, by: User) -> Meeting | None:
    """The meeting that was planned for the quarter: it is the one that was held."""
    require(by, "meetings.log" if town else "meetings.log_county")
    waiting = Meeting.objects.visible_to(by).filter(town=town, quarter=_quarter(quarter).code)
    return (
        waiting.filter(state__in=[Meeting.State.OPEN, Meeting.State.DRAFT])
        .order_by("-state", "-pk")
        .first()
    )


def _changes(minutes: Mapping[str, str]) -> dict[str, Any]:
    return {name: minutes[name].strip() for name in MINUTES if name in minutes}


def _draft(town: Town | None, quarter: str, by: User, client_uuid: UUID | None = None) -> Meeting:
    """A new draft; if the same entry arrives twice at one moment, the meeting already stored."""
    require(by, "meetings.log" if town else "meetings.log_county")
    seen = Town.objects.visible_to(by).get(pk=town.pk) if town else None
    row = Meeting(town=seen, quarter=_quarter(quarter).code, entered_by=by, client_uuid=client_uuid)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        if recorded := sent_before(Meeting, by, client_uuid):
            return recorded
        raise
    trail.write("create", row, by=by, after=row.state)
    return row


def _period(text: str) -> Period:
    try:
        period = parse_period(text)
    except PeriodError as error:
        raise ValidationError({"quarter": error.message}) from error
    if period.kind != "quarter":
        raise ValidationError({"quarter": _("Enter a quarter, such as 2022Q3.")})
    return period


def _quarter(text: str) -> Period:
    period = _period(text)
    if period.start > localdate():
        raise ValidationError({"quarter": _("This quarter has not begun yet.")})
    return period


def _check_day(held_on: date, quarter: Period, reason: str) -> None:
    if held_on > localdate():
        raise ValidationError(
            {"held_on": _("This day is still to come. Record the meeting once it was held.")}
        )
    if held_on not in quarter and not reason.strip():
        words = _(
            "The meeting of %(quarter)s should be between %(first)s and %(last)s. Correct "
            "the day, or give the reason."
        )
        params = {"quarter": quarter.label(), "first": quarter.start, "last": quarter.end}
        raise ValidationError({"held_on": words % params})


def _write(
    meeting: Meeting, attendance: Mapping[Officer, str], results: Results, by: User
) -> Meeting:
    expected = list(officers_expected(meeting.town, quarter_of(meeting)))
    _write_attendance(meeting, attendance, expected)
    meeting_results.write(meeting, results, expected=expected, by=by)
    return meeting


def _write_attendance(
    meeting: Meeting, attendance: Mapping[Officer, str], expected: Sequence[Officer]
) -> None:
    strangers = [str(officer) for officer in attendance if officer not in expected]
    if strangers:
        raise ValidationError(
            _("Not paired in this town in the quarter: %(names)s. Leave them out.")
            % {"names": "、".join(strangers)}
        )
    stored = {row.officer_id: row for row in meeting.attendances.all()}
    present = Attendance.Status.PRESENT
    new = [officer for officer in expected if officer.pk not in stored]
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, officer=officer, status=attendance.get(officer, present))
        for officer in new
    )
    for officer, status in attendance.items():
        row = stored.get(officer.pk)
        if row is not None and row.status != status:
            row.status = status
            row.save(update_fields=["status"])


def _already_held(meeting: Meeting) -> str:
    others = Meeting.objects.filter(town=meeting.town_id, quarter=meeting.quarter).exclude(
        pk=meeting.pk
    )
    whose = meeting.town or _("The county")
    recorded_meeting = others.counted().first()
    if recorded_meeting:
        words = _(
            "%(town)s has recorded its meeting of %(quarter)s, held on %(day)s. One meeting counts "
            "for a quarter."
        )
        return words % {
            "town": whose,
            "quarter": recorded_meeting.period.label(),
            "day": recorded_meeting.held_on,
        }
    return _("%(town)s already has an entry for %(quarter)s. Open that one.") % {
        "town": whose,
        "quarter": meeting.period.label(),
    }
