"""What a chart says."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

Number: TypeAlias = int | float | Decimal
DIRECT_LABELS = 8
MAX_SERIES = 2


@dataclass(frozen=True)
class DataPoint:
    """One value of a series. ``value`` None means not measured and draws a dash; ``text`` is the
    value as printed (default: the plain number); ``href`` opens the facts behind it.
    """

    label: str
    value: Number | None
    text: str = ""
    href: str = ""


@dataclass(frozen=True)
class Series:
    """A named run of marks; all series of a chart carry the same labels in the same order."""

    name: str
    marks: Sequence[DataPoint]


@dataclass(frozen=True)
class Chart:
    """What a chart says: an ``identifier`` unique on the page, title, description and unit in
    words, and one or two series. ValueError for more series or for series of different labels.
    """

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
        return [mark.label for mark in self.series[0].marks]

    def values(self) -> list[float]:
        """All values that were measured."""
        return [
            float(mark.value)
            for series in self.series
            for mark in series.marks
            if mark.value is not None
        ]
