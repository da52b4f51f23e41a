"""The work calendar: public holidays and the days worked in exchange for them."""

from calendar import Calendar
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import chinese_calendar
from django.db import transaction
from django.db.models import Count, Q
from django.utils.dateformat import format as date_format
from django.utils.translation import pgettext

from accounts.models import CalendarDay

Source = CalendarDay.Source
YEARS = range(2021, 2041)
SATURDAY = 5


@dataclass(frozen=True)
class CalendarCell:
    """One day on the page of a year."""

    date: date
    is_workday: bool
    source: str

    @property
    def mark(self) -> str:
        """A word if it is a holiday on a weekday or a workday on a weekend, else ""."""
        if self.is_workday == (self.date.weekday() < SATURDAY):
            return ""
        return pgettext("calendar", "work") if self.is_workday else pgettext("calendar", "off")

    @property
    def classes(self) -> str:
        """The CSS classes of the cell."""
        kind = "worked" if self.is_workday else "free"
        return f"day day-{kind} day-{self.source}{' day-marked' if self.mark else ''}"


@dataclass(frozen=True)
class YearStatus:
    """What is stored of a year; `by_hand` counts the days that a user entered."""

    workdays: int
    by_hand: int
    is_estimated: bool
    is_loaded: bool


def year_of(text: str, default: int) -> int:
    """The year in `text` if it is one of `YEARS`, else `default`."""
    return (
        int(text)
        if text.isascii() and text.isdigit() and len(text) == 4 and int(text) in YEARS
        else default
    )


def months_of(year: int) -> list[tuple[date, list[list[CalendarCell | None]]]]:
    """The months of a year: each its first day and its weeks, Monday first, with None for days of
    other months.
    """
    stored = {day.date: day for day in CalendarDay.objects.filter(date__year=year)}
    weeks = Calendar().monthdatescalendar
    return [
        (
            date(year, month, 1),
            [
                [_cell(day, stored) if day.month == month else None for day in week]
                for week in weeks(year, month)
            ],
        )
        for month in range(1, 13)
    ]


def weekdays() -> list[tuple[str, str]]:
    """Each weekday from Monday on: its full name and its short column heading."""
    names = [date_format(date(2024, 1, day), "l") for day in range(1, 8)]
    return [(name, name[-1] if name.startswith("星期") else name[:3]) for name in names]


def year_status(year: int) -> YearStatus:
    rows = CalendarDay.objects.filter(date__year=year)
    counts = rows.aggregate(
        days=Count("pk"),
        workdays=Count("pk", filter=Q(is_workday=True)),
        by_hand=Count("pk", filter=Q(source=Source.MANUAL)),
        estimated=Count("pk", filter=Q(source=Source.ESTIMATED)),
    )
    return YearStatus(
        counts["workdays"],
        counts["by_hand"],
        counts["estimated"] > 0 or not counts["days"],
        counts["days"] > 0,
    )


def is_workday(day: date) -> bool:
    """Whether `day` is a workday; a day that is not stored counts from Monday to Friday."""
    stored = CalendarDay.objects.filter(date=day).first()
    return stored.is_workday if stored else day.weekday() < SATURDAY


def _cell(day: date, stored: Mapping[date, CalendarDay]) -> CalendarCell:
    row = stored.get(day)
    if row is None:
        return CalendarCell(day, day.weekday() < SATURDAY, Source.ESTIMATED)
    return CalendarCell(day, row.is_workday, row.source)


def days_of(year: int) -> Iterator[CalendarDay]:
    """Every day of a year from the official notice; before its publication, Monday to Friday are
    workdays and all days are marked as estimated.
    """
    day = date(year, 1, 1)
    while day.year == year:
        try:
            is_workday, source = chinese_calendar.is_workday(day), Source.OFFICIAL
        except NotImplementedError:
            is_workday, source = day.weekday() < 5, Source.ESTIMATED
        yield CalendarDay(date=day, is_workday=is_workday, source=source)
        day += timedelta(days=1)


@transaction.atomic
def load(years: Iterable[int]) -> tuple[int, int]:
    """Write the calendar of these years; manually entered days are kept. Returns the numbers of
    days created and updated.
    """
    stored = {day.date: day for day in CalendarDay.objects.filter(date__year__in=list(years))}
    days = [day for year in years for day in days_of(year)]
    created = [day for day in days if day.date not in stored]
    updated = [day for day in days if day.date in stored and _differs(stored[day.date], day)]
    for day in updated:
        day.pk = stored[day.date].pk
    CalendarDay.objects.bulk_create(created)
    CalendarDay.objects.bulk_update(updated, ["is_workday", "source"])
    return len(created), len(updated)


def _differs(stored: CalendarDay, fresh: CalendarDay) -> bool:
    if stored.source == Source.MANUAL:
        return False
    return (stored.is_workday, stored.source) != (fresh.is_workday, fresh.source)
