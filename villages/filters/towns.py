from typing import Any, cast

import django_filters
from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import Town, User
from villages.models import Village


def towns_in_sight(request: HttpRequest) -> QuerySet[Town]:
    """The towns of the county with at least one village that the user sees."""
    villages = Village.objects.visible_to(cast(User, request.user))
    return Town.objects.of_county(settings.COUNTY_CODE).filter(
        Exists(villages.filter(town=OuterRef("pk")))
    )


def towns_with_demands(request: HttpRequest) -> QuerySet[Town]:
    """The towns whose demands the user sees: all of the county with `demands.look_around`."""
    if cast(User, request.user).may("demands.look_around"):
        return Town.objects.of_county(settings.COUNTY_CODE)
    return towns_in_sight(request)


class TownFilter(django_filters.ModelChoiceFilter):
    """Rows of one town."""

    def __init__(self, **extra: Any) -> None:
        super().__init__(**{"queryset": towns_in_sight, "label": _("Town")} | extra)
