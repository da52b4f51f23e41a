"""Objections against one person on a notice: they hold back that person and no one else."""

from datetime import date

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts import moves, trail
from accounts.access import require
from accounts.models import User
from accounts.moves import MoveRefused
from officers.models import Objection, Publicity, PublicityEntry
from officers.publicised import follower_of


@trail.together()
def raise_objection(
    entry: PublicityEntry, *, by: User, received_on: date, source: str, content: str
) -> Objection:
    """Enter an objection against one person on a posted notice. A person cleared already is held
    again.
    """
    require(by, "publicities.run")
    publicity = (
        Publicity.objects.visible_to(by).select_for_update(no_key=True).get(pk=entry.publicity_id)
    )
    if publicity.state not in (Publicity.State.RUNNING, Publicity.State.CLOSED):
        raise MoveRefused(_("This notice is not posted, so there is nothing to object to."))
    if not publicity.starts_on <= received_on <= localdate():
        raise MoveRefused(
            _("The day of receipt lies between the posting, %(day)s, and today. Correct it.")
            % {"day": publicity.starts_on}
        )
    row = Objection.objects.create(
        entry=entry, received_on=received_on, source=source, content=content, entered_by=by
    )
    follower_of(publicity).held(publicity.entries.filter(pk=entry.pk), by)
    trail.write("create", row, by=by, after=row.state)
    return row


@trail.together()
def dismiss(objection: Objection, *, by: User, reason: str) -> Objection:
    """Find an objection without ground; `reason` says how it was checked. Held by nothing else, the
    person goes on.
    """
    row = moves.make(objection, "dismiss", by=by, reason=reason, changes=_decision(by, reason))
    entry = row.entry
    if entry.publicity.state == Publicity.State.CLOSED and not entry.objections.holding().exists():
        follower_of(entry.publicity).cleared(entry.publicity.entries.filter(pk=entry.pk), by)
    return row


@trail.together()
def uphold(objection: Objection, *, by: User, reason: str) -> Objection:
    """Find an objection right; `reason` says on what evidence.

    A candidate stays held until found not passed; a grade goes back for a new decision.
    """
    row = moves.make(objection, "uphold", by=by, reason=reason, changes=_decision(by, reason))
    publicity = row.entry.publicity
    follower_of(publicity).upheld(publicity.entries.filter(pk=row.entry_id), by)
    return row


def _decision(by: User, reason: str) -> dict[str, object]:
    return {"decided_by": by, "handling": reason.strip()}
