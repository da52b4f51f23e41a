"""All figures of a period and a place, exactly as an issue freezes them."""

import hashlib
import json
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from jingyan.periods import Period, PeriodError
from jingyan.quantity import Qualifier, Quantity
from pairings.models import Metric
from reports.figures.computed import computed
from reports.figures.entered import entered, outcomes
from reports.figures.growth import growth
from reports.figures.reading import Reading, missing, per_cent, plain
from reports.models import Figure
from reports.places import Place

# Called with the numbers of steps done and of all steps.
ReportProgress = Callable[[int, int], None]
STEPS = 10
# The limit of the database column. A longer percentage only means that the year before was almost
# zero.
MOST_PER_CENT = Decimal(10**10)


def measure(
    period: Period, place: Place, *, step: Callable[[], None] = lambda: None
) -> dict[str, Reading]:
    """The readings of all metrics, by code; `step` is called after each of three parts."""
    readings = entered(outcomes(place), period)
    step()
    readings |= growth(period, place)
    step()
    readings |= computed(period, place)
    step()
    return readings


def compute(
    period: Period, place: Place, *, progress: ReportProgress = lambda done, total: None
) -> list[Figure]:
    """The unsaved figures of all metrics, compared with the previous period and the year before.

    `progress` is called with the number of steps done and the total number of steps.
    """
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        progress(done, STEPS)

    now = measure(period, place, step=step)
    before, year_before = (
        _neighbour(period, other, place, step) for other in (Period.previous, Period.year_before)
    )
    metrics = Metric.objects.current()
    figures = [
        _figure(metric, *(readings.get(metric.code) for readings in (now, before, year_before)))
        for metric in metrics
    ]
    step()
    return figures


def _neighbour(
    period: Period, other: Callable[[Period], Period], place: Place, step: Callable[[], None]
) -> dict[str, Reading]:
    try:
        return measure(other(period), place, step=step)
    except PeriodError:  # before the earliest year that a Period allows
        return {}


def _figure(
    metric: Metric, now: Reading | None, before: Reading | None, year_before: Reading | None
) -> Figure:
    now = now or missing()
    figure = Figure(
        metric=metric,
        value=now.value,
        qualifier=now.qualifier or "",
        attributed=now.attributed,
        previous=before.value if before else None,
        year_on_year=_year_on_year(now.value, year_before.value if year_before else None),
        missing=now.missing,
        facts=[f"{kind}:{pk}" for kind, pk in now.facts],
    )
    figure.text = text_of(figure)
    return figure


def _year_on_year(this: Decimal | None, last: Decimal | None) -> Decimal | None:
    """The change in per cent; None unless both years are known and last year's is positive."""
    if this is None or last is None or last <= 0:
        return None
    change = per_cent(this - last, last)
    return change if abs(change) < MOST_PER_CENT else None


def text_of(figure: Figure) -> str:
    """The value as a report prints it; empty if it is missing."""
    if figure.value is None:
        return ""
    qualifier = Qualifier(figure.qualifier) if figure.qualifier else None
    return Quantity(figure.value, figure.metric.unit, qualifier).text()


def as_json(figures: Iterable[Figure]) -> dict[str, dict[str, Any]]:
    """The figures in the format of the report's JSON: code → figure, with decimals as strings."""
    return {
        figure.metric.code: {
            "value": plain(figure.value),
            "unit": figure.metric.unit,
            "qualifier": figure.qualifier or None,
            "text": figure.text or None,
            "attributed": plain(figure.attributed),
            "definition": figure.metric.reference,
            "facts": figure.facts,
            "previous": plain(figure.previous),
            "year_on_year": plain(figure.year_on_year),
            "missing": figure.missing or None,
        }
        for figure in figures
    }


def fingerprint(figures: Iterable[Figure]) -> str:
    """SHA-256 of the canonical figures: their JSON in UTF-8 with sorted keys, no spaces, and no
    escaped non-ASCII characters.
    """
    text = json.dumps(as_json(figures), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def frozen(figures: QuerySet[Figure]) -> list[Figure]:
    """The figures of an issue with their metrics, in print order."""
    return list(figures.select_related("metric"))
