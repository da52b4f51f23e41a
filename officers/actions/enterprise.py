"""Changes to enterprises."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import trail
from accounts.access import require
from accounts.models import User
from officers.models import Enterprise


@transaction.atomic
def save_enterprise(
    enterprise: Enterprise, *, by: User, changed: list[str] | None = None
) -> Enterprise:
    """Create an enterprise or store the fields named in `changed`. The credit code of a stored one
    stays as it is.
    """
    require(by, "enterprises.change")
    is_new = enterprise.pk is None
    enterprise.save()
    changes = {name: str(getattr(enterprise, name) or "") for name in changed or []}
    trail.write(
        "create" if is_new else "change", enterprise, by=by, changes={} if is_new else changes
    )
    return enterprise


@transaction.atomic
def enterprise_for(credit_code: str, name: str, *, by: User) -> Enterprise | None:
    """The enterprise of a checked credit code, created under `name` where it is new; None for a
    blank code.

    Raises ValidationError on `enterprise_name` for a new code without a name, and for a name that
    is another's.
    """
    if not credit_code:
        if name:
            raise ValidationError({"credit_code": _("Enter the credit code of this enterprise.")})
        return None
    enterprise = Enterprise.objects.filter(credit_code=credit_code).first()
    if enterprise is None:
        if not name:
            raise ValidationError(
                {"enterprise_name": _("This credit code is new. Enter the name of the enterprise.")}
            )
        return save_enterprise(Enterprise(credit_code=credit_code, name=name), by=by)
    if name not in ("", enterprise.name):
        raise ValidationError(
            {
                "enterprise_name": _(
                    "This credit code belongs to “%s”. Clear the name, or correct the code."
                )
                % enterprise
            }
        )
    return enterprise
