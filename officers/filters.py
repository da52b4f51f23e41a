"""Filter bars of the officers' pages."""

from typing import Any, cast

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import format_lazy
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from accounts.models import Town, User
from jingyan.filters import DateSpan, Filters, NumberFilter
from officers.models import (
    Appointment,
    DocumentNumber,
    Enterprise,
    Objection,
    Officer,
    ProgrammeEvent,
    Publicity,
    Registration,
)

HINT = _("Name, code, enterprise or last four of the ID number")


class RegistrationFilters(Filters):
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

    search_fields = (
        "name",
        "pinyin",
        "officer_code",
        "enterprise__name",
        "enterprise__pinyin",
        "id_masked",
    )
    search_hint = HINT

    class Meta:
        model = Officer
        fields = ["education", "sex", "political_affiliation"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.request.user.may("officers.restricted"):
            del self.filters["political_affiliation"], self.form.fields["political_affiliation"]


WITHIN = (30, 60, 90, 180)


class AppointmentFilters(Filters):
    """Terms by state, batch and time, among them those that end soon."""

    search_fields = (
        "officer__name",
        "officer__pinyin",
        "officer__officer_code",
        "officer__enterprise__name",
        "officer__enterprise__pinyin",
        "document_number",
    )
    search_hint = _("Name, code, enterprise or document number")

    expiring = django_filters.ChoiceFilter(
        method="within",
        label=_("Term ends"),
        choices=[(days, format_lazy(_("within {days} days"), days=days)) for days in WITHIN],
    )
    starts_on = DateSpan(label=_("Term from"))
    ends_on = DateSpan(label=_("Term to"))

    class Meta:
        model = Appointment
        fields = ["state", "expiring", "batch", "starts_on", "ends_on"]

    def within(self, rows: Any, name: str, value: str) -> Any:
        """Running terms whose last day comes within so many days."""
        return rows.expiring(localdate(), int(value))


def towns_in_sight(request: HttpRequest) -> QuerySet[Town]:
    """The towns that hold an enterprise which the user sees."""
    enterprises = Enterprise.objects.visible_to(cast(User, request.user))
    return Town.objects.filter(enterprises__in=enterprises).distinct()


class EnterpriseFilters(Filters):
    search_fields = ("name", "pinyin", "credit_code", "industry")
    search_hint = _("Name, credit code or industry")

    town = django_filters.ModelChoiceFilter(queryset=towns_in_sight, label=_("Town"))

    class Meta:
        model = Enterprise
        fields = ["town"]


class EventFilters(Filters):
    search_fields = ("title", "place", "attendees__name", "attendees__pinyin")
    search_hint = _("Title, venue or name")

    held_on = DateSpan(label=_("Held on"))

    class Meta:
        model = ProgrammeEvent
        fields = ["kind", "held_on"]


class PublicityFilters(Filters):
    search_fields = ("title", "entries__registration__officer__name")
    search_hint = _("Title or name")

    starts_on = DateSpan(label=_("Posted on"))

    class Meta:
        model = Publicity
        fields = ["state", "matter", "starts_on"]

    def search(self, rows: Any, name: str, value: str) -> Any:
        """As everywhere; a notice on which two people match is listed once."""
        return super().search(rows, name, value).distinct()


class ObjectionFilters(Filters):
    search_fields = ("entry__registration__officer__name", "entry__publicity__title")
    search_hint = _("Name or title of the publicity")

    class Meta:
        model = Objection
        fields = ["state"]


class DocumentFilters(Filters):
    search_fields = ("subject", "prefix")
    search_hint = _("Matter")

    year = NumberFilter()

    class Meta:
        model = DocumentNumber
        fields = ["state", "year"]
