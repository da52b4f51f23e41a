"""Filter bars of the villages' pages."""

from django.utils.translation import gettext_lazy as _

from jingyan.filters import DateSpan, Filters
from villages.filters.towns import TownFilter, towns_with_demands
from villages.models import Demand


class DemandFilters(Filters):
    """The demand ledger by state, class and town."""

    search_fields = (
        "title",
        "village__name",
        "village__pinyin",
        "village__code",
        "village__town__name",
        "village__town__pinyin",
    )
    search_hint = _("Title, village or town")

    town = TownFilter(field_name="village__town", queryset=towns_with_demands)
    raised_on = DateSpan(label=_("Raised on"))

    class Meta:
        model = Demand
        fields = ["state", "category", "town", "urgency", "source", "raised_on"]
