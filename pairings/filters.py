"""Filter bars of the ledgers of pairings and contributions."""

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Town
from jingyan.filters import DateSpan, Filters
from officers.models import Batch, Officer
from pairings.models import Contribution, Metric, Outcome, Pairing, Plan, Promise
from pairings.models.promise import PromiseQuerySet
from villages.models import Village


def towns_in_sight(request: HttpRequest) -> QuerySet[Town]:
    return Town.objects.visible_to(request.user)  # type: ignore[arg-type]


def _villages(request: HttpRequest) -> QuerySet[Village]:
    return Village.objects.visible_to(request.user).in_programme().only("name")  # type: ignore[arg-type]


def _officers(request: HttpRequest) -> QuerySet[Officer]:
    paired = Pairing.objects.visible_to(request.user)  # type: ignore[arg-type]
    return Officer.objects.filter(pk__in=paired.values("officer")).only("name")


def _batches(request: HttpRequest) -> QuerySet[Batch]:
    paired = Pairing.objects.visible_to(request.user)  # type: ignore[arg-type]
    return Batch.objects.filter(pk__in=paired.values("appointment__batch"))


def _metrics() -> list[tuple[str, str]]:
    """The codes that people enter, each by its newest name."""
    versions = Metric.objects.entered().order_by("print_order", "code", "version")
    return list(dict(versions.values_list("code", "name")).items())


class PairingFilters(Filters):
    """Pairings by state, batch of the term, town, tier and beginning."""

    search_fields = (
        "officer__name",
        "officer__pinyin",
        "officer__officer_code",
        "officer__enterprise__name",
        "officer__enterprise__pinyin",
        "village__name",
        "village__pinyin",
    )
    search_hint = _("Officer, enterprise or village")

    batch = django_filters.ModelChoiceFilter(field_name="appointment__batch", queryset=_batches, label=_("batch"))
    town = django_filters.ModelChoiceFilter(field_name="village__town", queryset=towns_in_sight, label=_("town"))
    tier = django_filters.ChoiceFilter(field_name="village__tier", choices=Village.Tier.choices, label=_("tier"))
    starts_on = DateSpan(label=_("paired from"))

    class Meta:
        model = Pairing
        fields = ["state", "batch", "town", "tier", "starts_on"]


class ContributionFilters(Filters):
    """Contributions by state, carrier, place, officer, metric and the day on which they happened."""

    search_fields = ("ref", "title", "officer__name", "officer__pinyin", "village__name", "village__pinyin")
    search_hint = _("Reference, title, officer or village")

    town = django_filters.ModelChoiceFilter(queryset=towns_in_sight, label=_("town"))
    village = django_filters.ModelChoiceFilter(queryset=_villages, label=_("village"))
    officer = django_filters.ModelChoiceFilter(queryset=_officers, label=_("officer"))
    metric = django_filters.ChoiceFilter(choices=_metrics, method="with_metric", label=_("metric"))
    happened_on = DateSpan(label=_("happened on"))

    class Meta:
        model = Contribution
        fields = ["state", "carrier", "town", "village", "officer", "metric", "happened_on", "scope"]

    def with_metric(self, rows: QuerySet[Contribution], name: str, code: str) -> QuerySet[Contribution]:
        """Facts with a quantity under any version of the metric."""
        counted = Outcome.objects.filter(metric__code=code)
        return rows.filter(pk__in=counted.values("contribution"))


class PlanFilters(Filters):
    """Plans by state, town and time."""

    search_fields = ("pairing__officer__name", "pairing__village__name", "goals")
    search_hint = _("Officer, village or aim")

    town = django_filters.ModelChoiceFilter(
        field_name="pairing__village__town", queryset=towns_in_sight, label=_("town")
    )
    starts_on = DateSpan(label=_("plan from"))

    class Meta:
        model = Plan
        fields = ["state", "town", "starts_on"]


def _promised_towns(request: HttpRequest) -> QuerySet[Town]:
    promises = Promise.objects.visible_to(request.user)  # type: ignore[arg-type]
    return Town.objects.filter(pk__in=promises.values("village__town"))


def _owners(request: HttpRequest) -> QuerySet[Officer]:
    promises = Promise.objects.visible_to(request.user)  # type: ignore[arg-type]
    return Officer.objects.filter(pk__in=promises.values("owner")).only("name")


class PromiseFilters(Filters):
    """Promises by state, town, owner and the day they are due."""

    search_fields = ("title", "village__name", "owner__name")
    search_hint = _("Promise, village or officer")

    overdue = django_filters.BooleanFilter(method="past_due", label=_("Past due"))
    town = django_filters.ModelChoiceFilter(field_name="village__town", queryset=_promised_towns, label=_("town"))
    owner = django_filters.ModelChoiceFilter(queryset=_owners, label=_("owner"))
    due_on = DateSpan(label=_("due on"))
    delivered_on = DateSpan(label=_("delivered on"))

    class Meta:
        model = Promise
        fields = ["state", "overdue", "town", "owner", "due_on", "delivered_on", "unplanned"]

    def past_due(self, rows: PromiseQuerySet, name: str, value: bool) -> QuerySet[Promise]:
        """Those that are past due and not delivered, or all the others."""
        late = rows.overdue(timezone.localdate())
        return late if value else rows.exclude(pk__in=late.values("pk"))
