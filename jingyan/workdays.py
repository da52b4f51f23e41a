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
