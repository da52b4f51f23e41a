"""The filter bar of the action points."""

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import SignedInRequest
from accounts.models import Town
from jingyan.filters import DateSpan, Filters
from pairings.models import ActionPoint
from pairings.models.action_point import ActionPointQuerySet


def _towns(request: SignedInRequest) -> QuerySet[Town]:
    return Town.objects.visible_to(request.user)


class ActionPointFilters(Filters):
    """Action points by state, light, owner, town, priority and due day."""

    search_fields = ("title", "unit", "owner__full_name", "officer__name", "officer__pinyin")
    search_hint = _("Action point or owner")

    overdue = django_filters.BooleanFilter(method="past_due", label=_("Past due"))
    mine = django_filters.BooleanFilter(method="own", label=_("My own"))
    town = django_filters.ModelChoiceFilter(
        field_name="meeting__town", queryset=_towns, label=_("Town")
    )
    due_on = DateSpan(label=_("Due on"))

    class Meta:
        model = ActionPoint
        fields = ["state", "overdue", "mine", "town", "priority", "due_on"]

    def past_due(self, rows: ActionPointQuerySet, name: str, value: bool) -> QuerySet[ActionPoint]:
        """Those that are past due and not done, or all the others."""
        late = rows.overdue(timezone.localdate())
        return late if value else rows.exclude(pk__in=late.order_by().values("pk"))

    def own(self, rows: ActionPointQuerySet, name: str, value: bool) -> QuerySet[ActionPoint]:
        """Those of the reader, or all the others."""
        mine = rows.of(self.request.user)
        return mine if value else rows.exclude(pk__in=mine.order_by().values("pk"))
