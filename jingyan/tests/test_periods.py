"""Reporting periods: what they are called, which days they hold, and what comes before them."""

import contextlib
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from jingyan.periods import (
    Period,
    PeriodError,
    closed_periods,
    half_of,
    parse_period,
    quarter_of,
    year_of,
)

days = st.dates(date(1902, 1, 1), date(2099, 12, 31))
spans = st.tuples(days, days).map(lambda pair: Period(min(pair), max(pair)))
named = st.one_of(days.map(year_of), days.map(half_of), days.map(quarter_of))


@pytest.fixture(autouse=True, scope="module")
def in_english():
    with override("en"):
        yield


@pytest.mark.parametrize(
    ("text", "start", "end", "label"),
    [
        ("2022", (2022, 1, 1), (2022, 12, 31), "2022年"),
        ("2022H1", (2022, 1, 1), (2022, 6, 30), "2022年上半年"),
        ("2022h2", (2022, 7, 1), (2022, 12, 31), "2022年下半年"),
        ("２０２２Q2", (2022, 4, 1), (2022, 6, 30), "2022年第二季度"),
        ("2022-01-01..2022-07-31", (2022, 1, 1), (2022, 7, 31), "2022年1月1日至7月31日"),
        ("2021-07-01..2022-06-30", (2021, 7, 1), (2022, 6, 30), "2021年7月1日至2022年6月30日"),
        ("2022-08-02..2022-08-02", (2022, 8, 2), (2022, 8, 2), "2022年8月2日"),
        ("2022-01-01 .. 2022-03-31", (2022, 1, 1), (2022, 3, 31), "2022年第一季度"),
        ("2022年3季度", (2022, 7, 1), (2022, 9, 30), "2022年第三季度"),
    ],
)
def test_a_period_is_read_and_named(text, start, end, label):
    period = parse_period(text)
    assert (period.start, period.end) == (date(*start), date(*end))
    assert period.label_zh() == label


@pytest.mark.parametrize(
    "text",
    [
        "",
        "22",
        "2022H3",
        "2022Q5",
        "2022Q0",
        "1899",
        "2101H1",
        "2022-07-31..2022-01-01",
        "2022-02-30..2022-03-01",
        "2022-01..2022-03",
    ],
)
def test_what_is_no_period_is_refused(text):
    with pytest.raises(PeriodError):
        parse_period(text)


@given(st.text(max_size=30))
def test_no_text_raises_anything_but_the_one_error(text):
    with contextlib.suppress(PeriodError):
        parse_period(text)


@given(st.one_of(spans, named))
def test_code_and_chinese_name_read_back_as_the_same_period(period):
    assert parse_period(period.code) == period
    if period.days > 1:
        assert parse_period(period.label_zh()) == period


@given(st.one_of(spans.filter(lambda period: period.start.year > 2000), named))
def test_the_previous_period_ends_the_day_before(period):
    before = period.previous()
    assert before.end == period.start - timedelta(days=1)
    if period.kind != "span":
        assert before.kind == period.kind
        assert before.next() == period


@given(named)
def test_the_year_before_has_the_same_kind(period):
    before = period.year_before()
    assert (before.kind, before.start.year) == (period.kind, period.start.year - 1)


def test_leap_days_are_kept_within_the_calendar():
    assert parse_period("2023-01-01..2023-02-28").previous().code == "2022-11-01..2022-12-31"
    assert parse_period("2025-02-01..2025-02-28").year_before().code == "2024-02-01..2024-02-29"
    assert parse_period("2024-02-29..2024-03-10").year_before().code == "2023-02-28..2023-03-10"


@given(spans.filter(lambda period: period.days < 2000))
def test_quarters_cover_the_period_without_gap(period):
    quarters = period.quarters()
    assert quarters[0].start <= period.start
    assert period.end <= quarters[-1].end
    assert all(one.end + timedelta(days=1) == two.start for one, two in pairwise(quarters))
    assert set(period.whole_quarters()) <= set(quarters)


def test_only_whole_quarters_are_whole():
    period = parse_period("2022-01-01..2022-07-31")
    assert [quarter.code for quarter in period.quarters()] == ["2022Q1", "2022Q2", "2022Q3"]
    assert [quarter.code for quarter in period.whole_quarters()] == ["2022Q1", "2022Q2"]
    assert len(period.months()) == 7
    assert [year.code for year in parse_period("2021-12-01..2022-01-31").years()] == [
        "2021",
        "2022",
    ]


def test_membership_and_iteration_include_both_ends():
    period = parse_period("2022Q1")
    assert date(2022, 1, 1) in period
    assert datetime(2022, 3, 31, 23, 59, tzinfo=UTC) in period
    assert date(2022, 4, 1) not in period
    assert "2022-01-01" not in period
    assert len(list(period)) == period.days == 90


@pytest.mark.parametrize(
    ("on", "quarter", "half", "year"),
    [
        (date(2022, 6, 30), "2022Q1", "2021H2", "2021"),
        (date(2022, 7, 1), "2022Q2", "2022H1", "2021"),
        (date(2023, 1, 1), "2022Q4", "2022H2", "2022"),
    ],
)
def test_a_period_closes_when_its_last_day_is_over(on, quarter, half, year):
    closed = closed_periods(on)
    assert [period.code for period in closed] == [quarter, half, year]
    assert all(period.is_closed(on) for period in closed)


def test_periods_need_plain_dates_in_order():
    with pytest.raises(PeriodError):
        Period(date(2022, 2, 1), date(2022, 1, 1))
    with pytest.raises(PeriodError):
        Period(datetime(2022, 1, 1, tzinfo=UTC), datetime(2022, 2, 1, tzinfo=UTC))


def test_a_quarter_under_a_chart_has_a_short_name_in_the_readers_language():
    quarter = parse_period("2022Q3")
    assert quarter.short_label() == "2022 Q3"
    with override("zh-hans"):
        assert quarter.short_label() == "2022年三季度"
