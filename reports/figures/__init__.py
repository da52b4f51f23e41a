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

Tell = Callable[[int, int], None]
STEPS = 10
# What the column of a figure holds; a longer percentage says nothing but that the year before was
# next to nothing.
MOST_PER_CENT = Decimal(10**10)


def measure(
    period: Period, place: Place, *, tell: Callable[[], None] = lambda: None
) -> dict[str, Reading]:
    """Every metric that can be read, by code; `tell` is called after each of three parts."""
    readings = entered(outcomes(place), period)
    tell()
    readings |= growth(period, place)
    tell()
    readings |= computed(period, place)
    tell()
    return readings


def compute(period: Period, place: Place, *, tell: Tell = lambda done, total: None) -> list[Figure]:
    """The figures of all metrics, not saved, with the period before and the year before beside
    them.

    `tell` hears how many of all steps are behind us.
    """
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        tell(done, STEPS)

    now = measure(period, place, tell=step)
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
        return measure(other(period), place, tell=step)
    except PeriodError:  # before the first year that the house knows
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
    """Per cent, where both years are known and last year's value can carry one."""
    if this is None or last is None or last <= 0:
        return None
    change = per_cent(this - last, last)
    return change if abs(change) < MOST_PER_CENT else None


def text_of(figure: Figure) -> str:
    """The value as a report prints it, or nothing where it is missing."""
    if figure.value is None:
        return ""
    qualifier = Qualifier(figure.qualifier) if figure.qualifier else None
    return Quantity(figure.value, figure.metric.unit, qualifier).text()


def as_json(figures: Iterable[Figure]) -> dict[str, dict[str, Any]]:
    """The figures as the report's JSON holds them: code → figure, decimals as strings."""
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
    """SHA-256 over the canonical figures: their JSON in UTF-8, keys sorted, no spaces, nothing
    escaped.
    """
    text = json.dumps(as_json(figures), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def frozen(figures: QuerySet[Figure]) -> list[Figure]:
    """The figures of an issue with what their JSON needs, in the order of print."""
    return list(figures.select_related("metric"))
