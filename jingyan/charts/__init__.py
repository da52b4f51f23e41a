"""Charts as plain SVG text, the same on the page, in print, in PDF and in DOCX.

Rules kept here: a zero base, at most two series, about five round ticks, direct labels for up to
eight marks, the unit in the caption; a title and a description for screen readers;
marks that are links and say their value on hovering without script; a pattern beside the colour of
the second series. Only presentation attributes and classes are used, no inline style, so that a
strict content policy holds.
"""

from jingyan.charts.axes import nice_ticks
from jingyan.charts.bars import bar_chart
from jingyan.charts.chart import DIRECT_LABELS, MAX_SERIES, Chart, DataPoint, Number, Series
from jingyan.charts.lines import line_chart
from jingyan.charts.marks import COLOURS, FONT

__all__ = [
    "COLOURS",
    "DIRECT_LABELS",
    "FONT",
    "MAX_SERIES",
    "Chart",
    "DataPoint",
    "Number",
    "Series",
    "bar_chart",
    "line_chart",
    "nice_ticks",
]
