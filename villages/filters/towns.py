from typing import Any

import django_filters
from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import Town
from villages.models import Village


def towns_in_sight(request: HttpRequest) -> QuerySet[Town]:
    """The towns of the county that hold what the user sees."""
    seen = Village.objects.visible_to(request.user)  # type: ignore[arg-type]
    return Town.objects.of_county(settings.COUNTY_CODE).filter(
        Exists(seen.filter(town=OuterRef("pk")))
    )


def towns_with_demands(request: HttpRequest) -> QuerySet[Town]:
    """The towns that the user sees demands of: who looks around for open ones does so in the whole
    county.
    """
    around = request.user.may("demands.look_around")  # type: ignore[union-attr]
    return Town.objects.of_county(settings.COUNTY_CODE) if around else towns_in_sight(request)


class TownFilter(django_filters.ModelChoiceFilter):
    """Rows of one town."""

    def __init__(self, **extra: Any) -> None:
        super().__init__(**{"queryset": towns_in_sight, "label": _("Town")} | extra)
