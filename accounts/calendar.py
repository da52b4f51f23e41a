"""The work calendar: public holidays and the days worked in exchange for them."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

import chinese_calendar
from django.db import transaction

from accounts.models import CalendarDay

Source = CalendarDay.Source


def days_of(year: int) -> Iterator[CalendarDay]:
    """Every day of a year by the official notice; before it is out, Monday to Friday, marked estimated."""
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
    """Write the calendar of these years; days entered by hand stay. Returns how many days were created and updated."""
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
