"""The moves of a registration, from the first entry to the proposal's doorstep."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts import moves, trail
from accounts.access import require
from accounts.models import User
from accounts.moves import MoveRefused
from jingyan.parsing import IdNumber
from officers.actions.enterprise import enterprise_for
from officers.actions.officer import change_details, enrol
from officers.models import Officer, Registration, Review

# What a registration says about the person's will.
WILL = ("channel", "recommended_by", "recommender", "willing_on", "batch")
OPEN_TO_CHANGE = (Registration.State.DRAFT, Registration.State.RETURNED)


@trail.together()
def register(
    *,
    by: User,
    id_number: IdNumber,
    details: Mapping[str, Any],
    will: Mapping[str, Any],
    credit_code: str = "",
    enterprise_name: str = "",
) -> Registration:
    """Enter a candidate (`details` by `Officer.DETAILS`) and a draft registration (`will` by
    WILL).

    The enterprise is found by its credit code or created. Raises PermissionDenied, ValidationError
    by field, or AlreadyKnown.
    """
    require(by, "registrations.register")
    check_will(will)
    enterprise = enterprise_for(credit_code, enterprise_name, by=by)
    willing_on = will.get("willing_on")
    officer = enrol(
        id_number,
        {**details, "enterprise": enterprise},
        year=willing_on.year if willing_on else None,
    )
    registration = Registration.objects.create(officer=officer, registered_by=by, **will)
    trail.write("create", registration, by=by, after=registration.state)
    return registration


@transaction.atomic
def register_again(officer: Officer, *, by: User) -> Registration:
    """Open another draft for a person on file, after a withdrawal, a refusal or a term; the channel
    is the last one's.

    Raises MoveRefused while a registration of the person is open.
    """
    require(by, "registrations.register")
    person = (
        Officer.objects.visible_to(by)
        .select_for_update(no_key=True, of=("self",))
        .get(pk=officer.pk)
    )
    if person.registrations.exclude(state__in=Registration.CLOSED).exists():
        raise MoveRefused(
            _("%s has a registration that is still open. Go on with that one.") % person
        )
    last = person.registrations.first()
    again = ("channel", "recommended_by", "recommender")
    will = {name: getattr(last, name) for name in again} if last else {"channel": "self"}
    registration = Registration.objects.create(officer=person, registered_by=by, **will)
    trail.write("create", registration, by=by, after=registration.state)
    return registration


@trail.together()
def update_registration(
    registration: Registration,
    *,
    by: User,
    details: Mapping[str, Any],
    will: Mapping[str, Any],
    credit_code: str = "",
    enterprise_name: str = "",
) -> Registration:
    """Change a draft or returned registration and its person's details, except the ID number."""
    row = _lock(registration, by)
    if row.state not in OPEN_TO_CHANGE:
        raise MoveRefused(
            _("This registration is now “%s” and can't be changed.") % row.get_state_display()
        )
    check_will(will)
    officer = Officer.objects.select_for_update(no_key=True).get(pk=row.officer_id)
    details = {**details, "enterprise": enterprise_for(credit_code, enterprise_name, by=by)}
    changes = change_details(officer, details, corrects_since=_entered_since(row))
    for name in (name for name in will if getattr(row, name) != will[name]):
        setattr(row, name, will[name])
        changes[name] = str(will[name] or "")
    row.save(update_fields=list(will))
    if changes:
        row.note_change(by)
        trail.write("change", row, by=by, changes=changes)
    return row


@transaction.atomic
def submit(registration: Registration, *, by: User) -> Registration:
    """Hand a registration in for review. The person's will must be on file."""
    row = _lock(registration, by)
    if row.willing_on is None:
        raise MoveRefused(
            _("Enter the date on which the person declared the willingness, then submit.")
        )
    fresh = {"submitted_by": by, "reviewed_by": None, "opened_by": None, "opened_at": None}
    # The next submission may be another's: this one isn't forgotten.
    row.note_change(by)
    return moves.make(registration, "submit", by=by, changes=fresh)


def recall(registration: Registration, *, by: User) -> Registration:
    """Take a registration back that no reviewer has opened yet."""
    return moves.make(registration, "recall", by=by, changes={"submitted_by": None})


@trail.together()
def disqualify(registration: Registration, *, by: User, reason: str) -> Registration:
    """Find after an upheld objection that the person doesn't qualify; `reason` is the opinion, a
    review of its own.
    """
    row = moves.make(registration, "disqualify", by=by, reason=reason)
    Review.objects.create(
        registration=row, outcome=row.state, opinion=reason.strip(), reviewed_by=by
    )
    return row


@transaction.atomic
def reserve(registration: Registration, *, by: User, reason: str) -> Registration:
    """Keep a reviewed person for a later batch."""
    return moves.make(registration, "reserve", by=by, reason=reason)


@transaction.atomic
def withdraw(registration: Registration, *, by: User, reason: str) -> Registration:
    """Record that the person gives up before the appointment."""
    return moves.make(registration, "withdraw", by=by, reason=reason)


def _lock(registration: Registration, by: User) -> Registration:
    require(by, "registrations.register")
    return (
        Registration.objects.visible_to(by)
        .select_for_update(no_key=True, of=("self",))
        .get(pk=registration.pk)
    )


def _entered_since(row: Registration) -> datetime:
    """From when on a post was entered with this registration: ever, where it is the first one of
    the person.
    """
    others = Registration.objects.filter(officer=row.officer_id).exclude(pk=row.pk)
    return row.registered_at if others.exists() else datetime.min.replace(tzinfo=UTC)


def check_will(will: Mapping[str, Any]) -> None:
    """Raise ValidationError if a recommendation names no one, or a will is dated in the future."""
    if will.get("channel") == Registration.Channel.RECOMMENDED and not (
        will.get("recommender") or will.get("recommended_by")
    ):
        raise ValidationError({"recommender": _("Name the person or unit that recommends.")})
    willing_on = will.get("willing_on")
    if willing_on and willing_on > localdate():
        raise ValidationError({"willing_on": _("This day has not come yet. Correct the date.")})
