"""Ledgers of the officers' pages."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jingyan.tables import DateColumn, LinkColumn, NumberColumn, StateColumn, Table
from officers.models import Appointment, Enterprise, Officer, Registration


class RegistrationTable(Table):
    """Registrations."""

    officer = LinkColumn(
        "officers:registration_detail", verbose_name=pgettext_lazy("person", "Name"), order_by="officer__pinyin"
    )
    enterprise = tables.Column(accessor="officer__enterprise", order_by="officer__enterprise__pinyin")
    willing_on = DateColumn()
    state = StateColumn()

    class Meta(Table.Meta):
        model = Registration
        fields = ["officer", "enterprise", "channel", "batch", "willing_on", "registered_by", "state"]


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
            "officer_code", "name", "sex", "id_masked", "political_affiliation", "education", "enterprise", "position",
            "in_office_until",
        ]  # fmt: skip


class AppointmentTable(Table):
    """Terms of office."""

    officer = LinkColumn(
        "officers:appointment_detail", verbose_name=pgettext_lazy("person", "Name"), order_by="officer__pinyin"
    )
    enterprise = tables.Column(accessor="officer__enterprise", order_by="officer__enterprise__pinyin")
    starts_on = DateColumn()
    ends_on = DateColumn()
    state = StateColumn()

    class Meta(Table.Meta):
        model = Appointment
        fields = ["officer", "enterprise", "batch", "document_number", "starts_on", "ends_on", "state"]


class EnterpriseTable(Table):
    """Enterprises, with the number of people from each."""

    name = LinkColumn("officers:enterprise_detail", order_by="pinyin")
    people = NumberColumn(verbose_name=_("Officers"))

    class Meta(Table.Meta):
        model = Enterprise
        fields = ["name", "credit_code", "industry", "town", "contact", "people"]
