"""What a user has done."""

from accounts.models import TECHNICAL_TARGETS, TrailEntry, User
from accounts.trail.history import ActDescription, describe_act

LATEST_ACTS = 8


def done_by(user: User) -> list[ActDescription]:
    """The user's own latest acts on records, in words; coming and going is none."""
    own = TrailEntry.objects.filter(by=user.username).exclude(target__in=["", User._meta.label])
    if not user.sees_programme:
        # What somebody did in an earlier office names records of the programme.
        own = own.filter(target__in=TECHNICAL_TARGETS)
    return [describe_act(entry) for entry in own.order_by("-pk")[:LATEST_ACTS]]
