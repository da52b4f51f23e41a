"""Why a registration doesn't go on: the stages that the measures in force ask for, and who has
looked at it.
"""

from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from jingyan.lazy_text import LazyText
from officers.models.rules import Measures


class Asked(NamedTuple):
    """The stages between review and proposal that the measures in force ask for."""

    inspection: bool
    publicity: bool


def required_stages() -> Asked:
    """The stages that the measures in force today ask for; without any measures, the publicity."""
    version = (
        Measures.objects.filter(starts_on__lte=timezone.localdate()).order_by("-starts_on").first()
    )
    return (
        Asked(version.inspection, version.publicity)
        if version
        else Asked(inspection=False, publicity=True)
    )


def publicity_asked() -> bool:
    """Whether the measures in force today put a publicity before the appointment."""
    return required_stages().publicity


def inspection_asked() -> bool:
    """Whether the measures in force today put an inspection behind the review."""
    return required_stages().inspection


def inspection_missing(row: Any, _user: User) -> str:
    """Why a person isn't publicised yet: the required inspection is not on file."""
    return uninspected(row) if inspection_asked() and not row.is_inspected else ""


def stage_missing(row: Any, user: User) -> str:
    """Why a person isn't proposed yet: a required stage has not been passed."""
    if refusal := inspection_missing(row, user):
        return refusal
    return "" if row.is_cleared or not publicity_asked() else unpublicised(row)


def inspection_needless(row: Any, _user: User) -> str | LazyText:
    """Why a person isn't inspected: nobody asks for it, or it is done."""
    if not inspection_asked():
        return _("The measures in force ask for no inspection. Go on without it.")
    if not row.is_inspected:
        return ""
    return _("%s has already been inspected. Reload the page to see the report.") % str(row)


def opened_for_review(row: Any, _user: User) -> str:
    """Why a registration isn't recalled: a reviewer has opened it."""
    if row.opened_at is None:
        return ""
    time = timezone.localtime(row.opened_at).strftime("%Y-%m-%d %H:%M")
    refusal = _(
        "%(person)s opened this registration at %(time)s. Ask for it to be returned for correction."
    )
    return refusal % {"person": row.opened_by, "time": time}


def no_objection_upheld(row: Any, _user: User) -> str:
    """Why a publicised person isn't disqualified."""
    refusal = _("No objection against %s has been upheld. Decide on the objection first.")
    return "" if row.objected else refusal % row


def uninspected(person: object) -> str:
    """The refusal of the next stage before the inspection of a person."""
    refusal = _(
        "The measures ask for an inspection, and that of %s is not on file. Record it with its "
        "report first."
    )
    return refusal % person


def unpublicised(person: object) -> str:
    """The refusal of a term before the publicity of a person has closed."""
    refusal = _(
        "The measures ask for a publicity before the appointment, and that of %s has not closed "
        "without an objection that holds. Post it, or close it after its last day."
    )
    return refusal % person
