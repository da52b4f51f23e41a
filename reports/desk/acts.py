"""What a user has done."""

from accounts.models import TECHNICAL_TARGETS, TrailEntry, User
from accounts.trail.history import ActDescription, describe_act

LATEST_ACTS = 8


def done_by(user: User) -> list[ActDescription]:
    """Descriptions of the user's latest acts on records, without logging in and out."""
    own = TrailEntry.objects.filter(by=user.username).exclude(target__in=["", User._meta.label])
    if not user.sees_programme:
        # Acts from an earlier role may name records that this user may no longer see.
        own = own.filter(target__in=TECHNICAL_TARGETS)
    return [describe_act(entry) for entry in own.order_by("-pk")[:LATEST_ACTS]]
