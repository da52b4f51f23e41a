"""The summary of entered metrics that the dashboard reads, so that a long history costs no more
than a short one.

A cell holds the value of one metric for one place and period, from the facts in one state, counted
by the rules of the figures. Every change to a fact writes a note in its own transaction
(`reports/triggers.py`), so that no change waits for a lock. A reader uses the cells, but counts the
facts for each metric that has a note. The result is therefore always correct; the worker that
recounts the noted cells only makes it fast again.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Min, Q
from django.utils import timezone

from accounts.models import Heartbeat, Town
from jingyan.periods import Period, half_of, quarter_of, year_of
from jingyan.quantity import Qualifier
from pairings.models import Contribution, Metric
from reports.figures.entered import ByState, by_state, outcomes
from reports.figures.reading import Reading
from reports.models import SummaryCell, SummaryDue
from reports.places import Place, of_town

STATES = (
    Contribution.State.REPORTED,
    Contribution.State.TOWN_VERIFIED,
    Contribution.State.COUNTY_CONFIRMED,
)
LOCK = "summary"
TRIES = 3
BATCH = 5_000
DELETED_AT_ONCE = 500


def read(place: Place, period: Period) -> ByState:
    """All entered metrics that have a fact, by state and code; the readings have no fact ids."""
    facts = outcomes(place, STATES)
    if place.village or period.kind == "span":
        return by_state(facts, period, named=False)
    due = _due(place, period)
    cells = _stored(place, period, without=due)
    return (
        cells | by_state(facts.filter(metric__code__in=due), period, named=False) if due else cells
    )


def _due(place: Place, period: Period) -> set[str]:
    return set(
        SummaryDue.objects.about(place.town, period)
        .order_by()
        .values_list("metric", flat=True)
        .distinct()
    )


def _stored(place: Place, period: Period, *, without: Collection[str] = ()) -> ByState:
    cells = SummaryCell.objects.of_period(place.town, period).exclude(metric__in=without)
    rows = cells.order_by().values_list("state", "metric", "value", "qualifier")
    return {
        (state, code): Reading(value, qualifier=Qualifier(qualifier) if qualifier else None)
        for state, code, value, qualifier in rows
    }


# --- recounting -----------------------------------------------------------------------------------


def refresh() -> int:
    """Recount all cells that have notes, then delete the notes; return the number of notes."""
    count = 0
    while due := list(
        SummaryDue.objects.values_list("pk", "town", "happened_on", "metric")[:BATCH]
    ):
        for (place, period), codes in _cells_of(
            (town, day, code) for _pk, town, day, code in due
        ).items():
            _recount(place, period, codes)
        _drop([pk for pk, *_others in due])
        count += len(due)
    return count


def _drop(keys: list[int]) -> None:
    for start in range(0, len(keys), DELETED_AT_ONCE):
        SummaryDue.objects.filter(pk__in=keys[start : start + DELETED_AT_ONCE]).delete()


def _cells_of(
    due: Iterable[tuple[int | None, date, str]],
) -> Mapping[tuple[Place, Period], set[str]]:
    """The metrics to recount by place and period."""
    towns = Town.objects.in_bulk()
    codes: dict[tuple[Place, Period], set[str]] = defaultdict(set)
    for town, day, code in set(due):
        for place in _places_of(towns.get(town) if town else None):
            for period in (quarter_of(day), half_of(day), year_of(day)):
                codes[place, period].add(code)
    return codes


def _places_of(town: Town | None) -> list[Place]:
    if town is None:
        return [Place()]
    return [of_town(town), Place()] if town.county_code == settings.COUNTY_CODE else [of_town(town)]


def _recount(
    place: Place, period: Period, codes: Collection[str], *, onwards: bool = True
) -> ByState:
    """Recount the cells of one place and period; with `onwards`, also the stocks at the ends of
    later quarters.

    Counting is slow, so nothing is locked meanwhile. If another process has written cells of the
    place since, everything is counted again, so that an older count never overwrites a newer one.
    """
    for _try in range(TRIES):
        last_written = _head(place).at
        counted = _count(place, period, codes, onwards=onwards)
        if _write(place, counted, codes, last_written):
            return counted[period]
    with transaction.atomic():
        last_written = _lock_head(place).at
        counted = _count(place, period, codes, onwards=onwards)
        _write(place, counted, codes, last_written)
    return counted[period]


def _head(place: Place) -> Heartbeat:
    """The row to lock for writing cells of a place; `at` is the time of the last write."""
    name = f"{LOCK} {place.code}"
    return Heartbeat.objects.get_or_create(name=name, defaults={"at": timezone.now()})[0]


def _lock_head(place: Place) -> Heartbeat:
    return Heartbeat.objects.select_for_update(no_key=True).get(pk=_head(place).pk)


def _count(
    place: Place, period: Period, codes: Collection[str], *, onwards: bool
) -> dict[Period, ByState]:
    facts = outcomes(place, STATES)
    counted = {period: by_state(facts.filter(metric__code__in=codes), period, named=False)}
    if onwards and period.kind == "quarter" and (stocks := _stocks() & set(codes)):
        cells = SummaryCell.objects.filter(
            town=place.town, metric__in=stocks, starts_on=None, ends_on__gt=period.end
        )
        for end in cells.order_by("ends_on").values_list("ends_on", flat=True).distinct():
            quarter = quarter_of(end)
            counted[quarter] = by_state(facts.filter(metric__code__in=stocks), quarter, named=False)
    return counted


@transaction.atomic
def _write(
    place: Place, counted: Mapping[Period, ByState], codes: Collection[str], last_written: datetime
) -> bool:
    """Replace the stored cells with the counted ones, unless another process has written since
    `last_written`; return whether they were replaced.
    """
    head = _lock_head(place)
    if head.at != last_written:
        return False
    stocks = _stocks()
    for number, (period, readings) in enumerate(counted.items()):
        _replace(place, period, readings, codes if number == 0 else stocks & set(codes), stocks)
    head.at = max(timezone.now(), head.at + timedelta(microseconds=1))
    head.save(update_fields=["at"])
    return True


def _replace(
    place: Place, period: Period, readings: ByState, codes: Collection[str], stocks: Collection[str]
) -> None:
    is_quarter = period.kind == "quarter"
    here = SummaryCell.objects.filter(town=place.town, metric__in=codes, ends_on=period.end)
    here.filter(
        Q(starts_on=period.start) | Q(starts_on=None) if is_quarter else Q(starts_on=period.start)
    ).delete()
    SummaryCell.objects.bulk_create(
        SummaryCell(
            town=place.town,
            starts_on=None if code in stocks else period.start,
            ends_on=period.end,
            metric=code,
            state=state,
            value=reading.value,
            qualifier=reading.qualifier or "",
        )
        for (state, code), reading in readings.items()
        if reading.value is not None and (is_quarter or code not in stocks)
    )


def _stocks() -> set[str]:
    return set(Metric.objects.filter(nature=Metric.Nature.STOCK).values_list("code", flat=True))


# --- the whole ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SummaryMismatch:
    """A number in the summary that differs from the facts; None if one of the two has no value."""

    place: Place
    period: Period
    state: str
    metric: str
    stored: Decimal | None
    counted: Decimal | None

    def __str__(self) -> str:
        return (
            f"{self.place} {self.period} {self.metric} {self.state}: {self.stored} ≠ {self.counted}"
        )


def differences(*, within: Place | None = None) -> Iterator[SummaryMismatch]:
    """Where the summary differs from the facts, apart from noted cells; with `within`, for that
    place only.
    """
    for place, period in _all(within):
        if _differing(place, period):
            # Compared twice, since a fact may have changed between the two queries.
            yield from _differing(place, period)


def _differing(place: Place, period: Period) -> list[SummaryMismatch]:
    counted = by_state(outcomes(place, STATES), period, named=False)
    return _compare(place, period, _stored(place, period), counted)


def _compare(
    place: Place, period: Period, stored: ByState, counted: ByState
) -> list[SummaryMismatch]:
    due = _due(place, period)
    return [
        SummaryMismatch(
            place,
            period,
            *key,
            *(readings[key].value if key in readings else None for readings in (stored, counted)),
        )
        for key in sorted(stored.keys() | counted.keys())
        if key[1] not in due and _plain(stored.get(key)) != _plain(counted.get(key))
    ]


def _plain(reading: Reading | None) -> tuple[Decimal | None, Qualifier | None] | None:
    return (reading.value, reading.qualifier) if reading else None


def rebuild() -> list[SummaryMismatch]:
    """Recount every cell, place by place; return those that differed. A change that comes meanwhile
    keeps its note.
    """
    due = list(SummaryDue.objects.values_list("pk", flat=True))
    codes = set(Metric.objects.entered().values_list("code", flat=True))
    wrong = []
    for place, period in _all():
        stored = _stored(place, period)
        wrong += _compare(place, period, stored, _recount(place, period, codes, onwards=False))
    _drop(due)
    return wrong


def _all(within: Place | None = None) -> Iterator[tuple[Place, Period]]:
    """All places with facts or cells, each with all periods from the first to the last year of any
    of them.
    """
    days = [
        *Contribution.objects.aggregate(Min("happened_on"), Max("happened_on")).values(),
        *SummaryCell.objects.aggregate(Min("ends_on"), Max("ends_on")).values(),
    ]
    years = [day.year for day in days if day]
    for place in [within] if within else _places():
        for year in range(min(years), max(years) + 1) if years else ():
            quarters = year_of(year).quarters()
            for period in (
                *quarters,
                half_of(quarters[0].start),
                half_of(quarters[-1].start),
                year_of(year),
            ):
                yield place, period


def _places() -> list[Place]:
    towns = {*Contribution.objects.order_by().values_list("town", flat=True).distinct()}
    towns |= {*SummaryCell.objects.order_by().values_list("town", flat=True).distinct()}
    return [
        Place(),
        *(of_town(town) for town in Town.objects.filter(pk__in=towns - {None}).order_by("code")),
    ]
