"""How a term ends: by date, by the officer's wish, by dismissal, early; and how the next one
follows it.
"""

from collections.abc import Collection
from datetime import date, timedelta

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts import moves, trail
from accounts.access import require
from accounts.models import User
from accounts.moves import MoveRefused
from officers.actions.appointment import check_free, end_of_term
from officers.actions.document import number_end
from officers.actions.measures import measures_on
from officers.models import Appointment, Batch

LEAVING = ("resign", "dismiss", "end_early")


@trail.together()
def leave(appointment: Appointment, move: str, *, by: User, reason: str) -> Appointment:
    """End a running term today by one of LEAVING; its last day moves up, so that another term may
    begin.

    The notice of the end takes the next number. The pairing under the term is the affair of a
    higher floor, which calls this.
    """
    last_day = min(max(localdate(), appointment.starts_on), appointment.ends_on)
    row = moves.make(appointment, move, by=by, reason=reason, changes={"ends_on": last_day})
    number_end(row, by=by)
    return row


def lapse(appointment: Appointment, *, by: User) -> Appointment:
    """Let a term go whose last day has passed: renewed where the next one has been approved, else
    expired.
    """
    if appointment.ends_on >= localdate():
        raise MoveRefused(
            _("The term of %(officer)s runs to %(day)s.")
            % {"officer": appointment.officer, "day": appointment.ends_on}
        )
    return moves.make(appointment, "renew" if next_term(appointment) else "expire", by=by)


def next_term(appointment: Appointment) -> Appointment | None:
    """The approved term that follows this one."""
    return appointment.renewals.filter(state=Appointment.State.ACTIVE).first()


@trail.together()
def renew_many(
    appointments: Collection[Appointment], *, by: User, batch: Batch | None = None
) -> list[Appointment]:
    """Propose the next term of several officers, each from the day after the present one: all of
    them, or none.
    """
    require(by, "appointments.propose")
    if not appointments:
        raise MoveRefused(_("Choose at least one officer whose term is to be renewed."))
    keys = [appointment.pk for appointment in appointments]
    rows = Appointment.objects.visible_to(by).filter(pk__in=keys).select_related("officer")
    return [
        _renew(row, by, batch)
        for row in rows.select_for_update(no_key=True, of=("self",)).order_by("officer_id", "pk")
    ]


def _renew(old: Appointment, by: User, batch: Batch | None) -> Appointment:
    if old.state not in (Appointment.State.ACTIVE, Appointment.State.EXPIRED):
        raise MoveRefused(
            _("The term of %(officer)s is now “%(state)s” and can't be renewed.")
            % {"officer": old.officer, "state": old.get_state_display()}
        )
    if old.renewals.exclude(state=Appointment.State.REJECTED).exists():
        raise MoveRefused(_("The next term of %s has already been proposed.") % old.officer)
    starts_on = _first_day(old)
    measures = measures_on(starts_on)
    row = Appointment(
        officer=old.officer,
        renews=old,
        measures=measures,
        batch=batch or old.batch,
        starts_on=starts_on,
        ends_on=end_of_term(starts_on, measures),
        proposed_by=by,
    )
    check_free(row)
    row.save()
    trail.write("propose", row, by=by, after=row.state)
    return row


def _first_day(old: Appointment) -> date:
    """The day after the old term; of one that has expired, not before today."""
    following = old.ends_on + timedelta(days=1)
    return max(following, localdate()) if old.state == Appointment.State.EXPIRED else following
