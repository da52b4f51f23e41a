"""How a pairing ends, whichever way: what was promised under it is settled, and what was in hand
is open again.
"""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts import moves
from accounts.models import User
from officers.models import Officer
from pairings.actions.hand_over import open_for_pairing
from pairings.actions.promise import break_
from pairings.models import Pairing, Promise
from villages.actions.demand import reopen
from villages.models import Demand

IN_HAND = (Demand.State.TAKEN_UP, Demand.State.DELIVERING)


def finish(
    pairing: Pairing, *, by: User, reason: str, last_day: date, leaves: bool = False
) -> Pairing:
    """End an active pairing in the caller's transaction; `leaves`: its officer leaves office, not
    this village alone.

    What is still to be delivered is broken, with the end of the pairing as its reason; what was
    delivered waits to be verified, and so does its demand. Demands that no one else has in hand
    are open again.
    """
    row = moves.make(pairing, "end", by=by, reason=reason, changes={"ends_on": last_day})
    # The hand-over lists what is open, so it comes before anything is settled.
    open_for_pairing(row, by=by)
    reason_text = reason.strip()
    for promise in _undone(row, leaves):
        break_(promise, by=by, reason=_("Ended with the pairing: %s") % reason_text)
    why = (
        _("%s has left office.") % row.officer
        if leaves
        else _("The pairing has ended: %s") % reason_text
    )
    for demand in _in_hand(row, leaves):
        reopen(demand, by=by, reason=why)
    return row


def _undone(pairing: Pairing, leaves: bool) -> Iterable[Promise]:
    """What the officer still owes: to this village, and to others too where the officer leaves."""
    owed = Promise.objects.in_force().filter(owner=pairing.officer_id, state__in=Promise.UNDONE)
    return (owed if leaves else owed.filter(village=pairing.village_id)).order_by("pk")


def _in_hand(pairing: Pairing, leaves: bool) -> QuerySet[Demand]:
    """What the officer has in hand, and whatever the village has in hand, unless someone else is
    working on it.
    """
    mine = Q(pk__in=[])
    if pairing.officer.user_id:
        mine |= Q(taken_up_by=pairing.officer.user_id) & (
            Q() if leaves else Q(village=pairing.village_id)
        )
    if not Pairing.objects.current().filter(village=pairing.village_id).exists():
        others = Officer.objects.exclude(pk=pairing.officer_id).exclude(user=None)
        mine |= Q(village=pairing.village_id) & ~Q(taken_up_by__in=others.values("user"))
    promised = Promise.objects.alive().filter(demands__isnull=False).values("demands")
    return Demand.objects.filter(mine, state__in=IN_HAND).exclude(pk__in=promised).order_by("pk")
