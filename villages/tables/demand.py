"""Tables of demands, and of the board of open demands."""

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
        """Town and village, since several villages have the same name."""
        return f"{record.village.town} {record.village}"


class WaitingColumn(NumberColumn):
    """The number of a town's open demands, all or of one age or urgency, linked to their list."""

    def __init__(self, *, age: Age | None = None, urgency: str = "", **extra: Any) -> None:
        super().__init__(**extra)
        self.age, self.conditions = age, {"urgency": urgency} if urgency else {}

    # django-tables2 passes only the arguments that a column's `render` names.
    def render(self, record: Town, value: int) -> Any:  # type: ignore[override]
        """The number; without a link if it is zero."""
        url = ledger_url(timezone.localdate(), self.age, town=record.pk, **self.conditions)
        return format_html('<a href="{}">{}</a>', url, value) if value else 0


class DemandBoardTable(Table):
    """Towns with the numbers of their open demands, by age."""

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
