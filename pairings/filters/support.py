"""How the ledgers of support, liaisons and hand-overs are searched."""

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Town
from jingyan.filters import DateSpan, Filters, NumberFilter
from pairings.filters.pairing import towns_in_sight
from pairings.models import (
    FundUse,
    HandOver,
    Liaison,
    Pairing,
    PolicyBenefit,
    RelatedParty,
    WorkFund,
)
from pairings.models.support import FACILITIES


class LiaisonFilters(Filters):
    """Towns by name, and whether they are vacant."""

    search_fields = ("name", "pinyin")
    search_hint = _("Town")

    vacant = django_filters.BooleanFilter(method="is_vacant", label=_("Vacant"))

    class Meta:
        model = Town
        fields = ["vacant"]

    def is_vacant(self, rows: QuerySet[Town], name: str, value: bool) -> QuerySet[Town]:
        """Towns without a liaison, or all the others."""
        filled = Liaison.objects.current().filter(town=OuterRef("pk"))
        return rows.filter(~Exists(filled) if value else Exists(filled))


class HandOverFilters(Filters):
    """Hand-overs by state, town and day."""

    search_fields = (
        "giver_name",
        "receiver_name",
        "pairing__village__name",
        "pairing__village__pinyin",
    )
    search_hint = _("Village or person")

    town = django_filters.ModelChoiceFilter(queryset=towns_in_sight, label=_("Town"))
    opened_on = DateSpan(label=_("Opened on"))

    class Meta:
        model = HandOver
        fields = ["state", "town", "opened_on"]


class SupportFilters(Filters):
    """Pairs by town and by what is missing."""

    search_fields = ("officer__name", "officer__pinyin", "village__name", "village__pinyin")
    search_hint = _("Officer or village")
    GAPS = (
        ("money", _("No work funds this year")),
        ("office", _("The office lacks something")),
        ("unchecked", _("The office has not been checked")),
        ("interest", _("A related party is declared")),
    )

    gap = django_filters.ChoiceFilter(choices=GAPS, method="with_gap", label=_("Gap"))
    town = django_filters.ModelChoiceFilter(
        field_name="village__town", queryset=towns_in_sight, label=_("Town")
    )

    class Meta:
        model = Pairing
        fields = ["gap", "town"]

    def with_gap(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Pairs that something is missing for."""
        if value == "money":
            return rows.filter(allocated=0)
        if value == "unchecked":
            return rows.filter(village__office=None)
        if value == "interest":
            return rows.filter(interests__gt=0)
        missing = Q()
        for facility in FACILITIES:
            missing |= Q(**{f"village__office__{facility}": False})
        return rows.filter(missing)


class WorkFundFilters(Filters):
    """Budget lines by year."""

    search_fields = ("budget_line", "document")
    search_hint = _("Budget line or document")

    year = NumberFilter()

    class Meta:
        model = WorkFund
        fields = ["year"]


class FundUseFilters(Filters):
    """Uses by state, year, town and day."""

    search_fields = (
        "purpose",
        "voucher_number",
        "allocation__pairing__village__name",
        "allocation__pairing__officer__name",
    )
    search_hint = _("Purpose, voucher, officer or village")

    year = NumberFilter()
    town = django_filters.ModelChoiceFilter(
        field_name="allocation__pairing__village__town", queryset=towns_in_sight, label=_("Town")
    )
    used_on = DateSpan(label=_("Used on"))

    class Meta:
        model = FundUse
        fields = ["state", "year", "town", "used_on"]


class PolicyBenefitFilters(Filters):
    """Policies by town and day."""

    search_fields = ("item", "legal_basis", "approving_body", "project__name", "project__code")
    search_hint = _("Policy, basis, body or project")

    town = django_filters.ModelChoiceFilter(
        field_name="project__village__town", queryset=towns_in_sight, label=_("Town")
    )
    approved_on = DateSpan(label=_("Approved on"))

    class Meta:
        model = PolicyBenefit
        fields = ["town", "approved_on"]


class RelatedPartyFilters(Filters):
    """Disclosures by kind, town, and whether they are in effect."""

    search_fields = (
        "officer__name",
        "officer__pinyin",
        "village__name",
        "village__pinyin",
        "counterpart",
    )
    search_hint = _("Officer, village or with whom")

    stands = django_filters.BooleanFilter(method="is_standing", label=_("In effect today"))
    town = django_filters.ModelChoiceFilter(
        field_name="village__town", queryset=towns_in_sight, label=_("Town")
    )
    declared_on = DateSpan(label=_("Declared on"))

    class Meta:
        model = RelatedParty
        fields = ["nature", "stands", "town", "declared_on"]

    def is_standing(
        self, rows: QuerySet[RelatedParty], name: str, value: bool
    ) -> QuerySet[RelatedParty]:
        """Those in effect today, or all the others."""
        standing = RelatedParty.objects.standing(timezone.localdate()).values("pk")
        return rows.filter(pk__in=standing) if value else rows.exclude(pk__in=standing)
