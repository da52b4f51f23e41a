"""Ledgers of the villages' pages."""

from typing import Any

import django_tables2 as tables
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.models import Town
from jingyan.tables import DateColumn, LinkColumn, NumberColumn, QuantityColumn, StateColumn, Table
from villages.board import AGES, Age, ledger_url
from villages.models import Demand, Title, Village, VillageYear


class VillageTable(Table):
    """Villages with the number of their open demands."""

    name = LinkColumn("villages:village_detail", order_by="pinyin")
    tier = StateColumn(field="tier", verbose_name=_("tier"))
    in_programme = tables.BooleanColumn(yesno=(_("Yes"), _("No")))
    open_demands = NumberColumn(verbose_name=_("Open demands"))

    class Meta(Table.Meta):
        model = Village
        fields = ["name", "town", "kind", "tier", "in_programme", "lead_industry", "open_demands", "code"]


class YearTable(Table):
    """Yearly figures."""

    village = LinkColumn("villages:village_detail", key="village_id", order_by="village__pinyin")
    town = tables.Column(accessor="village__town", verbose_name=_("town"))
    year = tables.Column()
    households = NumberColumn()
    population = NumberColumn()
    edge_households = NumberColumn()
    operating_income = QuantityColumn(unit="元")
    subsidy_income = QuantityColumn(unit="元")
    household_income = QuantityColumn(unit="元")
    change = LinkColumn(
        "villages:year_update", empty_values=(), orderable=False, verbose_name=_("Change"), exclude_from_export=True
    )

    class Meta(Table.Meta):
        model = VillageYear
        fields = [
            "village",
            "town",
            "year",
            "households",
            "population",
            "edge_households",
            "operating_income",
            "subsidy_income",
            "household_income",
            "source",
        ]

    def render_change(self) -> Any:
        """The words of the link."""
        return _("Change")


class DemandTable(Table):
    """The demand ledger."""

    title = LinkColumn("villages:demand_detail")
    village = tables.Column(order_by="village__pinyin")
    quantity = QuantityColumn(order_by=("value",), verbose_name=_("quantity"))
    raised_on = DateColumn()
    state = StateColumn()

    class Meta(Table.Meta):
        model = Demand
        fields = ["title", "village", "category", "quantity", "urgency", "raised_on", "state"]

    def render_village(self, record: Demand) -> str:
        """Town and village: names of villages repeat."""
        return f"{record.village.town} {record.village}"


class WaitingColumn(NumberColumn):
    """How many demands of a town wait, all or those of one age or urgency; a link to these demands."""

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


class TitleTable(Table):
    """Titles with their place."""

    place = tables.Column(accessor="town", order_by=("town__code", "village__code"), verbose_name=_("Place"))
    awarded_on = DateColumn()
    paired_from = tables.Column(verbose_name=_("Programme"), orderable=False)
    change = LinkColumn(
        "villages:title_update", empty_values=(), orderable=False, verbose_name=_("Change"), exclude_from_export=True
    )

    class Meta(Table.Meta):
        model = Title
        fields = ["name", "place", "level", "awarded_on", "paired_from", "issuer", "document"]

    def render_change(self) -> Any:
        """The words of the link."""
        return _("Change")

    def render_place(self, record: Title) -> Any:
        """Town and village, or the town alone."""
        return f"{record.town} {record.village}" if record.village else str(record.town)

    def render_paired_from(self, value: Any, record: Any) -> Any:
        """Whether the place had been paired by then: a title earned before is none of the programme's."""
        return _("Before the pairing") if record.awarded_on < value else _("Since the pairing")
