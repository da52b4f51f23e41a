"""The inspection (考察) behind the review, where the measures ask for one."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts import files, moves, trail
from accounts.access import require
from accounts.models import User
from accounts.moves import MoveRefused
from jingyan.uploads import Uploaded
from officers.models import Inspection, Measures, Registration
from officers.models.stages import inspection_asked


@trail.together()
def inspect(
    registration: Registration,
    *,
    by: User,
    inspected_on: date,
    first_inspector: str,
    second_inspector: str,
    file: Uploaded,
    suitable: bool = True,
    opinion: str = "",
) -> Registration:
    """Record the inspection by two people, with their report; who isn't suitable has not passed.

    The submitter neither records it nor inspects. Raises ValidationError by field, MoveRefused, PermissionDenied.
    """
    require(by, "registrations.inspect")
    rows = Registration.objects.visible_to(by).select_related("submitted_by")
    row = rows.select_for_update(no_key=True, of=("self",)).get(pk=registration.pk)
    if not inspection_asked():
        raise MoveRefused(_("The measures in force ask for no inspection. Go on without it."))
    if row.is_inspected:
        raise MoveRefused(_("%s has been inspected already. Reload the page to see the report.") % row)
    inspectors = first_inspector.strip(), second_inspector.strip()
    _check(row, inspectors, inspected_on)
    if not suitable and not opinion.strip():
        raise ValidationError({"opinion": _("Say why the person isn't suitable.")})
    row = moves.make(row, _move(row, suitable), by=by, reason=opinion)
    inspection = Inspection(
        registration=row,
        inspected_on=inspected_on,
        first_inspector=inspectors[0],
        second_inspector=inspectors[1],
        suitable=suitable,
        opinion=opinion.strip(),
    )
    files.keep(inspection, file, of=row, by=by)
    return row


def check_inspected(registration: Registration, measures: Measures) -> None:
    """Raise MoveRefused where the measures ask for an inspection and none found this person suitable."""
    if measures.inspection and not registration.is_inspected:
        raise uninspected(registration)


def uninspected(person: object) -> MoveRefused:
    """The refusal of the next stage before the inspection of a person."""
    return MoveRefused(
        _("The measures ask for an inspection, and that of %s is not on file. Record it with its report first.")
        % person
    )


def _move(row: Registration, suitable: bool) -> str:
    if not suitable:
        return "fail_inspection"
    return "inspect_cleared" if row.state == Registration.State.CLEARED else "inspect"


def _check(row: Registration, inspectors: tuple[str, str], inspected_on: date) -> None:
    if inspected_on > localdate():
        raise ValidationError({"inspected_on": _("This day has not come yet. Correct the date.")})
    for name, inspector in zip(("first_inspector", "second_inspector"), inspectors, strict=True):
        if not inspector:
            raise ValidationError({name: _("Name the inspector.")})
        if row.submitted_by and inspector == row.submitted_by.full_name:
            raise ValidationError({name: _("%s submitted this registration. Name somebody else.") % inspector})
    if inspectors[0] == inspectors[1]:
        raise ValidationError({"second_inspector": _("Two people inspect. Name another one.")})
