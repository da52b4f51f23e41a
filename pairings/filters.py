"""Filter bars of the ledgers of pairings and contributions."""

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import Town
from jingyan.filters import DateSpan, Filters
from officers.models import Officer
from pairings.models import Contribution, Metric, Outcome, Pairing
from villages.models import Village


def _towns(request: HttpRequest) -> QuerySet[Town]:
    return Town.objects.visible_to(request.user)  # type: ignore[arg-type]


def _villages(request: HttpRequest) -> QuerySet[Village]:
    return Village.objects.visible_to(request.user).in_programme().only("name")  # type: ignore[arg-type]


def _officers(request: HttpRequest) -> QuerySet[Officer]:
    paired = Pairing.objects.visible_to(request.user)  # type: ignore[arg-type]
    return Officer.objects.filter(pk__in=paired.values("officer")).only("name")


def _metrics() -> list[tuple[str, str]]:
    """The codes that people enter, each by its newest name."""
    versions = Metric.objects.entered().order_by("print_order", "code", "version")
    return list(dict(versions.values_list("code", "name")).items())


class PairingFilters(Filters):
    """Pairings by state, town, tier and beginning."""

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

    town = django_filters.ModelChoiceFilter(field_name="village__town", queryset=_towns, label=_("town"))
    tier = django_filters.ChoiceFilter(field_name="village__tier", choices=Village.Tier.choices, label=_("tier"))
    starts_on = DateSpan(label=_("paired from"))

    class Meta:
        model = Pairing
        fields = ["state", "town", "tier", "starts_on"]


class ContributionFilters(Filters):
    """Contributions by state, carrier, place, officer, metric and the day on which they happened."""

    search_fields = ("ref", "title", "officer__name", "officer__pinyin", "village__name", "village__pinyin")
    search_hint = _("Reference, title, officer or village")

    town = django_filters.ModelChoiceFilter(queryset=_towns, label=_("town"))
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
