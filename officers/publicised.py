"""What happens to the records on a notice: candidates are handled here, grades in their own app,
which registers itself.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.models import User
from officers.models import Publicity, PublicityEntry

Act = Callable[[QuerySet[PublicityEntry], User], None]


@dataclass(frozen=True)
class Follower:
    """What becomes of the entries of one matter, each time in the transaction of the act."""

    # The record behind an entry, and the path to the person, as names of relations.
    subject: str
    person: str
    posted: Act
    taken_back: Act
    # The notice has closed and no objection holds them.
    cleared: Act
    # An objection was raised against those that had been cleared.
    held: Act
    # An objection against them was upheld.
    upheld: Act


FOLLOWERS: dict[str, Follower] = {}


def follow(matter: str, follower: Follower) -> None:
    """Register what follows notices of a matter."""
    FOLLOWERS[matter] = follower


def follower_of(publicity: Publicity) -> Follower:
    """What follows this notice."""
    return FOLLOWERS[publicity.matter]
