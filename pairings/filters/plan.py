import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import SignedInRequest
from accounts.models import Town
from jingyan.filters import DateSpan, Filters
from officers.models import Officer
from pairings.filters.pairing import towns_in_sight
from pairings.models import Plan, Promise
from pairings.models.promise import PromiseQuerySet


class PlanFilters(Filters):
    """Plans by state, town and time."""

    search_fields = ("pairing__officer__name", "pairing__village__name", "goals")
    search_hint = _("Officer, village or aim")

    town = django_filters.ModelChoiceFilter(
        field_name="pairing__village__town", queryset=towns_in_sight, label=_("Town")
    )
    starts_on = DateSpan(label=_("Plan from"))

    class Meta:
        model = Plan
        fields = ["state", "town", "starts_on"]


def _promised_towns(request: SignedInRequest) -> QuerySet[Town]:
    promises = Promise.objects.visible_to(request.user)
    return Town.objects.filter(pk__in=promises.values("village__town"))


def _owners(request: SignedInRequest) -> QuerySet[Officer]:
    promises = Promise.objects.visible_to(request.user)
    return Officer.objects.filter(pk__in=promises.values("owner")).only("name")


class PromiseFilters(Filters):
    """Promises by state, town, owner and the day they are due."""

    search_fields = ("title", "village__name", "owner__name")
    search_hint = _("Promise, village or officer")

    overdue = django_filters.BooleanFilter(method="past_due", label=_("Past due"))
    town = django_filters.ModelChoiceFilter(
        field_name="village__town", queryset=_promised_towns, label=_("Town")
    )
    owner = django_filters.ModelChoiceFilter(queryset=_owners, label=_("Owner"))
    due_on = DateSpan(label=_("Due on"))
    delivered_on = DateSpan(label=_("Delivered on"))

    class Meta:
        model = Promise
        fields = ["state", "overdue", "town", "owner", "due_on", "delivered_on", "unplanned"]

    def past_due(self, rows: PromiseQuerySet, name: str, value: bool) -> QuerySet[Promise]:
        """Those that are past due and not delivered, or all the others."""
        late = rows.overdue(timezone.localdate())
        return late if value else rows.exclude(pk__in=late.values("pk"))
