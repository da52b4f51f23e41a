"""Filter bars of the officers' pages."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import Town
from jingyan.filters import DateSpan, Filters
from officers.models import Appointment, Enterprise, Officer, Registration

HINT = _("Name, code, enterprise or last four of the ID number")


class RegistrationFilters(Filters):
    """Registrations by state, batch and channel."""

    search_fields = (
        "officer__name",
        "officer__pinyin",
        "officer__officer_code",
        "officer__enterprise__name",
        "officer__enterprise__pinyin",
        "officer__id_masked",
    )
    search_hint = HINT

    willing_on = DateSpan(label=_("Willingness declared on"))

    class Meta:
        model = Registration
        fields = ["state", "batch", "channel", "willing_on"]


class OfficerFilters(Filters):
    """People by education, sex and, for those who may know it, political affiliation."""

    search_fields = ("name", "pinyin", "officer_code", "enterprise__name", "enterprise__pinyin", "id_masked")
    search_hint = HINT

    class Meta:
        model = Officer
        fields = ["education", "sex", "political_affiliation"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.request.user.may("officers.restricted"):
            del self.filters["political_affiliation"], self.form.fields["political_affiliation"]


class AppointmentFilters(Filters):
    """Terms by state, batch and time."""

    search_fields = (
        "officer__name",
        "officer__pinyin",
        "officer__officer_code",
        "officer__enterprise__name",
        "officer__enterprise__pinyin",
        "document_number",
    )
    search_hint = _("Name, code, enterprise or document number")

    starts_on = DateSpan(label=_("Term from"))
    ends_on = DateSpan(label=_("Term to"))

    class Meta:
        model = Appointment
        fields = ["state", "batch", "starts_on", "ends_on"]


def towns_in_sight(request: HttpRequest) -> QuerySet[Town]:
    """The towns that hold an enterprise which the user sees."""
    seen = Enterprise.objects.visible_to(request.user)  # type: ignore[arg-type]
    return Town.objects.filter(enterprises__in=seen).distinct()


class EnterpriseFilters(Filters):
    """Enterprises by town."""

    search_fields = ("name", "pinyin", "credit_code", "industry")
    search_hint = _("Name, credit code or industry")

    town = django_filters.ModelChoiceFilter(queryset=towns_in_sight, label=_("Town"))

    class Meta:
        model = Enterprise
        fields = ["town"]
