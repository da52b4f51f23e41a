"""Ledgers of the villages' pages."""

from typing import Any

import django_tables2 as tables
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.models import Town
from jingyan.tables import DateColumn, LinkColumn, NumberColumn, QuantityColumn, StateColumn, Table
from villages.models import Demand
from villages.overviews.board import AGES, Age, ledger_url


class DemandTable(Table):
    """The demand ledger."""

    title = LinkColumn("villages:demand_detail")
    village = tables.Column(order_by="village__pinyin")
    quantity = QuantityColumn(order_by=("value",), verbose_name=_("Quantity"))
    raised_on = DateColumn()
    state = StateColumn()

    class Meta(Table.Meta):
        model = Demand
        fields = ["title", "village", "category", "quantity", "urgency", "raised_on", "state"]

    def render_village(self, record: Demand) -> str:
        """Town and village: names of villages repeat."""
        return f"{record.village.town} {record.village}"


class WaitingColumn(NumberColumn):
    """How many demands of a town wait, all or those of one age or urgency; a link to these demands.
    """

    def __init__(self, *, age: Age | None = None, urgency: str = "", **extra: Any) -> None:
        super().__init__(**extra)
        self.age, self.asked = age, {"urgency": urgency} if urgency else {}

    def render(self, record: Town, value: int) -> Any:  # type: ignore[override]
        """The number; nothing to open where there is none."""
        url = ledger_url(timezone.localdate(), self.age, town=record.pk, **self.asked)
        return format_html('<a href="{}">{}</a>', url, value) if value else 0


class DemandBoardTable(Table):
    """Towns with the demands that nobody has taken up, by age."""

    name = tables.Column(verbose_name=_("Town"), order_by=("print_order", "code"))
    total = WaitingColumn(verbose_name=_("Together"))
    urgent = WaitingColumn(urgency=Demand.Urgency.HIGH.value, verbose_name=_("Of these urgent"))
    month = WaitingColumn(age=AGES[0], verbose_name=AGES[0].label)
    quarter = WaitingColumn(age=AGES[1], verbose_name=AGES[1].label)
    year = WaitingColumn(age=AGES[2], verbose_name=AGES[2].label)
    older = WaitingColumn(age=AGES[3], verbose_name=AGES[3].label)

    class Meta(Table.Meta):
        model = Town
        fields = ["name", "total", "urgent", "month", "quarter", "year", "older"]
