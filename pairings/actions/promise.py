"""The life of promises: taken up beside a plan, begun, delivered by one user, verified by
another, or broken.
"""

from datetime import date
from typing import Unpack

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import files, moves, trail
from accounts.access import require
from accounts.models import User
from jingyan.uploads import Uploaded
from officers.models import Officer
from pairings.actions.terms import PromiseTerms, agree
from pairings.models import Promise, PromiseEvidence
from villages.actions import demand as villages
from villages.models import Demand


@trail.together()
def take_up(demand: Demand, *, by: User, owner: Officer, **terms: Unpack[PromiseTerms]) -> Promise:
    """Promise beside any plan to meet an open demand, of whichever village; the demand is taken up.

    Officers promise for themselves, the county and the town for officers in their sight.
    """
    require(by, "promises.make")
    if not (owner.user_id == by.pk or (by.may("promises.verify") and _sees(by, owner))):
        raise PermissionDenied
    visible_demand = Demand.objects.visible_to(by).get(pk=demand.pk)
    if terms["due_on"] < timezone.localdate():
        raise ValidationError({"due_on": _("This day has passed already.")})
    taken = villages.take_up(visible_demand, by=by, for_user=owner.user)
    row = Promise(owner=owner, village=taken.village, entered_by=by)
    return agree(row, {**terms, "demands": [taken]}, by=by)


@trail.together()
def start(promise: Promise, *, by: User) -> Promise:
    """Begin on a promise; what was taken up for it is being delivered from now on."""
    row = moves.make(promise, "start", by=by)
    for demand in row.demands.filter(state=Demand.State.TAKEN_UP).order_by("pk"):
        villages.start(demand, by=by)
    return row


@trail.together()
def deliver(
    promise: Promise,
    *,
    by: User,
    done: str,
    delivered_on: date | None = None,
    file: Uploaded | None = None,
) -> Promise:
    """Report what was done and since when, with an optional file; another user verifies it."""
    day = delivered_on or timezone.localdate()
    if not done.strip():
        raise ValidationError({"done": _("Say what was done.")})
    if day > timezone.localdate():
        raise ValidationError({"delivered_on": _("This day is still to come.")})
    changes = {"done": done.strip(), "delivered_on": day, "delivered_by": by}
    row = moves.make(promise, "deliver", by=by, changes=changes)
    row.note_change(by)
    if file is not None:
        files.attach(PromiseEvidence(promise=row), file, of=row, by=by)
    return row


def verify(promise: Promise, *, by: User) -> Promise:
    """Verify a delivered promise. Raises PermissionDenied for the owner and for anyone who has ever
    reported it.
    """
    return moves.make(
        promise,
        "verify",
        by=by,
        changes={"verified_by": by, "verified_at": timezone.now()},
    )


def send_back(promise: Promise, *, reason: str, by: User) -> Promise:
    """Return a promise that isn't delivered yet, with the reason. Raises MoveRefused after the end
    of its pairing: then it is either verified or broken.
    """
    return moves.make(promise, "send_back", by=by, reason=reason)


@trail.together()
def break_(promise: Promise, *, reason: str, by: User) -> Promise:
    """Declare a promise broken; its demands without another promise are open again."""
    row = moves.make(promise, "break", by=by, reason=reason, changes={"reason": reason.strip()})
    taken = row.demands.filter(state__in=[Demand.State.TAKEN_UP, Demand.State.DELIVERING])
    for demand in taken.exclude(pk__in=_still_promised(row)).order_by("pk"):
        villages.reopen(demand, by=by, reason=_("Promise broken: %s") % reason.strip())
    return row


def ready_to_close(promise: Promise, user: User) -> list[Demand]:
    """The demands of a promise that `user` may close, since all that was promised for them is
    verified.
    """
    if not user.may("demands.handle"):
        return []
    alive = Promise.objects.alive().values("demands")
    seen = Demand.objects.visible_to(user).filter(promises=promise, state=Demand.State.DELIVERING)
    verified = Promise.objects.kept().filter(pk=promise.pk).exists()
    return list(seen.exclude(pk__in=alive.filter(demands__isnull=False))) if verified else []


def _sees(by: User, owner: Officer) -> bool:
    return Officer.objects.visible_to(by).filter(pk=owner.pk).exists()


def _still_promised(broken: Promise) -> list[int]:
    others = Promise.objects.alive().exclude(pk=broken.pk).filter(demands__in=broken.demands.all())
    return list(others.values_list("demands", flat=True))
