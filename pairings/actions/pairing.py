"""Pairings: proposed by county staff, approved by another user, ended with a reason."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts import moves, notices, trail
from accounts.access import require
from accounts.models import User
from accounts.moves import MoveRefused
from officers.models import Appointment, Officer
from pairings.actions.ending import finish
from pairings.models import Pairing, RelatedParty
from villages.models import Village


@transaction.atomic
def propose(
    *,
    officer: Officer,
    village: Village,
    starts_on: date,
    by: User,
    ends_on: date | None = None,
    reason: str = "",
    joint: bool = False,
) -> Pairing:
    """Propose that `officer` serves in `village`, under the appointment that is in office on
    `starts_on`.

    Raises PermissionDenied, or ValidationError by field. A held village may be proposed for: the
    approval decides.
    """
    require(by, "pairings.propose")
    appointment = (
        Appointment.objects.visible_to(by).in_office(starts_on).filter(officer=officer).first()
    )
    faults = _faults(appointment, village, starts_on, ends_on, joint and not reason.strip())
    faults |= _interests(officer, village, starts_on)
    if appointment is None or faults:
        raise ValidationError(faults)
    row = Pairing.objects.create(
        appointment=appointment,
        officer=officer,
        village=village,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason.strip(),
        joint=joint,
        proposed_by=by,
    )
    trail.write("create", row, by=by, after=row.state)
    return row


@transaction.atomic
def approve(pairing: Pairing, *, by: User) -> Pairing:
    """Make a proposed pairing active.

    Raises PermissionDenied for the proposer, MoveRefused where the village or the officer is taken
    (the database's own unique index decides, so two approvals at the same moment cannot both win)
    or the officer has left office.
    """
    try:
        with transaction.atomic():
            row = moves.make(pairing, "approve", by=by, changes={"approved_by": by})
    except IntegrityError as taken:
        raise MoveRefused(_who_holds(pairing)) from taken
    if not Appointment.objects.in_office(row.starts_on).filter(pk=row.appointment_id).exists():
        raise MoveRefused(
            _("%(officer)s is not in office on %(day)s. Reject the proposal, or appoint first.")
            % {"officer": row.officer, "day": row.starts_on}
        )
    return row


@trail.together()
def reject(pairing: Pairing, *, reason: str, by: User) -> Pairing:
    """Reject a proposed pairing; the proposer is notified.

    Raises PermissionDenied for the proposer, or MoveRefused without a reason.
    """
    row = moves.make(pairing, "reject", by=by, reason=reason)
    way = ("pairings:pairing_detail", row.pk)
    notices.notify([row.proposed_by], kind="pairing_rejected", url=way, subject=row)
    return row


@trail.together()
def end(pairing: Pairing, *, reason: str, by: User, ends_on: date | None = None) -> Pairing:
    """End an active pairing with `ends_on` (default: today) as its last day.

    Raises ValidationError for an impossible day, MoveRefused where it has ended already.

    The officer stays in office: promises to other villages stay as they are.
    """
    last_day = ends_on or localdate()
    if not pairing.starts_on <= last_day <= localdate():
        message = _("The last day must be between the first day, %(first)s, and today. Correct it.")
        raise ValidationError({"ends_on": message % {"first": pairing.starts_on}})
    return finish(pairing, by=by, reason=reason, last_day=last_day)


def holders(pairing: Pairing) -> list[Pairing]:
    """The active pairings that block this one: those of its village or of its officer."""
    if pairing.joint:
        return []
    others = (
        Pairing.objects.current()
        .filter(joint=False)
        .exclude(pk=pairing.pk)
        .select_related("officer", "village")
    )
    return [
        *others.filter(village=pairing.village_id),
        *others.filter(officer=pairing.officer_id).exclude(village=pairing.village_id),
    ]


def conflict(pairing: Pairing, holder: Pairing) -> str:
    """The message that says why `holder` blocks `pairing`."""
    who = {"officer": holder.officer, "village": holder.village, "day": holder.starts_on}
    if holder.village_id == pairing.village_id:
        return (
            _("%(village)s has been paired with %(officer)s since %(day)s. End that pairing first.")
            % who
        )
    return (
        _("%(officer)s has been paired with %(village)s since %(day)s. End that pairing first.")
        % who
    )


def _who_holds(pairing: Pairing) -> str:
    reasons = [conflict(pairing, holder) for holder in holders(pairing)]
    return " ".join(reasons) or _(
        "Another user changed this pairing at the same moment. Reload the page and try again."
    )


def _faults(
    appointment: Appointment | None,
    village: Village,
    starts_on: date,
    ends_on: date | None,
    joint_without_reason: bool,
) -> dict[str, str]:
    faults = {}
    if appointment is None:
        faults["officer"] = _(
            "This officer has no appointment in office on %(day)s. Appoint first."
        ) % {"day": starts_on}
    if fault := outside_programme(village):
        faults["village"] = fault
    if ends_on and ends_on < starts_on:
        faults["ends_on"] = _("The last day is before the first. Correct one of them.")
    if joint_without_reason:
        faults["reason"] = _("Say why this is a joint pairing.")
    return faults


def _interests(officer: Officer, village: Village, on: date) -> dict[str, str]:
    """Refuse an officer who has declared an interest in the village."""
    interest = RelatedParty.objects.touching(
        officers=[officer.pk], village=village.pk, on=on
    ).first()
    return {"officer": interest_conflict(interest)} if interest else {}


def outside_programme(village: Village) -> str:
    """The message that says why the village can't be paired; empty if it is in the programme."""
    if village.in_programme:
        return ""
    return _("This village is not in the programme. Include it on the village's page first.")


def interest_conflict(interest: RelatedParty) -> str:
    """The message that says why an officer with this interest can't be paired there."""
    message = _(
        "%(officer)s declared an interest in this village on %(day)s (%(nature)s). "
        "Choose another officer."
    )
    return message % {
        "officer": interest.officer,
        "day": interest.declared_on,
        "nature": interest.get_nature_display(),
    }
