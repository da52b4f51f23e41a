"""Axes from zero with round ticks, and the position of a value on them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from jingyan.charts.chart import Chart
from jingyan.charts.marks import rule, short, tick_text, words, words_width


@dataclass(frozen=True)
class Plot:
    """The drawing area in pixels: left, top, width, height."""

    left: float
    top: float
    width: float
    height: float


def nice_ticks(values: Sequence[float], count: int = 5) -> list[float]:
    """Return round axis values that cover ``values``, from zero or, for negative ones, below."""
    low, high = min([0.0, *values]), max([0.0, *values])
    if low == high:
        return [0.0, 1.0]
    rough = (high - low) / count
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(
        factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough * 0.999999
    )
    first, last = math.floor(round(low / step, 12)), math.ceil(round(high / step, 12))
    return [round(number * step, 10) for number in range(first, last + 1)]


def plot_of(chart: Chart, ticks: Sequence[float], width: int, height: int) -> Plot:
    """The drawing area beside the figures of the axis and above the labels."""
    left = max(words_width(tick_text(tick)) for tick in ticks) + 14
    return Plot(left, head_room(chart), width - left - 12, height - head_room(chart) - 32)


def head_room(chart: Chart) -> float:
    """Room above the plot for the unit, the key of two series and the highest mark's label."""
    return 44 if chart.unit or len(chart.series) > 1 else 24


def height_of(value: float, plot: Plot, ticks: Sequence[float]) -> float:
    """The vertical position of a value, from the top."""
    return plot.top + plot.height * (1 - (value - ticks[0]) / (ticks[-1] - ticks[0]))


def across_of(value: float, plot: Plot, ticks: Sequence[float]) -> float:
    """The horizontal position of a value, from the left."""
    return plot.left + plot.width * (value - ticks[0]) / (ticks[-1] - ticks[0])


def grid_across(plot: Plot, ticks: Sequence[float]) -> list[str]:
    """Horizontal grid lines with their figures, for vertical bars and lines."""
    body = []
    for tick in ticks:
        y = height_of(tick, plot, ticks)
        body.append(rule(plot.left, y, plot.left + plot.width, y, strong=tick == 0))
        body.append(words(plot.left - 8, y + 4, tick_text(tick), "end"))
    return body


def grid_down(plot: Plot, ticks: Sequence[float]) -> list[str]:
    """Vertical grid lines with their figures, for horizontal bars."""
    body = []
    for tick in ticks:
        x = across_of(tick, plot, ticks)
        body.append(rule(x, plot.top, x, plot.top + plot.height, strong=tick == 0))
        body.append(words(x, plot.top + plot.height + 18, tick_text(tick), "middle"))
    return body


def labels_below(chart: Chart, plot: Plot) -> list[str]:
    """The labels of the axis, every n-th where they would run into each other."""
    band = plot.width / max(1, len(chart.labels))
    widest = max((words_width(short(label)) for label in chart.labels), default=0) + 8
    every = max(1, math.ceil(widest / band))
    y = plot.top + plot.height + 18
    return [
        words(plot.left + band * (number + 0.5), y, short(label), "middle")
        for number, label in enumerate(chart.labels)
        if number % every == 0
    ]
