"""Personal numbers in full: never without a reason, and never without an entry in the trail."""

import logging
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import notices, trail
from accounts.access import require
from accounts.models import TrailEntry, User
from accounts.moves import MoveRefused
from accounts.roles import MAY
from officers.models import Officer

logger = logging.getLogger(__name__)

ACT, LIMIT = "reveal", "reveal_limit"
MOST_AN_HOUR = 30
SHORTEST_REASON = 5


@dataclass(frozen=True)
class Numbers:
    """What was revealed; it prints as nothing, so that no log or fault holds it."""

    id_number: str = field(repr=False)
    phone: str = field(repr=False)


class LimitReached(MoveRefused):
    """Too many within an hour."""


def reveal(officer: Officer, *, by: User, reason: str) -> Numbers:
    """The ID number and the phone of a person, against a reason of five characters or more; thirty
    times an hour.

    Raises Officer.DoesNotExist for a person out of sight, PermissionDenied, or MoveRefused. Who
    reaches the limit is named in the log and in the trail, which leaders and auditors read.
    """
    require(by, "officers.reveal")
    if len(reason.strip()) < SHORTEST_REASON:
        raise MoveRefused(
            _("Say in %d characters or more what the numbers are needed for.") % SHORTEST_REASON
        )
    try:
        return _reveal(officer, by, reason.strip())
    except LimitReached:
        _sound_the_alarm(by)
        raise


@transaction.atomic
def _reveal(officer: Officer, by: User, reason: str) -> Numbers:
    # One at a time for each user, so that the limit counts what goes on at the same moment.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    fresh = Officer.objects.visible_to(by).get(pk=officer.pk)
    if _within_an_hour(ACT, by) >= MOST_AN_HOUR:
        raise LimitReached(
            _(
                "You have revealed the numbers of %d people within an hour, which is the limit. "
                "Try again later."
            )
            % MOST_AN_HOUR
        )
    trail.write(ACT, fresh, by=by, note=reason, changes={"fields": ["id_number", "phone"]})
    return Numbers(fresh.id_number, fresh.phone)


@trail.together()
def _sound_the_alarm(by: User) -> None:
    """Once an hour for each user, however often the try is repeated."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    if not _within_an_hour(LIMIT, by):
        logger.warning("user %s reached the limit of reveals", by.pk)
        trail.write(LIMIT, by, by=by, changes={"limit": MOST_AN_HOUR})
        leaders = User.objects.filter(role__in=MAY["appointments.approve"], is_active=True)
        notices.notify(leaders, kind=LIMIT, url=("accounts:trail_list",), subject=by)


def _within_an_hour(act: str, by: User) -> int:
    since = timezone.now() - timedelta(hours=1)
    return TrailEntry.objects.filter(act=act, by=by.username, at__gt=since).count()
