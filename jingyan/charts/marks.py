"""The parts of a drawing as SVG text: rectangles, rules, words, links."""

import unicodedata
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from jingyan.charts.chart import DIRECT_LABELS, Chart, DataPoint, Series

COLOURS = ("#0B5CAD", "#C25700")  # 6.6 and 4.6 to 1 on white; apart for every kind of colour vision
FONT = "Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, sans-serif"
_INK = "#1F2933"
_GRID = "#D5DAE0"
_SIZE = 12
_LABEL_CHARACTERS = 24


def document(chart: Chart, width: int, height: int, body: Sequence[str]) -> str:
    """The whole drawing: title, description, patterns, key, and what was drawn."""
    name = escape(chart.identifier, {'"': "&quot;"})
    has_links = any(mark.href for series in chart.series for mark in series.marks)
    described = f'<desc id="{name}-desc">{escape(_description(chart))}</desc>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" id="{name}" '
        f'viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="{"group" if has_links else "img"}" '
        f'aria-labelledby="{name}-title" aria-describedby="{name}-desc" '
        f'font-family="{FONT}" font-size="{_SIZE}" fill="{_INK}">'
        f'<title id="{name}-title">{escape(chart.title)}</title>{described}{_patterns(chart)}'
        f"{_key(chart)}{''.join(body)}</svg>"
    )


def _description(chart: Chart) -> str:
    """The description given, or the values in words."""
    if chart.description:
        return chart.description
    return "; ".join(description(mark, series) for series in chart.series for mark in series.marks)


def _patterns(chart: Chart) -> str:
    if len(chart.series) == 1:
        return ""
    return (
        f'<defs><pattern id={quoteattr(chart.identifier + "-stripes")} width="6" height="6" '
        f'patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect width="6" height="6" fill="#FFFFFF"/>'
        f'<rect width="3.5" height="6" fill="{COLOURS[1]}"/></pattern></defs>'
    )


def _key(chart: Chart) -> str:
    """The unit and, for two series, which is which."""
    parts = [words(4, 14, chart.unit)] if chart.unit else []
    x = words_width(chart.unit) + 20 if chart.unit else 4.0
    if len(chart.series) > 1:
        for place, series in enumerate(chart.series):
            parts += [rect(x, 4, 14, 12, fill_of(chart, place)), words(x + 20, 14, series.name)]
            x += words_width(series.name) + 40
    return "".join(parts)


def fill_of(chart: Chart, place: int) -> str:
    """Colour of the first series, stripes of the second."""
    if not place:
        return f'class="chart-first" fill="{COLOURS[0]}"'
    pattern = quoteattr(f"url(#{chart.identifier}-stripes)")
    return f'class="chart-second" fill={pattern} stroke="{COLOURS[1]}"'


def linked(mark: DataPoint, series: Series, shape: str) -> str:
    """A shape with its description for screen readers; a link where its facts have a page."""
    text = description(mark, series)
    content = f"<title>{escape(text)}</title>{shape}"
    if not mark.href:
        return f"<g>{content}</g>"
    return f"<a href={quoteattr(mark.href)} aria-label={quoteattr(text)}>{content}</a>"


def description(mark: DataPoint, series: Series) -> str:
    """A mark in words: series, label, value."""
    name = f"{series.name}, " if series.name else ""
    return f"{name}{mark.label}: {printed(mark)}"


def printed(mark: DataPoint) -> str:
    """A value as it is printed beside its mark."""
    if mark.text:
        return mark.text
    return "—" if mark.value is None else tick_text(float(mark.value))


def rect(x: float, y: float, width: float, height: float, fill: str) -> str:
    """A rectangle. `fill` holds its attributes, as `fill_of` returns them."""
    place = f'x="{rounded(x)}" y="{rounded(y)}"'
    size = f'width="{rounded(width)}" height="{rounded(height)}"'
    return f"<rect {place} {size} {fill}/>"


def rule(x1: float, y1: float, x2: float, y2: float, *, strong: bool) -> str:
    """A line of the grid; the zero line is strong."""
    colour = _INK if strong else _GRID
    start = f'x1="{rounded(x1)}" y1="{rounded(y1)}"'
    end = f'x2="{rounded(x2)}" y2="{rounded(y2)}"'
    return f'<line {start} {end} stroke="{colour}"/>'


def words(x: float, y: float, text: str, anchor: str = "start") -> str:
    """A line of text."""
    return f'<text x="{rounded(x)}" y="{rounded(y)}" text-anchor="{anchor}">{escape(text)}</text>'


def direct(chart: Chart) -> bool:
    """Whether the marks are few enough to print their values."""
    return sum(len(series.marks) for series in chart.series) <= DIRECT_LABELS


def short(label: str) -> str:
    """A label cut to what an axis can hold."""
    return label if len(label) <= _LABEL_CHARACTERS else label[: _LABEL_CHARACTERS - 1] + "…"


def words_width(text: str) -> float:
    """About how wide a text is drawn: a Chinese character is one em, others a little over half."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return _SIZE * (wide + 0.58 * (len(text) - wide))


def tick_text(value: float) -> str:
    """An axis value in the Chinese manner: 1.2亿, 168.6万, 2013, 0.5."""
    for name, size in (("亿", 10**8), ("万", 10**4)):
        if abs(value) >= size:
            return f"{rounded(value / size)}{name}"
    return rounded(value)


def rounded(value: float) -> str:
    """A number with at most two decimals and no negative zero."""
    return f"{round(value, 2) or 0:.2f}".rstrip("0").rstrip(".")
