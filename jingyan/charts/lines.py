"""Lines over the years, broken where nothing was measured."""

from collections.abc import Sequence

from jingyan.charts.axes import Plot, grid_across, height_of, labels_below, nice_ticks, plot_of
from jingyan.charts.chart import Chart, Series
from jingyan.charts.marks import COLOURS, direct, document, linked, printed, rounded, words


def line_chart(chart: Chart, *, width: int = 640, height: int = 300) -> str:
    """Return the lines of a chart as SVG; a missing value leaves a gap, never a zero."""
    ticks = nice_ticks(chart.values())
    plot = plot_of(chart, ticks, width, height)
    body = grid_across(plot, ticks)
    for place, series in enumerate(chart.series):
        body += _line(series, place, plot, ticks, direct=direct(chart))
    return document(chart, width, height, [*body, *labels_below(chart, plot)])


def _line(
    series: Series, place: int, plot: Plot, ticks: Sequence[float], *, direct: bool
) -> list[str]:
    band = plot.width / max(1, len(series.marks))
    points = [
        None
        if mark.value is None
        else (plot.left + band * (number + 0.5), height_of(float(mark.value), plot, ticks))
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
            fill = "#FFFFFF" if place else colour
            centre = f'cx="{rounded(x)}" cy="{rounded(y)}"'
            dot = f'<circle {centre} r="4.5" fill="{fill}" stroke="{colour}"/>'
            label = words(x, y + (18 if place else -9), printed(mark), "middle") if direct else ""
            body.append(linked(mark, series, dot + label))
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
    return " ".join(f"{rounded(x)},{rounded(y)}" for x, y in run)
