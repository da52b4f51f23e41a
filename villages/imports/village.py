"""The registers of villages and their yearly figures."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.registers import (
    ImportColumn,
    ModelRegister,
    RegisterRow,
    amount,
    choice,
    register,
    text,
    whole,
)
from jingyan import parsing
from jingyan.sheets.writer import Cellable
from villages.actions.year import year_to_come
from villages.imports.places import VILLAGE_CODE, find_villages
from villages.jumps import UNITS, jumps
from villages.models import Village, VillageYear
from villages.quantities import written_quantity

MOST = 10_000_000


@register
class VillageRegister(ModelRegister[Village]):
    """The fields that the office adds to villages. The villages themselves are loaded by
    `import_divisions`.
    """

    name = "villages"
    title = gettext_lazy("Villages")
    permission = "villages.change"
    view_permission = "villages.view"
    ledger = "villages:village_list"
    turn = 1
    model = Village

    def columns(self) -> Sequence[ImportColumn]:
        """The columns."""
        return [
            VILLAGE_CODE,
            ImportColumn("tier", gettext_lazy("Tier"), choice(dict(Village.Tier.choices))),
            ImportColumn("lead_industry", gettext_lazy("Lead industry"), text(50)),
            ImportColumn("in_programme", gettext_lazy("In the programme"), parsing.parse_bool),
        ]

    def find(self, lines: Sequence[RegisterRow], *, by: User) -> None:
        """Find the villages; an unknown one is a fault, since this register creates none."""
        find_villages(lines, by=by)

    def stored(self, lines: Sequence[RegisterRow], *, by: User) -> QuerySet[Village]:
        """The villages that the rows name."""
        return Village.objects.filter(
            pk__in=[line.found["village_code"].pk for line in lines if line.found]
        )

    def key_of(self, record: Village) -> Hashable:
        """A village is identified by its code."""
        return (record.code,)

    def new(self, line: RegisterRow, *, by: User) -> None:
        """Never called with effect: `find` has already refused unknown codes."""

    def records(self, *, by: User) -> QuerySet[Village]:
        """All villages that `by` sees."""
        return Village.objects.visible_to(by).order_by("code")

    def cells(self, record: Village) -> Mapping[str, Cellable]:
        """The cells of one village, by column name."""
        return {
            "village_code": record.code,
            "tier": record.tier,
            "lead_industry": record.lead_industry,
            "in_programme": record.in_programme,
        }


@register
class VillageYearRegister(ModelRegister[VillageYear]):
    """The yearly figures of the villages."""

    name = "village_years"
    title = gettext_lazy("Yearly figures")
    permission = "villages.import"
    view_permission = "villages.view"
    ledger = "villages:year_list"
    turn = 2
    model = VillageYear

    def columns(self) -> Sequence[ImportColumn]:
        """The columns; amounts in yuan."""
        return [
            VILLAGE_CODE,
            ImportColumn("year", gettext_lazy("Year"), whole(1990, 2100), required=True, key=True),
            *(
                ImportColumn(name, _label(name), whole(0, 10_000_000))
                for name in ("households", "population", "edge_households")
            ),
            *(ImportColumn(name, _label(name), amount) for name in VillageYear.INCOMES),
            ImportColumn("household_sample", _label("household_sample"), whole(0, 10_000_000)),
            ImportColumn("source", gettext_lazy("Source"), text(100)),
        ]

    def find(self, lines: Sequence[RegisterRow], *, by: User) -> None:
        """Find the villages."""
        find_villages(lines, by=by)

    def stored(self, lines: Sequence[RegisterRow], *, by: User) -> QuerySet[VillageYear]:
        """All years of the villages that the rows name."""
        villages = [line.found["village_code"].pk for line in lines if line.found]
        return VillageYear.objects.filter(village__in=villages).select_related("village")

    def key_of(self, record: VillageYear) -> Hashable:
        """A year's figures are identified by village and year."""
        return (record.village.code, record.year)

    def new(self, line: RegisterRow, *, by: User) -> VillageYear:
        """The unsaved figures of a new row."""
        return VillageYear(village=line.found["village_code"], year=line["year"])

    def check(self, line: RegisterRow, *, by: User) -> None:
        """Refuse future years, and more edge households than households."""
        if line.record.pk is None and (words := year_to_come(line.record.year)):
            line.fault("year", words)
        edge = line.get("edge_households", line.record.edge_households)
        households = line.get("households", line.record.households)
        if edge is not None and households is not None and edge > households:
            line.fault(
                "edge_households",
                _("There can't be more edge households than households (%(n)d).")
                % {"n": households},
            )

    def attributes(self, line: RegisterRow) -> Mapping[str, Any]:
        """The figures; each income as value and qualifier."""
        values = dict(super().attributes(line))
        for name in VillageYear.INCOMES:
            if name in values:
                values |= {name: line[name].value, f"{name}_qualifier": line[name].qualifier or ""}
        return values

    def resolve(self, lines: Sequence[RegisterRow], *, by: User) -> None:
        """Also ask to confirm figures out of line with the village's other years, stored or in the
        same sheet.
        """
        super().resolve(lines, by=by)
        good = [line for line in lines if line.record is not None and not line.faults]
        years = {
            (year.village_id, year.year)
            for year in [*self.on_file, *(line.record for line in good)]
        }
        several = {
            village
            for village, count in Counter(village for village, _year in years).items()
            if count > 1
        }
        good = [line for line in good if line.record.village_id in several]
        series: dict[int, dict[int, VillageYear]] = defaultdict(dict)
        for year in self.on_file:
            series[year.village_id][year.year] = year
        for line in good:
            series[line.record.village_id][line.record.year] = self._as_entered(line)
        for line in good:
            self._ask_to_confirm(line, series[line.record.village_id])

    def _as_entered(self, line: RegisterRow) -> VillageYear:
        figures = {name: getattr(line.record, name) for name in UNITS} | dict(self.attributes(line))
        return VillageYear(year=line.record.year, **{name: figures[name] for name in UNITS})

    def _ask_to_confirm(self, line: RegisterRow, series: Mapping[int, VillageYear]) -> None:
        """Only about what the row changes: stored figures have been confirmed before."""
        entered = {name: value for name, value in self.attributes(line).items() if name in UNITS}
        changed = {
            name: value for name, value in entered.items() if value != getattr(line.record, name)
        }
        others = [figures for year, figures in series.items() if year != line.record.year]
        for name, words in jumps(changed, others).items():
            line.doubt(name, words)

    def records(self, *, by: User) -> QuerySet[VillageYear]:
        """All yearly figures that `by` sees, the oldest year of a village first."""
        return (
            VillageYear.objects.visible_to(by)
            .select_related("village")
            .order_by("village__code", "year")
        )

    def cells(self, record: VillageYear) -> Mapping[str, Cellable]:
        """The cells of one year of one village, by column name."""
        values = {
            column.name: getattr(record, column.name) for column in self.fields if not column.key
        }
        for name in VillageYear.INCOMES:
            values[name] = written_quantity(values[name], getattr(record, f"{name}_qualifier"))
        return {"village_code": record.village.code, "year": record.year, **values}


def _label(name: str) -> Any:
    field: Any = VillageYear._meta.get_field(name)
    return field.verbose_name
