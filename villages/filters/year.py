import django_filters
from django.utils.translation import gettext_lazy as _

from jingyan.filters import Filters, NumberFilter
from villages.filters.towns import TownFilter
from villages.models import Village, VillageYear


class YearFilters(Filters):
    """Yearly figures by town and year."""

    search_fields = ("village__name", "village__pinyin", "village__code", "source")
    search_hint = _("Village, code or source")

    town = TownFilter(field_name="village__town")
    year = NumberFilter(label=_("Year"))
    tier = django_filters.ChoiceFilter(
        field_name="village__tier", choices=Village.Tier.choices, label=_("Tier")
    )

    class Meta:
        model = VillageYear
        fields = ["town", "year", "tier"]
