"""Filter bars of the ledgers of pairings and contributions."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.access import SignedInRequest
from accounts.models import Town
from jingyan.filters import DateSpan, Filters
from officers.models import Batch, Officer
from pairings.models import Pairing
from villages.models import Village


def towns_in_sight(request: SignedInRequest) -> QuerySet[Town]:
    return Town.objects.visible_to(request.user)


def _villages(request: SignedInRequest) -> QuerySet[Village]:
    return Village.objects.visible_to(request.user).in_programme().only("name")


def _officers(request: SignedInRequest) -> QuerySet[Officer]:
    paired = Pairing.objects.visible_to(request.user)
    return Officer.objects.filter(pk__in=paired.values("officer")).only("name")


def _batches(request: SignedInRequest) -> QuerySet[Batch]:
    paired = Pairing.objects.visible_to(request.user)
    return Batch.objects.filter(pk__in=paired.values("appointment__batch"))


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

    batch = django_filters.ModelChoiceFilter(
        field_name="appointment__batch", queryset=_batches, label=_("Batch")
    )
    town = django_filters.ModelChoiceFilter(
        field_name="village__town", queryset=towns_in_sight, label=_("Town")
    )
    tier = django_filters.ChoiceFilter(
        field_name="village__tier", choices=Village.Tier.choices, label=_("Tier")
    )
    starts_on = DateSpan(label=_("Paired from"))

    class Meta:
        model = Pairing
        fields = ["state", "batch", "town", "tier", "starts_on"]
