from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from jingyan.tables import LinkColumn, NumberColumn, QuantityColumn, Table
from villages.models import VillageYear


class YearTable(Table):
    """Yearly figures."""

    village = LinkColumn("villages:village_detail", key="village_id", order_by="village__pinyin")
    town = tables.Column(accessor="village__town", verbose_name=_("Town"))
    year = tables.Column()
    households = NumberColumn()
    population = NumberColumn()
    edge_households = NumberColumn()
    operating_income = QuantityColumn(unit="元")
    subsidy_income = QuantityColumn(unit="元")
    household_income = QuantityColumn(unit="元")
    change = LinkColumn(
        "villages:year_update",
        empty_values=(),
        orderable=False,
        verbose_name=_("Change"),
        exclude_from_export=True,
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
        return _("Change")
