"""The tabs that this app adds to a village's record."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.tabs import Tab, register
from villages.models import Demand, Title, Village, VillageYear
from villages.overviews.growth import growing_years
from villages.overviews.series import pictures


def years(village: Village, user: User) -> dict[str, Any]:
    """The yearly figures, as a table and as charts."""
    growing = growing_years(VillageYear.objects.visible_to(user).filter(village=village))
    return {"years": growing, "pictures": pictures(growing)}


def demands(village: Village, user: User) -> dict[str, Any]:
    """The demands of the village."""
    return {
        "demands": Demand.objects.visible_to(user)
        .filter(village=village)
        .select_related("category")
    }


def titles(village: Village, user: User) -> dict[str, Any]:
    """The titles of the village, and those of its whole town."""
    rows = Title.objects.visible_to(user).filter(
        Q(village=village) | Q(village=None, town=village.town)
    )
    return {"titles": rows.select_related("village", "town")}


register(
    Village,
    Tab("years", _("Yearly figures"), years, "villages/_parts/figures.html", order=10),
    Tab("demands", _("Demands"), demands, "villages/_parts/demands.html", order=20),
    Tab("titles", _("Titles"), titles, "villages/_parts/titles.html", order=50),
)
