"""The filter bar of the list of reports."""

from typing import cast

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import Town, User
from jingyan.filters import DateSpan, Filters
from reports.models import Issue


def _towns(request: HttpRequest) -> QuerySet[Town]:
    return Town.objects.visible_to(cast(User, request.user))


class IssueFilters(Filters):
    """Reports by state, town and the day on which their period ends."""

    search_fields = (
        "period",
        "town__name",
        "town__pinyin",
        "village__name",
        "village__pinyin",
        "sha256",
    )
    search_hint = _("Period, place or fingerprint")

    town = django_filters.ModelChoiceFilter(queryset=_towns, label=_("Town"))
    ends_on = DateSpan(label=_("End of the period"))

    class Meta:
        model = Issue
        fields = ["state", "town", "ends_on"]
