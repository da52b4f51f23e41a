from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Town, User
from villages.actions.saving import _refuse_future, _refuse_out_of_sight, _save
from villages.models import Title


def won_that_year(title: Title, others: Iterable[Title]) -> str:
    """Why a place can't have won this title, if one of `others` is the same title in the same year;
    otherwise empty.

    A title can be won again in another year, but a second day in the same year is a typing mistake.
    The same title on the same day is left to the constraints of the table.
    """
    for other in others:
        same = all(
            getattr(other, name) == getattr(title, name)
            for name in ("town_id", "village_id", "name", "level")
        )
        if other is title or (other.pk and other.pk == title.pk) or not same:
            continue
        if other.awarded_on.year == title.awarded_on.year and other.awarded_on != title.awarded_on:
            message = _(
                "This place has this title of %(year)d already, awarded on %(day)s. Correct that "
                "entry instead."
            )
            return message % {"year": title.awarded_on.year, "day": other.awarded_on}
    return ""


@transaction.atomic
def save_title(title: Title, *, by: User) -> Title:
    """Enter a title that a village or a town has won, or correct one."""
    _refuse_out_of_sight(Town, title.town_id, by)
    _refuse_future("awarded_on", title.awarded_on)
    if words := won_that_year(title, Title.objects.filter(town=title.town_id, name=title.name)):
        raise ValidationError({"awarded_on": words})
    return _save(title, "titles.change", by)
