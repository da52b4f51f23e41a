"""Charts as plain SVG text, the same on the page, in print, in PDF and in DOCX.

Rules kept here: a zero base, at most two series, about five round ticks, direct labels for up to eight
marks, the unit in the caption; a title and a description for readers who hear the chart; marks that are
links and say their value on hovering without script; a pattern beside the colour of the second series. Only
presentation attributes and classes are used, no inline style, so that a strict content policy holds.
"""

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias
from xml.sax.saxutils import escape, quoteattr

Number: TypeAlias = int | float | Decimal

COLOURS = ("#0B5CAD", "#C25700")  # 6.6 and 4.6 to 1 on white; apart for every kind of colour vision
FONT = "Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, sans-serif"
DIRECT_LABELS = 8
MAX_SERIES = 2

_INK = "#1F2933"
_GRID = "#D5DAE0"
_SIZE = 12
_LABEL_CHARACTERS = 24


@dataclass(frozen=True)
class Mark:
    """One value of a series. ``value`` None means not measured and draws a dash; ``text`` is the value as
    printed (default: the plain number); ``href`` opens the facts behind it."""

    label: str
    value: Number | None
    text: str = ""
    href: str = ""


@dataclass(frozen=True)
class Series:
    """A named run of marks; all series of a chart carry the same labels in the same order."""

    name: str
    marks: Sequence[Mark]


@dataclass(frozen=True)
class Chart:
    """What a chart says: an ``identifier`` unique on the page, title, description and unit in words, and
    one or two series. ValueError for more series or for series of different labels."""

    identifier: str
    title: str
    series: Sequence[Series]
    description: str = ""
    unit: str = ""

    def __post_init__(self) -> None:
        if not 1 <= len(self.series) <= MAX_SERIES:
            raise ValueError("a chart shows one or two series")
        if len({tuple(mark.label for mark in series.marks) for series in self.series}) > 1:
            raise ValueError("the series of a chart need the same labels")

    @property
    def labels(self) -> list[str]:
        """The labels along the axis."""
        return [mark.label for mark in self.series[0].marks]

    def values(self) -> list[float]:
        """All values that were measured."""
        return [float(mark.value) for series in self.series for mark in series.marks if mark.value is not None]


@dataclass(frozen=True)
class _Plot:
    """The drawing area in pixels: left, top, width, height."""

    left: float
    top: float
    width: float
    height: float


def bar_chart(chart: Chart, *, horizontal: bool = False, width: int = 640, height: int = 300) -> str:
    """Return the bars of a chart as SVG; ``height`` is ignored for horizontal bars, which take what they need."""
    ticks = nice_ticks(chart.values())
    if horizontal:
        band = 14 * len(chart.series) + 12
        left = min(width * 0.4, max((_text_width(_short(label)) for label in chart.labels), default=0) + 12)
        plot = _Plot(left, _head(chart), width - left - 72, band * len(chart.labels))
        height = round(plot.top + plot.height + 28)
        body = [*_grid_down(plot, ticks), *_rows(chart, plot, ticks)]
    else:
        plot = _plot(chart, ticks, width, height)
        body = [*_grid_across(plot, ticks), *_columns(chart, plot, ticks), *_labels_below(chart, plot)]
    return _document(chart, width, height, body)


def line_chart(chart: Chart, *, width: int = 640, height: int = 300) -> str:
    """Return the lines of a chart as SVG; a value that was not measured leaves a gap, never a zero."""
    ticks = nice_ticks(chart.values())
    plot = _plot(chart, ticks, width, height)
    body = _grid_across(plot, ticks)
    for place, series in enumerate(chart.series):
        body += _line(series, place, plot, ticks, direct=_direct(chart))
    return _document(chart, width, height, [*body, *_labels_below(chart, plot)])


def nice_ticks(values: Sequence[float], count: int = 5) -> list[float]:
    """Return round axis values from zero (or below, for negative values) that cover all ``values``."""
    low, high = min([0.0, *values]), max([0.0, *values])
    if low == high:
        return [0.0, 1.0]
    rough = (high - low) / count
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough * 0.999999)
    first, last = math.floor(round(low / step, 12)), math.ceil(round(high / step, 12))
    return [round(number * step, 10) for number in range(first, last + 1)]


# --- bars and lines -------------------------------------------------------------------------------


