import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from jingyan.tables import DASH, DateColumn, LinkColumn, StateColumn, Table
from pairings.models import Contribution, Outcome


class ContributionTable(Table):
    """Dated contributions with their quantities."""

    ref = LinkColumn("pairings:contribution_detail", attrs={"td": {"class": "nowrap"}})
    carrier = tables.Column(attrs={"td": {"class": "nowrap"}})
    happened_on = DateColumn()
    officer = tables.Column(order_by="officer__pinyin")
    village = tables.Column(order_by="village__pinyin")
    outcomes = tables.Column(
        accessor="counted",
        verbose_name=_("Outcomes"),
        orderable=False,
        attrs={"td": {"class": "quantities"}},
    )
    state = StateColumn()

    class Meta(Table.Meta):
        model = Contribution
        fields = [
            "ref",
            "happened_on",
            "title",
            "officer",
            "village",
            "carrier",
            "outcomes",
            "state",
        ]

    def render_outcomes(self, value: list[Outcome]) -> str:
        return "；".join(map(str, value)) or DASH
