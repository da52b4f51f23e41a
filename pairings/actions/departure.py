"""An officer's term ends: the pairing under it ends too, and the demands that were in hand are
open again.
"""

from collections.abc import Iterable

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts import trail
from accounts.models import User
from officers.actions import lapse, leave, next_term
from officers.models import Appointment
from pairings.actions.ending import finish
from pairings.models import Pairing


def resign(appointment: Appointment, *, by: User, reason: str) -> Appointment:
    """Record the officer's resignation and end the pairings under the appointment."""
    return _leave(appointment, "resign", by, reason)


def dismiss(appointment: Appointment, *, by: User, reason: str) -> Appointment:
    """Dismiss the officer and end the pairings under the appointment."""
    return _leave(appointment, "dismiss", by, reason)


def end_early(appointment: Appointment, *, by: User, reason: str) -> Appointment:
    """End the term before its last day for another reason."""
    return _leave(appointment, "end_early", by, reason)


@trail.together()
def let_lapse(appointment: Appointment, *, by: User) -> Appointment:
    """Let a term lapse whose last day has passed. If the next term is approved, the pairing
    continues under it.
    """
    row = lapse(appointment, by=by)
    following = next_term(row)
    if following is None:
        _end_pairings(row, by, _("The term of office has expired."))
        return row
    for pairing in _pairings(row):
        pairing.appointment = following
        pairing.save(update_fields=["appointment"])
        trail.write("carry_over", pairing, by=by, before=pairing.state, after=pairing.state)
    return row


def expire_all(*, by: User) -> list[Appointment]:
    """Let all terms lapse whose last day has passed, one transaction each; return them."""
    lapsed = Appointment.objects.lapsed(localdate()).order_by("pk")
    return [let_lapse(appointment, by=by) for appointment in lapsed]


@trail.together()
def _leave(appointment: Appointment, move: str, by: User, reason: str) -> Appointment:
    row = leave(appointment, move, by=by, reason=reason)
    _end_pairings(row, by, reason)
    return row


def _end_pairings(appointment: Appointment, by: User, reason: str) -> None:
    for pairing in _pairings(appointment):
        finish(
            pairing,
            by=by,
            reason=reason,
            last_day=max(pairing.starts_on, appointment.ends_on),
            leaves=True,
        )


def _pairings(appointment: Appointment) -> Iterable[Pairing]:
    rows = (
        Pairing.objects.current()
        .filter(appointment=appointment)
        .select_related("officer", "village")
    )
    return rows.select_for_update(no_key=True, of=("self",)).order_by("pk")