def _columns(chart: Chart, plot: _Plot, ticks: Sequence[float]) -> list[str]:
    band = plot.width / max(1, len(chart.labels))
    thick = min(48.0, band * 0.7 / len(chart.series))
    zero = _height(0, plot, ticks)
    body = []
    for place, series in enumerate(chart.series):
        for number, mark in enumerate(series.marks):
            left = plot.left + band * (number + 0.5) + thick * (place - len(chart.series) / 2)
            if mark.value is None:
                body.append(_text(left + thick / 2, zero - 4, "—", "middle"))
                continue
            end = _height(float(mark.value), plot, ticks)
            shape = _rect(left, min(zero, end), thick, abs(zero - end), _fill(chart, place))
            label = _text(left + thick / 2, min(zero, end) - 4, _printed(mark), "middle") if _direct(chart) else ""
            body.append(_linked(mark, series, shape + label))
    return body


def _rows(chart: Chart, plot: _Plot, ticks: Sequence[float]) -> list[str]:
    band = plot.height / max(1, len(chart.labels))
    zero = _across(0, plot, ticks)
    body = [
        _text(plot.left - 8, plot.top + band * (number + 0.5) + 4, _short(label), "end")
        for number, label in enumerate(chart.labels)
    ]
    for place, series in enumerate(chart.series):
        for number, mark in enumerate(series.marks):
            top = plot.top + band * (number + 0.5) + 14 * (place - len(chart.series) / 2)
            if mark.value is None:
                body.append(_text(zero + 4, top + 11, "—"))
                continue
            end = _across(float(mark.value), plot, ticks)
            shape = _rect(min(zero, end), top, abs(end - zero), 13, _fill(chart, place))
            label = _text(max(zero, end) + 4, top + 11, _printed(mark)) if _direct(chart) else ""
            body.append(_linked(mark, series, shape + label))
    return body


def _line(series: Series, place: int, plot: _Plot, ticks: Sequence[float], *, direct: bool) -> list[str]:
    band = plot.width / max(1, len(series.marks))
    points = [
        None if mark.value is None else (plot.left + band * (number + 0.5), _height(float(mark.value), plot, ticks))
        for number, mark in enumerate(series.marks)
    ]
    colour = COLOURS[place]
    dashes = ' stroke-dasharray="6 4"' if place else ""
    body = [
        f'<polyline points="{_path(run)}" fill="none" stroke="{colour}" stroke-width="2"{dashes}/>'
        for run in _runs(points)
        if len(run) > 1
    ]
    for mark, point in zip(series.marks, points, strict=True):
        if point:
            x, y = point
            dot = (
                f'<circle cx="{_n(x)}" cy="{_n(y)}" r="4.5" fill="{"#FFFFFF" if place else colour}" stroke="{colour}"/>'
            )
            label = _text(x, y + (18 if place else -9), _printed(mark), "middle") if direct else ""
            body.append(_linked(mark, series, dot + label))
    return body


