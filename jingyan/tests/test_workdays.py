"""The working-day clock: what counts as a day, when a notice ends, and when the end is only an estimate."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingyan.workdays import is_workday, last_day

starts = st.dates(date(2022, 1, 1), date(2030, 1, 1))
calendars = st.dictionaries(
    st.dates(date(2022, 1, 1), date(2022, 6, 30)), st.booleans(), max_size=60
)


def workdays_between(start, until, calendar):
    """Count the working days after `start`, up to and including `until`."""
    span = (until - start).days
    return sum(is_workday(start + timedelta(days=day), calendar) for day in range(1, span + 1))


def test_posting_day_does_not_count_and_weekends_are_skipped():
    assert last_day(date(2022, 8, 5), 5, {}) == (date(2022, 8, 12), True)  # a Friday


def test_holidays_and_moved_working_days_come_from_the_calendar():
    year = {
        date(2022, 9, 28) + timedelta(days=n): (date(2022, 9, 28) + timedelta(days=n)).weekday() < 5
        for n in range(30)
    }
    year |= {date(2022, 10, day): False for day in range(1, 8)} | {
        date(2022, 10, 8): True,
        date(2022, 10, 9): True,
    }
    assert last_day(date(2022, 9, 29), 3, year) == (date(2022, 10, 9), False)


def test_one_unknown_day_makes_the_end_an_estimate():
    known = {date(2022, 8, day): True for day in (2, 3, 4)}
    assert last_day(date(2022, 8, 1), 3, known) == (date(2022, 8, 4), False)
    del known[date(2022, 8, 3)]
    assert last_day(date(2022, 8, 1), 3, known) == (date(2022, 8, 4), True)


def test_a_notice_of_no_days_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        last_day(date(2022, 8, 5), 0, {})


@given(starts, st.integers(1, 60), calendars)
def test_the_last_day_works_and_closes_exactly_that_many_days(start, days, calendar):
    end, _estimated = last_day(start, days, calendar)
    assert is_workday(end, calendar)
    assert workdays_between(start, end, calendar) == days
    assert workdays_between(start, end - timedelta(days=1), calendar) == days - 1


@given(starts, st.integers(1, 60), calendars)
def test_a_longer_notice_ends_later_and_a_later_posting_no_earlier(start, days, calendar):
    end = last_day(start, days, calendar)[0]
    assert last_day(start, days + 1, calendar)[0] > end
    assert last_day(start + timedelta(days=1), days, calendar)[0] >= end
