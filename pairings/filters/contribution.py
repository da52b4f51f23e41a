import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from jingyan.filters import DateSpan, Filters
from pairings.filters.pairing import _officers, _villages, towns_in_sight
from pairings.models import Contribution, Metric, Outcome


def _metrics() -> list[tuple[str, str]]:
    """The codes that people enter, each by its newest name."""
    versions = Metric.objects.entered().order_by("print_order", "code", "version")
    return list(dict(versions.values_list("code", "name")).items())


class ContributionFilters(Filters):
    """Contributions by state, carrier, place, officer, metric and date."""

    search_fields = (
        "ref",
        "title",
        "officer__name",
        "officer__pinyin",
        "village__name",
        "village__pinyin",
    )
    search_hint = _("Reference, title, officer or village")

    town = django_filters.ModelChoiceFilter(queryset=towns_in_sight, label=_("Town"))
    village = django_filters.ModelChoiceFilter(queryset=_villages, label=_("Village"))
    officer = django_filters.ModelChoiceFilter(queryset=_officers, label=_("Officer"))
    metric = django_filters.ChoiceFilter(choices=_metrics, method="with_metric", label=_("Metric"))
    happened_on = DateSpan(label=_("Happened on"))

    class Meta:
        model = Contribution
        fields = [
            "state",
            "carrier",
            "town",
            "village",
            "officer",
            "metric",
            "happened_on",
            "scope",
        ]

    def with_metric(
        self, rows: QuerySet[Contribution], name: str, code: str
    ) -> QuerySet[Contribution]:
        """Facts with a quantity under any version of the metric."""
        counted = Outcome.objects.filter(metric__code=code)
        return rows.filter(pk__in=counted.values("contribution"))
