"""What a user has done."""

from accounts.history import Act, act_in_words
from accounts.models import TECHNICAL_TARGETS, TrailEntry, User

LATEST_ACTS = 8


def done_by(user: User) -> list[Act]:
    """The user's own latest acts on records, in words; coming and going is none."""
    own = TrailEntry.objects.filter(by=user.username).exclude(target__in=["", User._meta.label])
    if not user.sees_programme:
        # What somebody did in an earlier office names records of the programme.
        own = own.filter(target__in=TECHNICAL_TARGETS)
    return [act_in_words(entry) for entry in own.order_by("-pk")[:LATEST_ACTS]]
