from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from jingyan.tables import DateColumn, LinkColumn, Table
from villages.models import Title


class TitleTable(Table):
    """Titles with their place."""

    place = tables.Column(
        accessor="town", order_by=("town__code", "village__code"), verbose_name=_("Place")
    )
    awarded_on = DateColumn()
    paired_from = tables.Column(verbose_name=_("Programme"), orderable=False)
    change = LinkColumn(
        "villages:title_update",
        empty_values=(),
        orderable=False,
        verbose_name=_("Change"),
        exclude_from_export=True,
    )

    class Meta(Table.Meta):
        model = Title
        fields = ["name", "place", "level", "awarded_on", "paired_from", "issuer", "document"]

    def render_change(self) -> Any:
        return _("Change")

    def render_place(self, record: Title) -> Any:
        """Town and village, or the town alone."""
        return f"{record.town} {record.village}" if record.village else str(record.town)

    def render_paired_from(self, value: Any, record: Any) -> Any:
        """Whether the place was already paired: the programme doesn't claim earlier titles."""
        return _("Before the pairing") if record.awarded_on < value else _("Since the pairing")
