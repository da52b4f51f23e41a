"""Action points: decided at a meeting, updated line by line, reported as done by one user and
verified by another.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import files, moves, trail
from accounts.access import require
from accounts.models import User, acting
from accounts.moves import MoveRefused
from accounts.notices import notify
from accounts.trail.acts import ACTS
from jingyan.uploads import Uploaded
from officers.models import Officer
from pairings.actions.sending import sent_before
from pairings.models import ActionPoint, ActionPointEvidence, ActionPointUpdate, Meeting

ACTS["progress"] = gettext_lazy("Progress reported")
State = ActionPoint.State
Progress = ActionPointUpdate.Progress
Owner = User | Officer | str


@dataclass(frozen=True)
class NewPoint:
    """What a meeting decides: who does what by when."""

    title: str
    owner: Owner
    due_on: date
    priority: str = ActionPoint.Priority.NORMAL


@trail.together()
def add(meeting: Meeting, point: NewPoint, *, by: User) -> ActionPoint:
    """Enter what a held meeting decided. Raises PermissionDenied, MoveRefused once it is closed, or
    ValidationError.
    """
    visible_meeting = Meeting.objects.visible_to(by).get(pk=meeting.pk)
    require(by, visible_meeting.log_permission)
    if visible_meeting.state != Meeting.State.HELD:
        raise MoveRefused(
            _("The meeting is “%s”: action points are added while it is held.")
            % visible_meeting.get_state_display()
        )
    row = ActionPoint(meeting=visible_meeting, entered_by=by)
    _decide(row, point, by)
    trail.write("create", row, by=by, after=row.state)
    _notify_owner(row, by)
    return row


@trail.together()
def change(point: ActionPoint, *, by: User, now: NewPoint) -> ActionPoint:
    """Correct what is to be done, by whom, by when and with which priority, until it is
    reported as done.

    Raises PermissionDenied, MoveRefused once it is done, or ValidationError by field.
    """
    rows = ActionPoint.objects.visible_to(by).select_related("meeting")
    row = rows.select_for_update(no_key=True, of=("self",)).get(pk=point.pk)
    require(by, row.meeting.log_permission)
    if row.state != State.OPEN:
        raise MoveRefused(
            _("“%(point)s” is already “%(state)s”.")
            % {"point": row, "state": row.get_state_display()}
        )
    before = row.doer
    _decide(row, now, by)
    if before and row.doer != before:
        # The former owner must not verify it after handing it on.
        row.note_change(before)
    trail.write("change", row, by=by)
    if row.doer != before:
        _notify_owner(row, by)
    return row


def may_change(point: ActionPoint, user: User) -> bool:
    """Whether `user` may correct an action point in sight, now."""
    return point.state == State.OPEN and user.may(point.meeting.log_permission)


def _decide(row: ActionPoint, point: NewPoint, by: User) -> None:
    held_on = row.meeting.held_on
    if held_on and point.due_on < held_on:
        raise ValidationError({"due_on": _("This day is before the meeting.")})
    row.title, row.due_on, row.priority = point.title.strip(), point.due_on, point.priority
    assign(row, point.owner)
    row.full_clean(exclude=["entered_by"])
    with acting(by):
        row.save()


def _notify_owner(row: ActionPoint, by: User) -> None:
    if row.doer and row.doer != by:
        notify(
            [row.doer],
            kind="action_point_given",
            url=("pairings:action_point_detail", row.pk),
            quarter=row.meeting.quarter,
            subject=row.title,
            day=row.due_on,
        )


def assign(point: ActionPoint, owner: Owner) -> None:
    """Set the owner: a user, an officer, or a unit by its name. The caller saves."""
    point.owner = owner if isinstance(owner, User) else None
    point.officer = owner if isinstance(owner, Officer) else None
    point.unit = owner.strip() if isinstance(owner, str) else ""


@trail.together()
def progress(
    point: ActionPoint,
    *,
    by: User,
    progress: str,
    line: str = "",
    file: Uploaded | None = None,
    meeting: Meeting | None = None,
    client_uuid: UUID | None = None,
) -> ActionPointUpdate:
    """Record the progress of an action point in one line, with an optional file; `done` reports
    it as done.

    A repeated `client_uuid` returns the update that was written the first time. Raises
    PermissionDenied, MoveRefused if it is done already, or ValidationError by field.
    """
    require(by, "action_points.progress")
    earlier_update = sent_before(ActionPointUpdate, by, client_uuid)
    if earlier_update is not None:
        return earlier_update
    row = (
        ActionPoint.objects.visible_to(by)
        .select_for_update(no_key=True, of=("self",))
        .get(pk=point.pk)
    )
    if row.state != State.OPEN:
        raise MoveRefused(
            _("“%(point)s” is already “%(state)s”.")
            % {"point": row, "state": row.get_state_display()}
        )
    update = ActionPointUpdate(
        action_point=row, meeting=meeting, progress=progress, line=line.strip(), entered_by=by
    )
    update.happened_on = (meeting.held_on if meeting else None) or timezone.localdate()
    update.client_uuid = client_uuid
    _check(row, update, has_file=file is not None)
    try:
        with transaction.atomic():
            update.save()
    except IntegrityError as sent:
        # The same entry, sent twice at the same moment.
        if earlier_update := sent_before(ActionPointUpdate, by, client_uuid):
            return earlier_update
        raise MoveRefused(_("The meeting has already reported on “%s”.") % row) from sent
    if file is not None:
        _attach(row, file, by)
    if progress == Progress.DONE:
        _finish(row, update, by)
    else:
        trail.write("progress", row, by=by, note=str(update))
    return update


def verify(point: ActionPoint, *, by: User) -> ActionPoint:
    """Verify an action point. Raises PermissionDenied for the owner and for anyone who has ever
    reported it.
    """
    return moves.make(
        point, "verify", by=by, changes={"verified_by": by, "verified_at": timezone.now()}
    )


def reopen(point: ActionPoint, *, reason: str, by: User) -> ActionPoint:
    """Open a reported action point again, with the reason why it isn't done yet."""
    return moves.make(
        point,
        "reopen",
        by=by,
        reason=reason,
        changes={"done": "", "done_on": None, "done_by": None},
    )


