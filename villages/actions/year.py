from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from villages.actions.saving import _refuse_out_of_sight, _save
from villages.models import Village, VillageYear


def year_to_come(year: int) -> str:
    """An error message if `year` is in the future, otherwise empty."""
    this_year = timezone.localdate().year
    if year <= this_year:
        return ""
    return _("This year is still to come. Enter figures up to %(year)d.") % {"year": this_year}


@transaction.atomic
def save_year(year: VillageYear, *, by: User) -> VillageYear:
    """Enter or correct one village's figures of one year."""
    _refuse_out_of_sight(Village, year.village_id, by)
    if year._state.adding and (words := year_to_come(year.year)):
        raise ValidationError({"year": words})
    return _save(year, "villages.change", by)
