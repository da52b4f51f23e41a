"""How a contribution comes to count: verified by its town, confirmed by the county, each by
a different user.
"""

from django.utils import timezone

from accounts import moves, notices, trail
from accounts.models import User
from pairings.models import Contribution


def verify(contribution: Contribution, *, by: User) -> Contribution:
    """Verify a contribution for its town. Raises PermissionDenied for anyone who entered or changed
    it.
    """
    return moves.make(
        contribution, "verify", by=by, changes={"verified_by": by, "verified_at": timezone.now()}
    )


def confirm(contribution: Contribution, *, by: User) -> Contribution:
    """Confirm a contribution that its town has verified: from now on it counts and never changes.

    Raises PermissionDenied for anyone who entered, changed or verified it.
    """
    return moves.make(
        contribution, "confirm", by=by, changes={"confirmed_by": by, "confirmed_at": timezone.now()}
    )


def confirm_without_town(contribution: Contribution, *, by: User) -> Contribution:
    """Confirm a contribution that belongs to no town. Raises MoveRefused if it belongs to one."""
    changes = {"confirmed_by": by, "confirmed_at": timezone.now()}
    return moves.make(contribution, "confirm_without_town", by=by, changes=changes)


def confirm_as_due(contribution: Contribution, *, by: User) -> Contribution:
    """Confirm a contribution, whether its town has verified it or it belongs to no town."""
    way = confirm if contribution.town_id else confirm_without_town
    return way(contribution, by=by)


@trail.together()
def send_back(contribution: Contribution, *, reason: str, by: User) -> Contribution:
    """Return a contribution with the reason; its authors are notified."""
    undone = {"verified_by": None, "verified_at": None}
    row = moves.make(contribution, "send_back", by=by, reason=reason, changes=undone)
    way = ("pairings:contribution_detail", row.pk)
    notices.notify(
        {row.entered_by, *row.changed_by.all()},
        kind="contribution_returned",
        url=way,
        subject=row.title,
    )
    return row


def report_again(contribution: Contribution, *, by: User) -> Contribution:
    """Report a returned contribution again, once corrected. Raises PermissionDenied unless `by`
    entered it or is county staff.
    """
    return moves.make(contribution, "report_again", by=by)


def withdraw(contribution: Contribution, *, reason: str, by: User) -> Contribution:
    """Withdraw a contribution reported by mistake. Raises PermissionDenied like `report_again`."""
    return moves.make(contribution, "withdraw", by=by, reason=reason)
