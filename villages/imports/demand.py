"""The register of demands."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import lazystr
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.registers import (
    QUANTITY_NOTE,
    ImportColumn,
    ModelRegister,
    RegisterRow,
    as_is,
    choice,
    register,
    text,
)
from jingyan import parsing
from jingyan.sheets.writer import Cellable
from villages.imports.places import VILLAGE_CODE, find_villages
from villages.models import Demand, DemandCategory
from villages.quantities import read_quantity, written_quantity


@register
class DemandRegister(ModelRegister[Demand]):
    """The demand ledger. States change by moves only, so the sheet has no column for them."""

    name = "demands"
    title = gettext_lazy("Demands")
    permission = "demands.raise"
    view_permission = "demands.view"
    ledger = "villages:demand_list"
    turn = 4
    model = Demand

    def columns(self) -> Sequence[ImportColumn]:
        """The columns; the unit may be in the quantity's cell instead of its own."""
        self.categories = {category.code: category for category in DemandCategory.objects.all()}
        names = {code: lazystr(category) for code, category in self.categories.items()}
        return [
            VILLAGE_CODE,
            ImportColumn(
                "category", gettext_lazy("Demand category"), choice(names), required=True, key=True
            ),
            ImportColumn(
                "title", gettext_lazy("What is needed"), text(100), required=True, key=True
            ),
            ImportColumn(
                "raised_on", gettext_lazy("Raised on"), parsing.parse_date, required=True, key=True
            ),
            ImportColumn(
                "quantity", gettext_lazy("Quantity"), as_is, note=QUANTITY_NOTE, example="7.4公里"
            ),
            ImportColumn("unit", gettext_lazy("Unit"), text(10)),
            ImportColumn("urgency", gettext_lazy("Urgency"), choice(dict(Demand.Urgency.choices))),
            ImportColumn("source", gettext_lazy("Source"), choice(dict(Demand.Source.choices))),
        ]

    def find(self, lines: Sequence[RegisterRow], *, by: User) -> None:
        """Find the villages."""
        find_villages(lines, by=by)

    def stored(self, lines: Sequence[RegisterRow], *, by: User) -> QuerySet[Demand]:
        """All demands of the villages that the rows name."""
        villages = [line.found["village_code"].pk for line in lines if line.found]
        return Demand.objects.filter(village__in=villages).select_related("village", "category")

    def key_of(self, record: Demand) -> Hashable:
        """A demand is identified by village, category, title and day."""
        return (record.village.code, record.category.code, record.title, record.raised_on)

    def new(self, line: RegisterRow, *, by: User) -> Demand:
        """The unsaved demand of a new row."""
        return Demand(
            village=line.found["village_code"],
            category=self.categories[line["category"]],
            title=line["title"],
            raised_on=line["raised_on"],
            entered_by=by,
        )

    def check(self, line: RegisterRow, *, by: User) -> None:
        """Parse the quantity with its unit, and refuse future days."""
        if line.get("raised_on", line.record.raised_on) > timezone.localdate():
            line.fault(
                "raised_on",
                _("This day is still to come. Enter the day on which the demand was raised."),
            )
        if line.filled("quantity"):
            line.parse("quantity", lambda value: read_quantity(value, line.get("unit") or ""))
        elif line.get("unit", line.record.unit) != line.record.unit:
            line.fault("quantity", _("A unit needs a quantity. Fill this in or delete the unit."))

    def attributes(self, line: RegisterRow) -> Mapping[str, Any]:
        """Urgency and source, and the quantity as value, unit and qualifier."""
        values = {name: line[name] for name in ("urgency", "source") if name in line}
        if "quantity" in line:
            quantity = line["quantity"]
            values |= {
                "value": quantity.value,
                "unit": quantity.unit or line.record.unit,
                "qualifier": quantity.qualifier or "",
            }
        return values

    def records(self, *, by: User) -> QuerySet[Demand]:
        """All demands that `by` sees."""
        demands = Demand.objects.visible_to(by).select_related("village", "category")
        return demands.order_by("village__code", "raised_on", "pk")

    def cells(self, record: Demand) -> Mapping[str, Cellable]:
        """The cells of one demand, by column name."""
        return {
            "village_code": record.village.code,
            "category": record.category.code,
            "title": record.title,
            "raised_on": record.raised_on,
            "quantity": written_quantity(record.value, record.qualifier),
            "unit": record.unit,
            "urgency": record.urgency,
            "source": record.source,
        }
