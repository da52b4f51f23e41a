"""What supports a pair beside money: the office, preferential policies, and disclosures of
interests.
"""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import files, trail
from accounts.access import require
from accounts.models import User, acting
from accounts.moves import MoveRefused
from accounts.trail.acts import ACTS
from jingyan.uploads import PICTURES, Uploaded, kind_of
from officers.models import Officer
from pairings.models import OfficePhoto, OfficeProvision, PolicyBenefit, RelatedParty
from villages.models import Village

ACTS["end_interest"] = gettext_lazy("Interest has ended")


@trail.together()
def check_office(
    village: Village, *, by: User, photo: Uploaded | None = None, **values: Any
) -> OfficeProvision:
    """Enter what a village's office has and lacks. Raises PermissionDenied, or ValidationError by
    field.
    """
    require(by, "offices.check")
    locked_village = (
        Village.objects.visible_to(by)
        .select_for_update(no_key=True, of=("self",))
        .get(pk=village.pk)
    )
    row = OfficeProvision.objects.filter(village=locked_village).first() or OfficeProvision(
        village=locked_village
    )
    act = "change" if row.pk else "create"
    _set(row, values)
    _refuse_future("checked_on", row.checked_on)
    if photo is not None and kind_of(photo.name) not in PICTURES:
        raise ValidationError({"photo": _("This is not a photo. Choose a jpg or png.")})
    row.checked_by = by
    with acting(by):
        row.save()
    trail.write(act, row, by=by)
    if photo is not None:
        files.attach(OfficePhoto(office=row), photo, of=row, by=by)
    return row


@transaction.atomic
def save_benefit(benefit: PolicyBenefit | None, *, by: User, **values: Any) -> PolicyBenefit:
    """Enter or correct a policy applied to a project. Raises PermissionDenied, or ValidationError
    by field.
    """
    require(by, "benefits.enter")
    rows = PolicyBenefit.objects.visible_to(by).select_for_update(no_key=True, of=("self",))
    row = rows.get(pk=benefit.pk) if benefit else PolicyBenefit(entered_by=by)
    _set(row, values)
    _refuse_future("approved_on", row.approved_on)
    if row.amount is not None and row.amount <= 0:
        raise ValidationError({"amount": _("Enter an amount above zero, or leave it empty.")})
    try:
        with transaction.atomic(), acting(by):
            row.save()
    except IntegrityError as taken:
        message = _(
            "The project already has an entry for this policy on that day. Change that entry."
        )
        raise ValidationError({"item": message}) from taken
    trail.write("change" if benefit else "create", row, by=by)
    return row


@transaction.atomic
def declare(*, officer: Officer, by: User, **values: Any) -> RelatedParty:
    """Declare an interest of an officer in a village. Raises PermissionDenied, or ValidationError
    by field.
    """
    require(by, "interests.declare")
    row = RelatedParty(officer=Officer.objects.visible_to(by).get(pk=officer.pk), entered_by=by)
    _set(row, values)
    _refuse_future("declared_on", row.declared_on)
    if row.project and row.project.village_id != row.village_id:
        raise ValidationError(
            {"project": _("This project is in another village. Choose one of this village.")}
        )
    with acting(by):
        row.save()
    trail.write("create", row, by=by)
    return row


@transaction.atomic
def end_interest(
    row: RelatedParty, *, by: User, reason: str, ends_on: date | None = None
) -> RelatedParty:
    """End a declared interest, on `ends_on` or today. Raises PermissionDenied, or MoveRefused."""
    require(by, "interests.end")
    rows: Any = RelatedParty.objects.visible_to(by).select_for_update(no_key=True, of=("self",))
    interest: RelatedParty = rows.select_related("officer", "village").get(pk=row.pk)
    if interest.ended_on is not None:
        raise MoveRefused(_("This interest has already ended."))
    if not reason.strip():
        raise MoveRefused(_("Say why the interest has ended."))
    interest.ended_on = max(ends_on or localdate(), interest.declared_on)
    with acting(by):
        interest.save(update_fields=["ended_on"])
    trail.write("end_interest", interest, by=by, note=reason.strip())
    return interest


def _refuse_future(name: str, day: date) -> None:
    if day > localdate():
        raise ValidationError({name: _("Enter a day that is not in the future.")})


def _set(row: Model, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
