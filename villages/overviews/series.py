"""The charts of a village: each series over its years, and growth year on year."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jingyan.charts import Chart, DataPoint, Series, bar_chart, line_chart
from jingyan.lazy_text import LazyText
from jingyan.quantity import Quantity
from jingyan.tables import DASH
from villages.overviews.growth import GrowingYear

# The width of a phone, so that the text in the chart stays legible there; as many years as fit side
# by side.
WIDTH, HEIGHT, YEARS_SHOWN = 400, 230, 8


@dataclass(frozen=True)
class VillageSeries:
    """The definition of one chart: caption, drawing function, unit, and the series with their names
    and the functions that read a year's value.
    """

    code: str
    caption: str | LazyText
    draw: Callable[..., str]
    unit: str
    series: Sequence[tuple[str | LazyText, Callable[[GrowingYear], Decimal | int | None]]]


@dataclass(frozen=True)
class SeriesChart:
    """A chart with its caption, and its numbers as a table: the year, then one cell per series."""

    caption: str | LazyText
    svg: SafeString
    headings: Sequence[str | LazyText]
    rows: Sequence[tuple[int, Sequence[str]]]


def _figure(name: str) -> Callable[[GrowingYear], Any]:
    return lambda year: getattr(year.figures, name)


KINDS = (
    VillageSeries(
        "income",
        gettext_lazy("Collective income"),
        bar_chart,
        "元",
        (
            (gettext_lazy("operating"), _figure("operating_income")),
            (gettext_lazy("subsidies"), _figure("subsidy_income")),
        ),
    ),
    VillageSeries(
        "household-income",
        gettext_lazy("Mean household income"),
        bar_chart,
        "元",
        (("", _figure("household_income")),),
    ),
    VillageSeries(
        "growth",
        gettext_lazy("Growth year on year"),
        line_chart,
        "%",
        (
            (gettext_lazy("operating income"), lambda year: year.operating.rate),
            (gettext_lazy("household income"), lambda year: year.household.rate),
        ),
    ),
    VillageSeries(
        "edge",
        gettext_lazy("Edge households"),
        bar_chart,
        "户",
        (("", _figure("edge_households")),),
    ),
    VillageSeries(
        "households", gettext_lazy("Households"), line_chart, "户", (("", _figure("households")),)
    ),
    VillageSeries(
        "population", gettext_lazy("Population"), line_chart, "人", (("", _figure("population")),)
    ),
)


def pictures(years: Iterable[GrowingYear]) -> list[SeriesChart]:
    """The charts of the latest years, from the oldest; a chart with values in only one year is left
    out.
    """
    shown = sorted(years, key=lambda year: year.figures.year)[-YEARS_SHOWN:]
    return [_picture(kind, shown) for kind in KINDS if _years_with_values(kind, shown) > 1]


def _years_with_values(kind: VillageSeries, years: Sequence[GrowingYear]) -> int:
    return sum(any(read(year) is not None for _name, read in kind.series) for year in years)


def _picture(kind: VillageSeries, years: Sequence[GrowingYear]) -> SeriesChart:
    series = [
        Series(str(name), [DataPoint(str(year.figures.year), read(year)) for year in years])
        for name, read in kind.series
    ]
    chart = Chart(f"chart-{kind.code}", str(kind.caption), series, unit=kind.unit)
    headings = [_("Year"), *(name or kind.caption for name, _read in kind.series)]
    rows = [
        (year.figures.year, [_text(read(year), kind.unit) for _name, read in kind.series])
        for year in years
    ]
    # The chart functions escape all text.
    svg = SafeString(kind.draw(chart, width=WIDTH, height=HEIGHT))  # nosec B703
    return SeriesChart(f"{kind.caption}（{kind.unit}）", svg, headings, rows)


def _text(value: Decimal | int | None, unit: str) -> str:
    return DASH if value is None else Quantity(Decimal(value), unit).text()