def agenda(meeting: Meeting) -> list[ActionPoint]:
    """What earlier meetings of the same town (or of the county) left unfinished, the longest due
    first.

    It heads the meeting's agenda until the meeting itself has reported on it.
    """
    earlier = Meeting.objects.filter(town=meeting.town_id, quarter__lte=meeting.quarter).exclude(
        pk=meeting.pk or 0
    )
    rows = ActionPoint.objects.unfinished().filter(meeting__in=earlier.order_by().values("pk"))
    if meeting.pk:
        rows = rows.exclude(pk__in=meeting.updates.order_by().values("action_point"))
    return list(rows.select_related("owner", "officer", "meeting").order_by("due_on", "pk"))


def _check(row: ActionPoint, update: ActionPointUpdate, *, has_file: bool) -> None:
    if update.progress not in Progress.values:
        raise ValidationError({"progress": _("Choose one of the options.")})
    if update.progress != Progress.DONE:
        return
    if not update.line:
        raise ValidationError({"line": _("Say what was done.")})
    needs_file = (
        row.priority == ActionPoint.Priority.HIGH and not has_file and not row.evidence.exists()
    )
    if needs_file:
        raise ValidationError({"file": _("High priority: add a file that shows what was done.")})


def _attach(row: ActionPoint, file: Uploaded, by: User) -> None:
    try:
        files.attach(ActionPointEvidence(action_point=row), file, of=row, by=by)
    except ValidationError as error:
        raise ValidationError({"file": error.messages}) from error


def _finish(row: ActionPoint, update: ActionPointUpdate, by: User) -> None:
    changes = {"done": update.line, "done_on": update.happened_on, "done_by": by}
    moves.make(row, "finish", by=by, changes=changes).note_change(by)
