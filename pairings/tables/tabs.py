"""Ledgers as tabs of a record: without the columns that repeat the record itself."""

from datetime import date

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from jingyan.tables import DateColumn, LinkColumn, StateColumn, Table
from pairings.models import Attendance
from pairings.tables.pairing import PairingTable
from pairings.tables.plan import PlanTable


class VillagePairingTable(PairingTable):
    """Who served one village."""

    officer = LinkColumn("pairings:pairing_detail")

    class Meta(PairingTable.Meta):
        exclude = ["village", "town", "tier"]
        sequence = ["officer", "enterprise", "..."]


class PairingPlanTable(PlanTable):
    """The plans of one pairing, or of one village under any officer."""

    starts_on = LinkColumn("pairings:plan_detail")

    class Meta(PlanTable.Meta):
        exclude = ["village", "town"]
        sequence = ["starts_on", "ends_on", "..."]

    def render_starts_on(self, value: date) -> str:
        """The first day; the column makes it the link."""
        return f"{value:%Y-%m-%d}"


class AttendanceTable(Table):
    """The meetings that an officer was invited to."""

    meeting = LinkColumn("pairings:meeting_detail", key="meeting_id")
    held_on = DateColumn(accessor="meeting__held_on", verbose_name=_("Held on"))
    place = tables.Column(accessor="meeting__place")
    status = StateColumn(field="status", verbose_name=_("Attendance"))

    class Meta(Table.Meta):
        model = Attendance
        fields = ["meeting", "held_on", "place", "status"]
