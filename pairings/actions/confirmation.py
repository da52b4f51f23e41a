"""How a contribution comes to count: verified by its town, confirmed by the county, each by
a different user.
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import moves, notices, trail
from accounts.models import User
from accounts.moves import MoveRefused
from pairings.actions.contribution import may_edit
from pairings.models import Contribution


@transaction.atomic
def verify(contribution: Contribution, *, by: User) -> Contribution:
    """Verify a fact for its town. Raises PermissionDenied for anyone who entered or changed it.

    County staff verify only where all liaisons of the town have entered or changed it: MoveRefused
    otherwise.
    """
    row = moves.make(
        contribution, "verify", by=by, changes={"verified_by": by, "verified_at": timezone.now()}
    )
    if row.town is None:
        raise MoveRefused(_("This fact belongs to no town. The county confirms it directly."))
    if by.town_id is None and _other_liaisons(row):
        raise MoveRefused(
            _("%(town)s has a liaison who can verify this: %(names)s.")
            % {"town": row.town, "names": "、".join(_other_liaisons(row))}
        )
    return row


def confirm(contribution: Contribution, *, by: User) -> Contribution:
    """Confirm a fact that its town has verified: from now on it counts and never changes.

    Raises PermissionDenied for anyone who entered, changed or verified it.
    """
    return moves.make(
        contribution, "confirm", by=by, changes={"confirmed_by": by, "confirmed_at": timezone.now()}
    )


@transaction.atomic
def confirm_without_town(contribution: Contribution, *, by: User) -> Contribution:
    """Confirm a fact that belongs to no town. Raises MoveRefused if it belongs to one."""
    changes = {"confirmed_by": by, "confirmed_at": timezone.now()}
    row = moves.make(contribution, "confirm_without_town", by=by, changes=changes)
    if row.town is not None:
        raise MoveRefused(_("%(town)s has to verify this fact first.") % {"town": row.town})
    return row


def confirm_as_due(contribution: Contribution, *, by: User) -> Contribution:
    """Confirm a fact, whether its town has verified it or it belongs to no town."""
    way = confirm if contribution.town_id else confirm_without_town
    return way(contribution, by=by)


@trail.together()
def send_back(contribution: Contribution, *, reason: str, by: User) -> Contribution:
    """Return a fact with the reason; its authors are notified."""
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


@transaction.atomic
def report_again(contribution: Contribution, *, by: User) -> Contribution:
    """Report a returned fact again, once corrected. Raises PermissionDenied unless `by` entered it
    or is county staff.
    """
    return _require_reporter(moves.make(contribution, "report_again", by=by), by)


@transaction.atomic
def withdraw(contribution: Contribution, *, reason: str, by: User) -> Contribution:
    """Withdraw a fact reported by mistake. Raises PermissionDenied as `report_again` does."""
    return _require_reporter(moves.make(contribution, "withdraw", by=by, reason=reason), by)


def offers(contribution: Contribution, name: str, user: User) -> bool:
    """Whether the rules beyond the table let `user` make the move `name`: which buttons to draw."""
    if name in ("report_again", "withdraw"):
        return may_edit(contribution, user)
    if name == "verify":
        return contribution.town_id is not None and (
            user.town_id is not None or not _other_liaisons(contribution)
        )
    return name != "confirm_without_town" or contribution.town_id is None


def _require_reporter(row: Contribution, by: User) -> Contribution:
    if not may_edit(row, by):
        raise PermissionDenied
    return row


def _other_liaisons(row: Contribution) -> list[str]:
    """The names of the town's users who may verify, apart from those who entered or changed the
    fact.
    """
    others = User.objects.filter(town=row.town_id, is_active=True).exclude(pk=row.entered_by_id)
    others = others.exclude(pk__in=row.changed_by.order_by().values("pk"))
    return [str(user) for user in others] if row.town_id else []
