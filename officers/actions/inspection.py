"""The inspection (考察) behind the review, where the measures ask for one."""

from dataclasses import dataclass
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
from officers.models.stages import uninspected


@dataclass(frozen=True)
class Inspector:
    """One of the two: the name for the report, and the user, where this is one."""

    name: str
    user: User | None = None

    @property
    def printed(self) -> str:
        """The inspector's name as the report prints it."""
        return self.name.strip() or (str(self.user) if self.user else "")


@trail.together()
def inspect(
    registration: Registration,
    *,
    by: User,
    inspected_on: date,
    file: Uploaded,
    first_inspector: str = "",
    second_inspector: str = "",
    first_inspector_user: User | None = None,
    second_inspector_user: User | None = None,
    suitable: bool = True,
    opinion: str = "",
) -> Registration:
    """Record the inspection by two people, with their report; who isn't suitable has not passed.

    Users who registered, changed or submitted the registration can neither record it nor inspect. A
    user is given as such; the names are for people who have no account. Raises ValidationError by
    field, MoveRefused, PermissionDenied.
    """
    require(by, "registrations.inspect")
    rows = Registration.objects.visible_to(by).select_related("submitted_by")
    row = rows.select_for_update(no_key=True, of=("self",)).get(pk=registration.pk)
    move = _move(row, suitable)
    moves.require_open(row, Registration.MOVES[move], by=by)
    inspectors = (
        Inspector(first_inspector, first_inspector_user),
        Inspector(second_inspector, second_inspector_user),
    )
    _check(row, inspectors, inspected_on)
    if not suitable and not opinion.strip():
        raise ValidationError({"opinion": _("Say why the person isn't suitable.")})
    row = moves.make(row, move, by=by, reason=opinion)
    inspection = Inspection(
        registration=row,
        inspected_on=inspected_on,
        first_inspector=inspectors[0].printed,
        first_inspector_user=first_inspector_user,
        second_inspector=inspectors[1].printed,
        second_inspector_user=second_inspector_user,
        suitable=suitable,
        opinion=opinion.strip(),
    )
    files.attach(inspection, file, of=row, by=by)
    return row


def check_inspected(registration: Registration, measures: Measures) -> None:
    """Raise MoveRefused where the measures ask for an inspection and none found this person
    suitable.
    """
    if measures.inspection and not registration.is_inspected:
        raise MoveRefused(uninspected(registration))


def _move(row: Registration, suitable: bool) -> str:
    if not suitable:
        return "fail_inspection"
    return "inspect_cleared" if row.state == Registration.State.CLEARED else "inspect"


def _check_person(row: Registration, name: str, inspector: Inspector) -> None:
    """The account decides; a bare name is refused where it is plainly the submitter's, and chosen
    for a namesake.
    """
    message = _("%s entered or submitted this registration. Name someone else.") % inspector.printed
    if inspector.user is None:
        if row.submitted_by and inspector.printed == row.submitted_by.full_name:
            raise ValidationError({name: message})
        return
    if not Registration.MOVES["inspect"].leaves_to(row, inspector.user):
        raise ValidationError({f"{name}_user": message})
    if inspector.printed != str(inspector.user):
        raise ValidationError(
            {
                name: _(
                    "The account chosen has another name. Leave this empty, or choose no account."
                )
            }
        )


def _check(row: Registration, inspectors: tuple[Inspector, Inspector], inspected_on: date) -> None:
    if inspected_on > localdate():
        raise ValidationError({"inspected_on": _("This day has not come yet. Correct the date.")})
    for name, inspector in zip(("first_inspector", "second_inspector"), inspectors, strict=True):
        if not inspector.printed:
            raise ValidationError({name: _("Name the inspector.")})
        _check_person(row, name, inspector)
    first, second = inspectors
    if first.printed == second.printed or (first.user and first.user == second.user):
        raise ValidationError({"second_inspector": _("Two people inspect. Name another one.")})
