"""The moves of a term of office: proposed by staff, decided by another, suspended and resumed."""

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import moves, trail
from accounts.models import User
from accounts.moves import MoveRefused
from jingyan.periods import add_months
from officers.models import Appointment, Batch, Measures, Officer, Registration

# The name that PostgreSQL's constraint and SQLite's trigger both print.
OVERLAP = "appointment_terms_overlap"
COUNTED_OUT = (Appointment.State.PROPOSED, Appointment.State.REJECTED)


@trail.together()
def propose(
    registration: Registration,
    *,
    by: User,
    starts_on: date,
    batch: Batch | None = None,
    document_number: str = "",
) -> Appointment:
    """Propose a reviewed person for a term under the measures in force on `starts_on`."""
    measures = measures_on(starts_on)
    batch = batch or registration.batch
    row = moves.make(registration, "propose", by=by, changes={"proposed_by": by, "batch": batch})
    appointment = Appointment(
        officer=row.officer,
        registration=row,
        measures=measures,
        batch=batch,
        starts_on=starts_on,
        ends_on=end_of_term(starts_on, measures),
        document_number=document_number,
        proposed_by=by,
    )
    check_free(appointment)
    appointment.save()
    trail.write("propose", appointment, by=by, after=appointment.state)
    return appointment


@trail.together()
def approve(appointment: Appointment, *, by: User) -> Appointment:
    """Appoint: the term counts from now on, and the registration has reached its end. The proposer can't.

    Raises MoveRefused where the term overlaps another one of the same officer, whoever notices it first.
    """
    # One decision on a person at a time: PostgreSQL would end two overlapping ones in a deadlock.
    Officer.objects.select_for_update(no_key=True).get(pk=appointment.officer_id)
    try:
        with transaction.atomic():
            row = moves.make(appointment, "approve", by=by, changes={"approved_by": by})
    except IntegrityError as error:
        if OVERLAP not in str(error):
            raise
        raise overlap(appointment) from error
    if row.registration:
        moves.make(row.registration, "appoint", by=by)
    return row


@trail.together()
def reject(appointment: Appointment, *, by: User, reason: str) -> Appointment:
    """Turn a proposal down; the registration is open to another proposal. The proposer can't."""
    row = moves.make(appointment, "reject", by=by, reason=reason)
    if row.registration:
        moves.make(row.registration, "take_back", by=by, reason=reason)
    return row


@transaction.atomic
def suspend(appointment: Appointment, *, by: User, reason: str) -> Appointment:
    """Let a term rest; it still counts as the officer's term."""
    return moves.make(appointment, "suspend", by=by, reason=reason)


@transaction.atomic
def resume(appointment: Appointment, *, by: User) -> Appointment:
    """Let a suspended term go on."""
    return moves.make(appointment, "resume", by=by)


def measures_on(day: date) -> Measures:
    """The measures in force on a day. Raises MoveRefused where there are none."""
    try:
        return Measures.objects.in_force(day)
    except Measures.DoesNotExist as error:
        raise MoveRefused(_("No management measures are in force on %s. Choose a later date.") % day) from error


def end_of_term(starts_on: date, measures: Measures) -> date:
    """The last day of a term: the day before its anniversary."""
    return add_months(starts_on, measures.term_months) - timedelta(days=1)


def check_free(appointment: Appointment) -> None:
    """Raise MoveRefused where a term that counts overlaps this one."""
    others = appointment.officer.appointments.exclude(state__in=COUNTED_OUT).exclude(pk=appointment.pk)
    if others.filter(starts_on__lte=appointment.ends_on, ends_on__gte=appointment.starts_on).exists():
        raise overlap(appointment)


def overlap(appointment: Appointment) -> MoveRefused:
    """The refusal of a second term at the same time."""
    return MoveRefused(
        _("%(officer)s already serves a term that overlaps %(from)s to %(to)s. Choose other dates.")
        % {"officer": appointment.officer, "from": appointment.starts_on, "to": appointment.ends_on}
    )
