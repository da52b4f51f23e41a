"""Ledgers of pairings and contributions."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from jingyan.tables import DASH, DateColumn, LinkColumn, StateColumn, Table
from pairings.models import Contribution, Outcome, Pairing


class PairingTable(Table):
    """Who serves where."""

    village = LinkColumn("pairings:pairing_detail", verbose_name=_("village"), order_by="village__pinyin")
    officer = tables.Column(order_by="officer__pinyin")
    town = tables.Column(accessor="village__town", verbose_name=_("town"))
    enterprise = tables.Column(
        accessor="officer__enterprise", verbose_name=_("enterprise"), order_by="officer__enterprise__pinyin"
    )
    starts_on = DateColumn()
    ends_on = DateColumn()
    state = StateColumn()

    class Meta(Table.Meta):
        model = Pairing
        fields = ["village", "town", "officer", "enterprise", "starts_on", "ends_on", "state"]


class ContributionTable(Table):
    """Dated facts with their quantities."""

    ref = LinkColumn("pairings:contribution_detail", attrs={"td": {"class": "nowrap"}})
    carrier = tables.Column(attrs={"td": {"class": "nowrap"}})
    happened_on = DateColumn()
    officer = tables.Column(order_by="officer__pinyin")
    village = tables.Column(order_by="village__pinyin")
    outcomes = tables.Column(accessor="counted", verbose_name=_("outcomes"), orderable=False)
    state = StateColumn()

    class Meta(Table.Meta):
        model = Contribution
        fields = ["ref", "happened_on", "title", "officer", "village", "carrier", "outcomes", "state"]

    def render_outcomes(self, value: list[Outcome]) -> str:
        return "；".join(map(str, value)) or DASH
