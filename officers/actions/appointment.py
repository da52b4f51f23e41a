"""The moves of a term of office: proposed by staff, decided by another, suspended and resumed."""

from collections.abc import Collection
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import moves, notices, trail
from accounts.models import User
from accounts.moves import MoveRefused
from jingyan.periods import add_months
from officers.actions.document import number
from officers.actions.inspection import check_inspected
from officers.actions.measures import measures_on
from officers.models import Appointment, Batch, Measures, Officer, Registration
from officers.models.stages import uninspected, unpublicised

# The name that PostgreSQL's constraint and SQLite's trigger both print.
OVERLAP = "appointment_terms_overlap"
UNPUBLICISED = "appointment_follows_publicity"
UNINSPECTED = "appointment_follows_inspection"
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
    """Propose a person for a term under the measures in force on `starts_on`, the stages that they
    ask for behind.

    The number of the document is taken at the approval; `document_number` is for one that was given
    elsewhere.
    """
    measures = measures_on(starts_on)
    check_inspected(registration, measures)
    if measures.publicity and not registration.is_cleared:
        raise MoveRefused(unpublicised(registration))
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
def propose_many(
    registrations: Collection[Registration],
    *,
    by: User,
    starts_on: date,
    batch: Batch | None = None,
) -> list[Appointment]:
    """Propose several people together: all of them, or none and the reason."""
    if not registrations:
        raise MoveRefused(_("Choose at least one person to propose."))
    ordered = sorted(registrations, key=lambda registration: registration.pk)
    return [
        propose(registration, by=by, starts_on=starts_on, batch=batch) for registration in ordered
    ]


def approve(appointment: Appointment, *, by: User) -> Appointment:
    """Appoint: the term counts from now on, and the registration has reached its end. The proposer
    can't.

    Raises MoveRefused where the term overlaps another one of the same officer, whether the check
    or the database notices it first, and where the publicity of the person hasn't closed or an
    objection holds.
    """
    return approve_many([appointment], by=by)[0]


@trail.together()
def approve_many(appointments: Collection[Appointment], *, by: User) -> list[Appointment]:
    """Appoint several people by one document, whose number is taken now: all of them, or none and
    the reason.
    """
    if not appointments:
        raise MoveRefused(_("Choose at least one proposal to approve."))
    ordered = sorted(appointments, key=lambda appointment: appointment.officer_id)
    # One decision on a person at a time: PostgreSQL would end two overlapping ones in a deadlock.
    people = {appointment.officer_id for appointment in ordered}
    list(Officer.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk"))
    rows = [_approve(appointment, by) for appointment in ordered]
    unnumbered = [row for row in rows if not row.document_number]
    if unnumbered:
        number(unnumbered, by=by)
    for row in rows:
        if row.registration:
            moves.make(row.registration, "appoint", by=by)
    return rows


@trail.together()
def reject(appointment: Appointment, *, by: User, reason: str) -> Appointment:
    """Turn a proposal down; the registration is open to another proposal. The proposer can't."""
    row = moves.make(appointment, "reject", by=by, reason=reason)
    if row.registration:
        moves.make(row.registration, _way_back(row.registration), by=by, reason=reason)
    way = ("officers:appointment_detail", row.pk)
    notices.notify([row.proposed_by], kind="appointment_rejected", url=way, subject=row.officer)
    return row


def _way_back(registration: Registration) -> str:
    """The move that returns a registration to its state before the proposal."""
    if registration.is_cleared:
        return "take_back_cleared"
    return "take_back_inspected" if registration.is_inspected else "take_back"


@transaction.atomic
def suspend(appointment: Appointment, *, by: User, reason: str) -> Appointment:
    """Let a term rest; it still counts as the officer's term."""
    return moves.make(appointment, "suspend", by=by, reason=reason)


@transaction.atomic
def resume(appointment: Appointment, *, by: User) -> Appointment:
    return moves.make(appointment, "resume", by=by)


def _approve(appointment: Appointment, by: User) -> Appointment:
    try:
        with transaction.atomic():
            return moves.make(appointment, "approve", by=by, changes={"approved_by": by})
    except IntegrityError as error:
        if UNPUBLICISED in str(error):
            raise MoveRefused(unpublicised(appointment.officer)) from error
        if UNINSPECTED in str(error):
            raise MoveRefused(uninspected(appointment.officer)) from error
        if OVERLAP in str(error):
            raise overlap(appointment) from error
        raise


def end_of_term(starts_on: date, measures: Measures) -> date:
    """The last day of a term: the day before its anniversary."""
    return add_months(starts_on, measures.term_months) - timedelta(days=1)


def check_free(appointment: Appointment) -> None:
    """Raise MoveRefused where a term that counts overlaps this one."""
    others = appointment.officer.appointments.exclude(state__in=COUNTED_OUT).exclude(
        pk=appointment.pk
    )
    if others.filter(
        starts_on__lte=appointment.ends_on, ends_on__gte=appointment.starts_on
    ).exists():
        raise overlap(appointment)


def overlap(appointment: Appointment) -> MoveRefused:
    """The refusal of a second term at the same time."""
    return MoveRefused(
        _("%(officer)s already serves a term that overlaps %(from)s to %(to)s. Choose other dates.")
        % {"officer": appointment.officer, "from": appointment.starts_on, "to": appointment.ends_on}
    )
