from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from villages.actions.saving import _refuse_out_of_sight, _save
from villages.models import Village, VillageYear


def year_to_come(year: int) -> str:
    """Why figures of this year can't be known yet, in words; empty where they can."""
    this = timezone.localdate().year
    return (
        _("This year is still to come. Enter figures up to %(year)d.") % {"year": this}
        if year > this
        else ""
    )


@transaction.atomic
def save_year(year: VillageYear, *, by: User) -> VillageYear:
    """Enter or correct one village's figures of one year."""
    _refuse_out_of_sight(Village, year.village_id, by)
    if year._state.adding and (words := year_to_come(year.year)):
        raise ValidationError({"year": words})
    return _save(year, "villages.change", by)
