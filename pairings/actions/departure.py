"""An officer's term ends: the pairing under it ends too, and the demands that were in hand stand open again."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts import moves, trail
from accounts.models import User
from officers.actions import lapse, leave, next_term
from officers.models import Appointment
from pairings.models import Pairing
from villages.actions import reopen
from villages.models import Demand

IN_HAND = (Demand.State.TAKEN_UP, Demand.State.DELIVERING)


def resign(appointment: Appointment, *, by: User, reason: str) -> Appointment:
    """Record that the officer gives the office up."""
    return _leave(appointment, "resign", by, reason)


def dismiss(appointment: Appointment, *, by: User, reason: str) -> Appointment:
    """Dismiss the officer."""
    return _leave(appointment, "dismiss", by, reason)


def end_early(appointment: Appointment, *, by: User, reason: str) -> Appointment:
    """End the term before its last day for another reason."""
    return _leave(appointment, "end_early", by, reason)


@trail.together()
def let_lapse(appointment: Appointment, *, by: User) -> Appointment:
    """Let a term go whose last day has passed. Where the next one was approved, the pairing goes on under it."""
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
    """Let all terms go whose last day has passed, each in a transaction of its own; returns them."""
    lapsed = Appointment.objects.lapsed(localdate()).order_by("pk")
    return [let_lapse(appointment, by=by) for appointment in lapsed]


@trail.together()
def _leave(appointment: Appointment, move: str, by: User, reason: str) -> Appointment:
    row = leave(appointment, move, by=by, reason=reason)
    _end_pairings(row, by, reason)
    return row


def _end_pairings(appointment: Appointment, by: User, reason: str) -> None:
    for pairing in _pairings(appointment):
        last_day = max(pairing.starts_on, appointment.ends_on)
        moves.make(pairing, "end", by=by, reason=reason, changes={"ends_on": last_day})
        for demand in _in_hand(pairing):
            reopen(demand, by=by, reason=_("%s has left office.") % pairing.officer)


def _pairings(appointment: Appointment) -> Iterable[Pairing]:
    rows = Pairing.objects.current().filter(appointment=appointment).select_related("officer", "village")
    return rows.select_for_update(no_key=True, of=("self",)).order_by("pk")


def _in_hand(pairing: Pairing) -> Iterable[Demand]:
    """What the officer has in hand anywhere, and whatever the village has in hand unless somebody is left there."""
    mine = Q(pk__in=[])
    if pairing.officer.user_id:
        mine |= Q(taken_up_by=pairing.officer.user_id)
    if not Pairing.objects.current().filter(village=pairing.village_id).exists():
        mine |= Q(village=pairing.village_id)
    return Demand.objects.filter(mine, state__in=IN_HAND).order_by("pk")
