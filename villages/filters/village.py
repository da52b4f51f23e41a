from django.utils.translation import gettext_lazy as _

from jingyan.filters import Filters
from villages.filters.towns import TownFilter
from villages.models import Village


class VillageFilters(Filters):
    """Villages by town, kind, tier and participation in the programme."""

    search_fields = (
        "name",
        "pinyin",
        "full_name",
        "code",
        "lead_industry",
        "town__name",
        "town__pinyin",
    )
    search_hint = _("Village, town, code or industry")

    town = TownFilter()

    class Meta:
        model = Village
        fields = ["town", "tier", "in_programme", "kind"]
