"""Ledgers of pairings and contributions."""

from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from jingyan.tables import DateColumn, LinkColumn, StateColumn, Table, badge
from pairings.models import Pairing


class PairingTable(Table):
    """Who serves where."""

    village = LinkColumn(
        "pairings:pairing_detail", verbose_name=_("Village"), order_by="village__pinyin"
    )
    officer = tables.Column(order_by="officer__pinyin")
    town = tables.Column(accessor="village__town", verbose_name=_("Town"))
    tier = StateColumn(field="tier", accessor="village__tier", verbose_name=_("Tier"))
    enterprise = tables.Column(
        accessor="officer__enterprise",
        verbose_name=_("Enterprise"),
        order_by="officer__enterprise__pinyin",
    )
    batch = tables.Column(accessor="appointment__batch", verbose_name=_("Batch"))
    starts_on = DateColumn()
    ends_on = DateColumn()
    state = StateColumn()

    class Meta(Table.Meta):
        model = Pairing
        fields = [
            "village",
            "town",
            "tier",
            "officer",
            "enterprise",
            "batch",
            "starts_on",
            "ends_on",
            "state",
        ]

    def render_tier(self, record: Pairing) -> Any:
        """The tier on its badge."""
        return badge(record.village.tier, record.village.get_tier_display())
