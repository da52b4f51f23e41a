"""The working-day clock of public notices, over an editable calendar."""

from collections.abc import Mapping
from datetime import date, timedelta

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5


def is_workday(day: date, calendar: Mapping[date, bool]) -> bool:
    """Return what the calendar says of ``day``; without an entry, Monday to Friday are workdays."""
    return calendar.get(day, day.weekday() < _SATURDAY)


def last_day(start: date, days: int, calendar: Mapping[date, bool]) -> tuple[date, bool]:
    """Return the last day of a notice posted on ``start`` for ``days`` working days, and whether it
    is estimated.

    The first working day after posting is day 1, and the notice ends at the end of the last one.
    The end is an estimate (预估) when the calendar lacks any day between posting and end, since
    holidays move working days. ValueError when ``days`` is below 1.
    """
    if days < 1:
        raise ValueError("a notice runs for at least one working day")
    day, left, estimated = start, days, False
    while left:
        day += _ONE_DAY
        estimated = estimated or day not in calendar
        left -= is_workday(day, calendar)
    return day, estimated


def workdays_passed(start: date, until: date, calendar: Mapping[date, bool]) -> int:
    """Return how many working days lie after ``start`` up to and including ``until`` (0 if none
    do).
    """
    span = (until - start).days
    return sum(
        is_workday(start + timedelta(days=offset), calendar) for offset in range(1, span + 1)
    )


def is_over(start: date, days: int, calendar: Mapping[date, bool], on: date) -> bool:
    """Whether a notice posted on ``start`` for ``days`` working days is over on ``on``: its last
    day has passed.
    """
    return last_day(start, days, calendar)[0] < on
