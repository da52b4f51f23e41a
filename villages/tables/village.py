import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from jingyan.tables import LinkColumn, NumberColumn, StateColumn, Table
from villages.models import Village


class VillageTable(Table):
    """Villages with the number of their open demands."""

    name = LinkColumn("villages:village_detail", order_by="pinyin")
    tier = StateColumn(field="tier", verbose_name=_("Tier"))
    in_programme = tables.BooleanColumn(yesno=(_("Yes"), _("No")))
    open_demands = NumberColumn(verbose_name=_("Open demands"))

    class Meta(Table.Meta):
        model = Village
        fields = [
            "name",
            "town",
            "kind",
            "tier",
            "in_programme",
            "lead_industry",
            "open_demands",
            "code",
        ]
