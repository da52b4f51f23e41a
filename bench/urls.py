"""The product's URLs, and beside them Django admin's own list of the same rows: the yardstick."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import include, path

from pairings.filters.contribution import ContributionFilters
from pairings.models import Contribution


class Ledger(admin.ModelAdmin):
    """The columns, the search and the conditions of our own ledger, as an administrator would set them up."""

    list_display = [
        "ref",
        "happened_on",
        "title",
        "officer",
        "village",
        "carrier",
        "counted",
        "state",
    ]
    list_filter = [
        "state",
        "carrier",
        "town",
        "village",
        "officer",
        "outcomes__metric",
        "happened_on",
        "scope",
    ]
    list_select_related = ["officer", "village"]
    search_fields = ContributionFilters.search_fields
    list_per_page = 25

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With the quantities of all rows of the page in one query."""
        rows: Any = super().get_queryset(request)
        return rows.with_outcomes()

    def counted(self, contribution: Any) -> str:
        """The quantities."""
        return "；".join(map(str, contribution.counted))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The benchmark's user may read everything; users of the product hold no Django permissions."""
        return True


class Yardstick(admin.AdminSite):
    """An admin site without a door: no server mounts it."""

    def has_permission(self, request: HttpRequest) -> bool:
        """Nobody is kept out."""
        return True


yardstick = Yardstick(name="yardstick")
yardstick.register(Contribution, Ledger)

urlpatterns = [path("yardstick/", yardstick.urls), path("", include("jingyan.urls"))]
