from django.utils.translation import gettext_lazy as _

from jingyan.filters import DateSpan, Filters
from villages.filters.towns import TownFilter
from villages.models import Title


class TitleFilters(Filters):
    """Titles by level and town."""

    search_fields = (
        "name",
        "village__name",
        "village__pinyin",
        "town__name",
        "town__pinyin",
        "issuer",
        "document",
    )
    search_hint = _("Title, place, issuer or document")

    town = TownFilter()
    awarded_on = DateSpan(label=_("Awarded on"))

    class Meta:
        model = Title
        fields = ["level", "town", "awarded_on"]
