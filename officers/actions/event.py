"""Events of the programme: recorded, with who came, photos and documents."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts import files, trail
from accounts.access import require
from accounts.models import User
from jingyan.uploads import Uploaded
from officers.models import EventFile, Officer, ProgrammeEvent

FIELDS = ("kind", "title", "held_on", "place", "others", "summary")
ONCE = "event_once_a_day"


@trail.together()
def record_event(
    *, by: User, attendees: Collection[Officer], uploads: Sequence[Uploaded] = (), **values: Any
) -> ProgrammeEvent:
    """Record an event with those who came and its files. Raises ValidationError by field, also for
    one on file.
    """
    require(by, "events.change")
    row = ProgrammeEvent(entered_by=by, **{name: values[name] for name in FIELDS})
    _save(row)
    row.attendees.set(attendees)
    trail.write("create", row, by=by)
    _keep(row, uploads, by)
    return row


@trail.together()
def change_event(
    event: ProgrammeEvent,
    *,
    by: User,
    attendees: Collection[Officer],
    uploads: Sequence[Uploaded] = (),
    **values: Any,
) -> ProgrammeEvent:
    """Correct an event; more files join those on file."""
    require(by, "events.change")
    row = _lock(event, by)
    changed = [name for name in FIELDS if getattr(row, name) != values[name]]
    for name in changed:
        setattr(row, name, values[name])
    _save(row)
    if set(row.attendees.all()) != set(attendees):
        row.attendees.set(attendees)
        changed.append("attendees")
    if changed:
        trail.write("change", row, by=by, changes=_trail_values(row, changed))
    _keep(row, uploads, by)
    return row


@trail.together()
def remove_file(file: EventFile, *, by: User) -> None:
    """Remove a file from an event, for instance a photo of a person who objects. Its name
    stays in the trail.
    """
    require(by, "events.change")
    row = (
        EventFile.objects.visible_to(by)
        .select_for_update(no_key=True, of=("self",))
        .select_related("event")
        .get(pk=file.pk)
    )
    files.remove(row, of=row.event, by=by)


def _keep(row: ProgrammeEvent, uploads: Sequence[Uploaded], by: User) -> None:
    for upload in uploads:
        try:
            files.attach(EventFile(event=row), upload, of=row, by=by)
        except ValidationError as refusal:
            raise ValidationError({"uploads": refusal.messages}) from refusal


def _save(row: ProgrammeEvent) -> None:
    if row.held_on > localdate():
        raise ValidationError({"held_on": _("This day has not come yet. Correct the date.")})
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if ONCE not in str(error) and "held_on" not in str(error):
            raise
        raise ValidationError(
            {"title": _("An event of this title is on file for this day. Open that one.")}
        ) from error


def _lock(event: ProgrammeEvent, by: User) -> ProgrammeEvent:
    return (
        ProgrammeEvent.objects.visible_to(by)
        .select_for_update(no_key=True, of=("self",))
        .get(pk=event.pk)
    )


def _trail_values(row: ProgrammeEvent, changed: Collection[str]) -> Mapping[str, str]:
    return {name: "***" if name == "attendees" else str(getattr(row, name)) for name in changed}
