"""The ledger of action points (督办台账)."""

from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from jingyan.tables import DASH, DateColumn, LinkColumn, StateColumn, Table, badge
from pairings.models import ActionPoint


class ActionPointTable(Table):
    """Who does what by when, and its urgency: the colour always has its word beside it."""

    title = LinkColumn("pairings:action_point_detail")
    owner_name = tables.Column(verbose_name=_("Owner"), orderable=False)
    meeting = tables.Column(
        verbose_name=_("meeting"), order_by=("meeting__quarter", "meeting__town__print_order")
    )
    due_on = DateColumn()
    urgency = tables.Column(verbose_name=_("Light"), orderable=False)
    state = StateColumn()

    class Meta(Table.Meta):
        model = ActionPoint
        fields = ["title", "owner_name", "meeting", "priority", "due_on", "urgency", "state"]

    def render_urgency(self, record: ActionPoint) -> Any:
        """Red, amber or green, in words; what is done needs none."""
        if record.state != ActionPoint.State.OPEN:
            return DASH
        return badge(record.urgency, record.get_urgency_display())