def _runs(points: Sequence[tuple[float, float] | None]) -> list[list[tuple[float, float]]]:
    runs: list[list[tuple[float, float]]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    return runs


def _path(run: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{_n(x)},{_n(y)}" for x, y in run)


# --- axes -----------------------------------------------------------------------------------------


def _plot(chart: Chart, ticks: Sequence[float], width: int, height: int) -> _Plot:
    left = max(_text_width(_number(tick)) for tick in ticks) + 14
    return _Plot(left, _head(chart), width - left - 12, height - _head(chart) - 32)


def _head(chart: Chart) -> float:
    """Room above the plot: for the unit, the key of two series, and the label of the highest mark."""
    return 44 if chart.unit or len(chart.series) > 1 else 24


def _height(value: float, plot: _Plot, ticks: Sequence[float]) -> float:
    return plot.top + plot.height * (1 - (value - ticks[0]) / (ticks[-1] - ticks[0]))


def _across(value: float, plot: _Plot, ticks: Sequence[float]) -> float:
    return plot.left + plot.width * (value - ticks[0]) / (ticks[-1] - ticks[0])


def _grid_across(plot: _Plot, ticks: Sequence[float]) -> list[str]:
    body = []
    for tick in ticks:
        y = _height(tick, plot, ticks)
        body.append(_rule(plot.left, y, plot.left + plot.width, y, strong=tick == 0))
        body.append(_text(plot.left - 8, y + 4, _number(tick), "end"))
    return body


def _grid_down(plot: _Plot, ticks: Sequence[float]) -> list[str]:
    body = []
    for tick in ticks:
        x = _across(tick, plot, ticks)
        body.append(_rule(x, plot.top, x, plot.top + plot.height, strong=tick == 0))
        body.append(_text(x, plot.top + plot.height + 18, _number(tick), "middle"))
    return body


def _labels_below(chart: Chart, plot: _Plot) -> list[str]:
    """The labels of the axis, every n-th where they would run into each other."""
    band = plot.width / max(1, len(chart.labels))
    widest = max((_text_width(_short(label)) for label in chart.labels), default=0) + 8
    every = max(1, math.ceil(widest / band))
    y = plot.top + plot.height + 18
    return [
        _text(plot.left + band * (number + 0.5), y, _short(label), "middle")
        for number, label in enumerate(chart.labels)
        if number % every == 0
    ]


# --- parts ----------------------------------------------------------------------------------------


def _document(chart: Chart, width: int, height: int, body: Sequence[str]) -> str:
    name = escape(chart.identifier, {'"': "&quot;"})
    linked = any(mark.href for series in chart.series for mark in series.marks)
    described = f'<desc id="{name}-desc">{escape(_description(chart))}</desc>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" id="{name}" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="{"group" if linked else "img"}" '
        f'aria-labelledby="{name}-title" aria-describedby="{name}-desc" '
        f'font-family="{FONT}" font-size="{_SIZE}" fill="{_INK}">'
        f'<title id="{name}-title">{escape(chart.title)}</title>{described}{_patterns(chart)}'
        f"{_key(chart)}{''.join(body)}</svg>"
    )


def _description(chart: Chart) -> str:
    """The description given, or the values in words."""
    if chart.description:
        return chart.description
    return "; ".join(_said(mark, series) for series in chart.series for mark in series.marks)


def _patterns(chart: Chart) -> str:
    if len(chart.series) == 1:
        return ""
    return (
        f'<defs><pattern id={quoteattr(chart.identifier + "-stripes")} width="6" height="6" '
        f'patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" fill="#FFFFFF"/>'
        f'<rect width="3.5" height="6" fill="{COLOURS[1]}"/></pattern></defs>'
    )


def _key(chart: Chart) -> str:
    """The unit and, for two series, which is which."""
    parts = [_text(4, 14, chart.unit)] if chart.unit else []
    x = _text_width(chart.unit) + 20 if chart.unit else 4.0
    if len(chart.series) > 1:
        for place, series in enumerate(chart.series):
            parts += [_rect(x, 4, 14, 12, _fill(chart, place)), _text(x + 20, 14, series.name)]
            x += _text_width(series.name) + 40
    return "".join(parts)


def _fill(chart: Chart, place: int) -> str:
    if not place:
        return f'class="chart-first" fill="{COLOURS[0]}"'
    pattern = quoteattr(f"url(#{chart.identifier}-stripes)")
    return f'class="chart-second" fill={pattern} stroke="{COLOURS[1]}"'


def _linked(mark: Mark, series: Series, shape: str) -> str:
    said = escape(_said(mark, series))
    if not mark.href:
        return f"<g><title>{said}</title>{shape}</g>"
    return (
        f"<a href={quoteattr(mark.href)} aria-label={quoteattr(_said(mark, series))}><title>{said}</title>{shape}</a>"
    )


def _said(mark: Mark, series: Series) -> str:
    name = f"{series.name}, " if series.name else ""
    return f"{name}{mark.label}: {_printed(mark)}"


def _printed(mark: Mark) -> str:
    if mark.text:
        return mark.text
    return "—" if mark.value is None else _number(float(mark.value))


def _rect(x: float, y: float, width: float, height: float, fill: str) -> str:
    return f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" {fill}/>'


def _rule(x1: float, y1: float, x2: float, y2: float, *, strong: bool) -> str:
    colour = _INK if strong else _GRID
    return f'<line x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}" stroke="{colour}"/>'


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    return f'<text x="{_n(x)}" y="{_n(y)}" text-anchor="{anchor}">{escape(text)}</text>'


def _direct(chart: Chart) -> bool:
    return sum(len(series.marks) for series in chart.series) <= DIRECT_LABELS


def _short(label: str) -> str:
    return label if len(label) <= _LABEL_CHARACTERS else label[: _LABEL_CHARACTERS - 1] + "…"


def _text_width(text: str) -> float:
    """About how wide a text is drawn: a Chinese character is one em, others a little over half."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return _SIZE * (wide + 0.58 * (len(text) - wide))


def _number(value: float) -> str:
    """An axis value in the Chinese manner: 1.2亿, 168.6万, 2013, 0.5."""
    for name, size in (("亿", 10**8), ("万", 10**4)):
        if abs(value) >= size:
            return f"{_n(value / size)}{name}"
    return _n(value)


def _n(value: float) -> str:
    """A number with at most two decimals and no negative zero."""
    return f"{round(value, 2) or 0:.2f}".rstrip("0").rstrip(".")
