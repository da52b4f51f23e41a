"""Filter bars of the villages' pages."""

from typing import Any

import django_filters
from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import Town
from jingyan.filters import DateSpan, Filters
from villages.models import Demand, Title, Village, VillageYear


def towns_in_sight(request: HttpRequest) -> QuerySet[Town]:
    """The towns of the county that hold what the user sees."""
    seen = Village.objects.visible_to(request.user)  # type: ignore[arg-type]
    return Town.objects.of_county(settings.COUNTY_CODE).filter(Exists(seen.filter(town=OuterRef("pk"))))


def towns_with_demands(request: HttpRequest) -> QuerySet[Town]:
    """The towns that the user sees demands of: who looks around for open ones does so in the whole county."""
    around = request.user.may("demands.look_around")  # type: ignore[union-attr]
    return Town.objects.of_county(settings.COUNTY_CODE) if around else towns_in_sight(request)


class TownFilter(django_filters.ModelChoiceFilter):
    """Rows of one town."""

    def __init__(self, **extra: Any) -> None:
        super().__init__(**{"queryset": towns_in_sight, "label": _("Town")} | extra)


class VillageFilters(Filters):
    """Villages by town, kind, tier and whether they take part."""

    search_fields = ("name", "pinyin", "full_name", "code", "lead_industry", "town__name", "town__pinyin")
    search_hint = _("Village, town, code or industry")

    town = TownFilter()

    class Meta:
        model = Village
        fields = ["town", "tier", "in_programme", "kind"]


class YearFilters(Filters):
    """Yearly figures by town and year."""

    search_fields = ("village__name", "village__pinyin", "village__code", "source")
    search_hint = _("Village, code or source")

    town = TownFilter(field_name="village__town")
    year = django_filters.NumberFilter(label=_("Year"))
    tier = django_filters.ChoiceFilter(field_name="village__tier", choices=Village.Tier.choices, label=_("Tier"))

    class Meta:
        model = VillageYear
        fields = ["town", "year", "tier"]


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


class TitleFilters(Filters):
    """Titles by level and town."""

    search_fields = ("name", "village__name", "village__pinyin", "town__name", "town__pinyin", "issuer", "document")
    search_hint = _("Title, place, issuer or document")

    town = TownFilter()
    awarded_on = DateSpan(label=_("Awarded on"))

    class Meta:
        model = Title
        fields = ["level", "town", "awarded_on"]
