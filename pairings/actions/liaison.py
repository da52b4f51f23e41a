"""Who answers for a town: named by county staff, one at a time; every change opens a hand-over."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import trail
from accounts.access import require
from accounts.models import Town, User, acting
from accounts.moves import MoveRefused
from accounts.trail.acts import ACTS
from pairings.actions.hand_over import open_for_liaison
from pairings.models import Liaison

ACTS["leave_vacant"] = gettext_lazy("Liaison left, the town is vacant")


@trail.together()
def name(*, town: Town, user: User, starts_on: date, by: User, post: str = "") -> Liaison:
    """Name the liaison of a town from a day on. The former liaison hands over.

    Raises PermissionDenied, ValidationError by field, or MoveRefused if another user named one
    at the same moment.
    """
    require(by, "liaisons.change")
    former = _latest(town)
    if faults := _faults(town, user, starts_on, former):
        raise ValidationError(faults)
    row = Liaison(town=town, user=user, post=post.strip(), starts_on=starts_on, entered_by=by)
    try:
        with transaction.atomic(), acting(by):
            if former and former.ends_on is None:
                _end(former, starts_on - timedelta(days=1))
            row.save()
    except IntegrityError as taken:
        raise MoveRefused(
            _("Another user named a liaison of this town at the same moment. Reload the page.")
        ) from taken
    trail.write("create", row, by=by)
    if former and former.user_id != user.pk:
        open_for_liaison(row, former, by=by)
    return row


@trail.together()
def leave_vacant(liaison: Liaison, *, by: User, reason: str, ends_on: date) -> Liaison:
    """End a liaison's time with no successor yet: the vacancy shows. Raises PermissionDenied, or
    MoveRefused.
    """
    require(by, "liaisons.change")
    row = (
        Liaison.objects.visible_to(by)
        .select_for_update(no_key=True, of=("self",))
        .get(pk=liaison.pk)
    )
    if row.ends_on is not None:
        raise MoveRefused(_("%s is no longer liaison of this town. Reload the page.") % row.user)
    if not reason.strip():
        raise MoveRefused(_("Say why the liaison leaves."))
    if not row.starts_on <= ends_on <= localdate():
        raise MoveRefused(
            _("The last day must be between the first day, %(first)s, and today. Correct it.")
            % {"first": row.starts_on}
        )
    with acting(by):
        _end(row, ends_on)
    trail.write("leave_vacant", row, by=by, note=reason.strip())
    return row


def _latest(town: Town) -> Liaison | None:
    rows = Liaison.objects.filter(town=town).select_for_update(no_key=True, of=("self",))
    return rows.select_related("user", "town").order_by("-starts_on", "-pk").first()


def _end(row: Liaison, on: date) -> None:
    row.ends_on = on
    row.save(update_fields=["ends_on"])


def _faults(town: Town, user: User, starts_on: date, former: Liaison | None) -> dict[str, str]:
    faults = {}
    if user.town_id != town.pk or not user.is_active:
        faults["user"] = _("Choose a log-in of this town's liaisons. The administrator makes one.")
    if former and former.ends_on is None and former.user_id == user.pk:
        faults["user"] = _("%s is the liaison of this town already.") % user
    if starts_on > localdate():
        faults["starts_on"] = _("Enter a day that is not in the future.")
    if former and starts_on <= (former.ends_on or former.starts_on):
        faults["starts_on"] = _("The liaison before served until %(day)s. Enter a later day.") % {
            "day": former.ends_on or former.starts_on
        }
    return faults
