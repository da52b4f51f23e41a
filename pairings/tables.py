"""Ledgers of pairings and contributions."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from jingyan.tables import DateColumn, LinkColumn, StateColumn, Table
from pairings.models import Contribution, Pairing


class PairingTable(Table):
    """Who serves where."""

    village = LinkColumn("pairings:pairing_detail", verbose_name=_("village"))
    town = tables.Column(accessor="village__town", verbose_name=_("town"))
    enterprise = tables.Column(accessor="officer__enterprise", verbose_name=_("enterprise"))
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
    outcomes = tables.Column(verbose_name=_("outcomes"), orderable=False, empty_values=())
    state = StateColumn()

    class Meta(Table.Meta):
        model = Contribution
        fields = ["ref", "happened_on", "title", "officer", "village", "carrier", "outcomes", "state"]

    def render_outcomes(self, record: Contribution) -> str:
        return "；".join(str(outcome) for outcome in record.outcomes.all()) or Table.Meta.default
