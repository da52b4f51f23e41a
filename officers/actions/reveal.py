"""Personal numbers in full: never without a reason, and never without an entry in the trail."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import trail
from accounts.access import require
from accounts.models import TrailEntry, User
from accounts.moves import MoveRefused
from officers.models import Officer

ACT = "reveal"
MOST_AN_HOUR = 30
SHORTEST_REASON = 5


@dataclass(frozen=True)
class Numbers:
    """What was revealed; it prints as nothing, so that no log or fault holds it."""

    id_number: str = field(repr=False)
    phone: str = field(repr=False)


@transaction.atomic
def reveal(officer: Officer, *, by: User, reason: str) -> Numbers:
    """The ID number and the phone of a person, against a reason of five characters or more; thirty times an hour.

    Raises Officer.DoesNotExist for a person out of sight, PermissionDenied, or MoveRefused.
    """
    require(by, "officers.reveal")
    if len(reason.strip()) < SHORTEST_REASON:
        raise MoveRefused(_("Say in %d characters or more what the numbers are needed for.") % SHORTEST_REASON)
    # One at a time for each user, so that the limit counts what goes on at the same moment.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    fresh = Officer.objects.visible_to(by).get(pk=officer.pk)
    since = timezone.now() - timedelta(hours=1)
    if TrailEntry.objects.filter(act=ACT, by=by.username, at__gt=since).count() >= MOST_AN_HOUR:
        raise MoveRefused(
            _("You have revealed the numbers of %d people within an hour, which is the limit. Try again later.")
            % MOST_AN_HOUR
        )
    trail.write(ACT, fresh, by=by, note=reason.strip(), changes={"fields": ["id_number", "phone"]})
    return Numbers(fresh.id_number, fresh.phone)
