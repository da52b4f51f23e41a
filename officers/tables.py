"""Ledgers of the officers' pages."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jingyan.tables import DateColumn, LinkColumn, NumberColumn, StateColumn, Table, YesNoColumn
from officers.models import (
    Appointment,
    DocumentNumber,
    Enterprise,
    Measures,
    Objection,
    Officer,
    ProgrammeEvent,
    Publicity,
    Registration,
    ReviewCriterion,
)


class RegistrationTable(Table):
    officer = LinkColumn(
        "officers:registration_detail",
        verbose_name=pgettext_lazy("person", "Name"),
        order_by="officer__pinyin",
    )
    enterprise = tables.Column(
        accessor="officer__enterprise", order_by="officer__enterprise__pinyin"
    )
    willing_on = DateColumn()
    state = StateColumn()

    class Meta(Table.Meta):
        model = Registration
        fields = [
            "officer",
            "enterprise",
            "channel",
            "batch",
            "willing_on",
            "registered_by",
            "state",
        ]


class OfficerTable(Table):
    """People, with the end of the term that they serve now."""

    officer_code = LinkColumn("officers:officer_detail")
    name = tables.Column(order_by="pinyin")
    enterprise = tables.Column(order_by="enterprise__pinyin")
    id_masked = tables.Column(orderable=False, attrs={"td": {"class": "nowrap"}})
    in_office_until = DateColumn(verbose_name=_("In office until"))

    class Meta(Table.Meta):
        model = Officer
        fields = [
            "officer_code",
            "name",
            "sex",
            "id_masked",
            "political_affiliation",
            "education",
            "enterprise",
            "position",
            "in_office_until",
        ]


class AppointmentTable(Table):
    officer = LinkColumn(
        "officers:appointment_detail",
        verbose_name=pgettext_lazy("person", "Name"),
        order_by="officer__pinyin",
    )
    enterprise = tables.Column(
        accessor="officer__enterprise", order_by="officer__enterprise__pinyin"
    )
    starts_on = DateColumn()
    ends_on = DateColumn()
    state = StateColumn()

    class Meta(Table.Meta):
        model = Appointment
        fields = [
            "officer",
            "enterprise",
            "batch",
            "document_number",
            "starts_on",
            "ends_on",
            "state",
        ]


class EnterpriseTable(Table):
    """Enterprises, with the number of people from each."""

    name = LinkColumn("officers:enterprise_detail", order_by="pinyin")
    people = NumberColumn(verbose_name=_("Officers"))

    class Meta(Table.Meta):
        model = Enterprise
        fields = ["name", "credit_code", "industry", "town", "contact", "people"]


class CriterionTable(Table):
    name = LinkColumn("officers:criterion_update", attrs={"td": {"lang": "zh-CN"}})
    in_use = YesNoColumn()

    class Meta(Table.Meta):
        model = ReviewCriterion
        fields = ["name", "clause", "order", "in_use"]


class EventTable(Table):
    """Events of the programme, with the number of officers who attended."""

    title = LinkColumn("officers:event_detail")
    held_on = DateColumn()
    people = NumberColumn(verbose_name=_("Officers"))

    class Meta(Table.Meta):
        model = ProgrammeEvent
        fields = ["title", "kind", "held_on", "place", "people"]


class MeasuresTable(Table):
    name = LinkColumn("officers:measures_detail")
    starts_on = DateColumn()
    inspection = YesNoColumn()
    publicity = YesNoColumn()
    leader_approval = YesNoColumn()

    class Meta(Table.Meta):
        model = Measures
        fields = [
            "name",
            "version",
            "starts_on",
            "term_months",
            "inspection",
            "publicity",
            "publicity_days",
            "leader_approval",
        ]


class PublicityTable(Table):
    title = LinkColumn("officers:publicity_detail")
    starts_on = DateColumn()
    days = NumberColumn()
    estimated = YesNoColumn()
    closes_on = DateColumn()
    shown_until = DateColumn()
    state = StateColumn()

    class Meta(Table.Meta):
        model = Publicity
        fields = [
            "title",
            "matter",
            "starts_on",
            "days",
            "closes_on",
            "estimated",
            "shown_until",
            "state",
        ]


class ObjectionTable(Table):
    """Objections; their content is shown on their own pages only."""

    person = LinkColumn(
        "officers:objection_detail",
        accessor="entry__registration__officer",
        verbose_name=pgettext_lazy("person", "Name"),
        order_by="entry__name",
        empty_values=(),
    )
    publicity = tables.Column(
        accessor="entry__publicity", verbose_name=_("Publicity"), orderable=False
    )
    received_on = DateColumn()
    state = StateColumn()

    class Meta(Table.Meta):
        model = Objection
        fields = ["person", "publicity", "received_on", "state"]

    def render_person(self, record: Objection) -> str:
        """The person; the masked name where no record is behind the entry."""
        return str(record.entry.registration or record.entry)


class DocumentTable(Table):
    number = LinkColumn("officers:document_number_detail", verbose_name=_("Document number"))
    taken_on = DateColumn()
    state = StateColumn()

    class Meta(Table.Meta):
        model = DocumentNumber
        fields = ["number", "subject", "taken_on", "taken_by", "state", "void_reason"]

    def render_number(self, record: DocumentNumber) -> str:
        """The number in full."""
        return str(record)

    def value_number(self, record: DocumentNumber) -> str:
        """The number in full, in exports too."""
        return str(record)
