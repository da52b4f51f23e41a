"""The towns: the units that a user's sight is limited to."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models.sight import SightQuerySet, in_effect
from jingyan.search import NamedModel, PinyinField

if TYPE_CHECKING:
    from accounts.models.user import User


class TownQuerySet(SightQuerySet["Town"]):
    """Users with `accounts.towns` see all towns; others see only their own."""

    town_path = "pk"
    own_path = "villages__pairings__officer__user"
    own_when = in_effect("villages__pairings")

    def visible_to(self, user: "User") -> Self:
        if user.may("accounts.towns"):
            return self
        return super().visible_to(user)

    def of_county(self, county_code: str) -> "TownQuerySet":
        return self.filter(county_code=county_code)


class Town(NamedModel):
    """A town or sub-district: the unit that a user's sight is limited to."""

    class Kind(models.TextChoices):
        TOWN = "town", pgettext_lazy("kind of place", "Town")
        TOWNSHIP = "township", _("Township")
        SUBDISTRICT = "subdistrict", _("Sub-district")

    code = models.CharField(_("town code"), max_length=9, unique=True)
    name = models.CharField(_("Name"), max_length=50)
    pinyin = PinyinField(of="name")
    kind = models.CharField(_("Kind"), max_length=12, choices=Kind)
    county_code = models.CharField(_("county code"), max_length=6, db_index=True)
    county_name = models.CharField(pgettext_lazy("town", "county"), max_length=50)
    print_order = models.PositiveIntegerField(_("print order"), default=0)

    objects = TownQuerySet.as_manager()

    class Meta:
        verbose_name = _("Town")
        verbose_name_plural = _("Towns")
        ordering = ["print_order", "code"]

    def __str__(self) -> str:
        return self.name
