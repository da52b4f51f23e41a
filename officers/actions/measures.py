"""Versions of the management measures: found by date, entered one after the other."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import trail
from accounts.access import require
from accounts.models import User
from accounts.moves import MoveRefused
from officers.models import Measures
from officers.models.stages import inspection_asked, publicity_asked

__all__ = [
    "change_measures",
    "inspection_asked",
    "latest_measures",
    "measures_on",
    "new_version",
    "publicity_asked",
]

USED = "measures_used_never_change"


def measures_on(day: date) -> Measures:
    """The measures in force on a day. Raises MoveRefused where there are none."""
    try:
        return Measures.objects.in_force(day)
    except Measures.DoesNotExist as error:
        raise MoveRefused(
            _("No management measures are in force on %s. Choose a later date.") % day
        ) from error


def latest_measures() -> Measures | None:
    """The version that the next one begins from."""
    return Measures.objects.order_by("-version").first()


@transaction.atomic
def new_version(measures: Measures, *, by: User) -> Measures:
    """Store the next version; its first day must be later than that of the version before."""
    require(by, "measures.change")
    last = Measures.objects.select_for_update(no_key=True).order_by("-version").first()
    if last and measures.starts_on <= last.starts_on:
        raise ValidationError(
            {
                "starts_on": _("Version %(version)d applies from %(day)s. Choose a later day.")
                % _message_values(last)
            }
        )
    measures.pk, measures.version = None, last.version + 1 if last else 1
    measures.save(force_insert=True)
    trail.write("create", measures, by=by)
    return measures


@transaction.atomic
def change_measures(measures: Measures, *, by: User, changed: list[str]) -> Measures:
    """Store what was changed in a version that nothing rests on yet. Raises ValidationError for a
    used one.
    """
    require(by, "measures.change")
    others = Measures.objects.exclude(pk=measures.pk)
    if (
        before := others.filter(version__lt=measures.version).first()
    ) and measures.starts_on <= before.starts_on:
        raise ValidationError(
            {
                "starts_on": _("Version %(version)d applies from %(day)s. Choose a later day.")
                % _message_values(before)
            }
        )
    try:
        with transaction.atomic():
            measures.save()
    except IntegrityError as error:
        if USED not in str(error):
            raise
        raise ValidationError(
            _(
                "A term or a publicity rests on this version, so it stays as it is. Enter a new "
                "version."
            )
        ) from error
    trail.write(
        "change", measures, by=by, changes={name: str(getattr(measures, name)) for name in changed}
    )
    return measures


def _message_values(version: Measures) -> dict[str, object]:
    return {"version": version.version, "day": version.starts_on}
