"""Evidence: the files that prove a contribution."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import files
from accounts.access import require
from accounts.models import User
from accounts.moves import MoveRefused
from accounts.trail.acts import ACTS
from jingyan.uploads import Uploaded
from pairings.models import Contribution, Evidence

ACTS["attach"] = gettext_lazy("Evidence added")
CLOSED = (Contribution.State.COUNTY_CONFIRMED, Contribution.State.WITHDRAWN)


@transaction.atomic
def attach(contribution: Contribution, *, file: Uploaded, by: User) -> Evidence:
    """Add an evidence file. PermissionDenied, MoveRefused once it is confirmed, or ValidationError
    for a bad file.
    """
    seen = Contribution.objects.visible_to(by).select_for_update(no_key=True, of=("self",))
    row = seen.get(pk=contribution.pk)
    require(by, "contributions.report")
    if not takes_evidence(row, by):
        raise MoveRefused(_("%(row)s is closed: no evidence can be added.") % {"row": row.ref})
    return files.attach(Evidence(contribution=row), file, of=row, by=by)


def takes_evidence(contribution: Contribution, user: User) -> bool:
    """Whether `user` may still add evidence."""
    return user.may("contributions.report") and contribution.state not in CLOSED
