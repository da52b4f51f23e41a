"""Vertical and horizontal bars."""

from collections.abc import Sequence

from jingyan.charts.axes import (
    Plot,
    across_of,
    grid_across,
    grid_down,
    head_room,
    height_of,
    labels_below,
    nice_ticks,
    plot_of,
)
from jingyan.charts.chart import Chart
from jingyan.charts.marks import (
    direct,
    document,
    fill_of,
    linked,
    printed,
    rect,
    short,
    words,
    words_width,
)


def bar_chart(
    chart: Chart, *, horizontal: bool = False, width: int = 640, height: int = 300
) -> str:
    """Return the bars of a chart as SVG; ``height`` is ignored for horizontal bars, which take what
    they need.
    """
    ticks = nice_ticks(chart.values())
    if horizontal:
        band = 14 * len(chart.series) + 12
        left = min(
            width * 0.4, max((words_width(short(label)) for label in chart.labels), default=0) + 12
        )
        plot = Plot(left, head_room(chart), width - left - 72, band * len(chart.labels))
        height = round(plot.top + plot.height + 28)
        body = [*grid_down(plot, ticks), *_rows(chart, plot, ticks)]
    else:
        plot = plot_of(chart, ticks, width, height)
        body = [
            *grid_across(plot, ticks),
            *_columns(chart, plot, ticks),
            *labels_below(chart, plot),
        ]
    return document(chart, width, height, body)


def _columns(chart: Chart, plot: Plot, ticks: Sequence[float]) -> list[str]:
    band = plot.width / max(1, len(chart.labels))
    thick = min(48.0, band * 0.7 / len(chart.series))
    zero = height_of(0, plot, ticks)
    body = []
    for place, series in enumerate(chart.series):
        for number, mark in enumerate(series.marks):
            left = plot.left + band * (number + 0.5) + thick * (place - len(chart.series) / 2)
            if mark.value is None:
                body.append(words(left + thick / 2, zero - 4, "—", "middle"))
                continue
            end = height_of(float(mark.value), plot, ticks)
            shape = rect(left, min(zero, end), thick, abs(zero - end), fill_of(chart, place))
            label = (
                words(left + thick / 2, min(zero, end) - 4, printed(mark), "middle")
                if direct(chart)
                else ""
            )
            body.append(linked(mark, series, shape + label))
    return body


def _rows(chart: Chart, plot: Plot, ticks: Sequence[float]) -> list[str]:
    band = plot.height / max(1, len(chart.labels))
    zero = across_of(0, plot, ticks)
    body = [
        words(plot.left - 8, plot.top + band * (number + 0.5) + 4, short(label), "end")
        for number, label in enumerate(chart.labels)
    ]
    for place, series in enumerate(chart.series):
        for number, mark in enumerate(series.marks):
            top = plot.top + band * (number + 0.5) + 14 * (place - len(chart.series) / 2)
            if mark.value is None:
                body.append(words(zero + 4, top + 11, "—"))
                continue
            end = across_of(float(mark.value), plot, ticks)
            shape = rect(min(zero, end), top, abs(end - zero), 13, fill_of(chart, place))
            label = words(max(zero, end) + 4, top + 11, printed(mark)) if direct(chart) else ""
            body.append(linked(mark, series, shape + label))
    return body
