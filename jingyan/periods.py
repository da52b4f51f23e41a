"""Reporting periods: years, half-years, quarters and any span of days, both ends included."""

import calendar
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jingyan.parsing import FIRST_YEAR, LAST_YEAR, ParseError, parse_date, shown

_ONE_DAY = timedelta(days=1)
_CODE = re.compile(r"([0-9]{4})(?:H([12])|Q([1-4]))?")
_CHINESE = re.compile(r"([0-9]{4})年(?:([上下])半年|第?([一二三四1-4])季度)?")
_SPAN = re.compile(r"(.{6,11}?)(?:\.\.|至|~)(.{3,11})")
_NUMERALS = "一二三四"


class PeriodError(ParseError):
    """A period that cannot be read or does not exist; ``message`` says how to write one."""


@dataclass(frozen=True, order=True)
class Period:
    """The days from ``start`` to ``end``, both included. PeriodError if they are the wrong way
    round.
    """

    start: date
    end: date

    def __post_init__(self) -> None:
        if isinstance(self.start, datetime) or isinstance(self.end, datetime):
            raise PeriodError(_("A period needs dates without a time."))
        if self.start > self.end:
            raise PeriodError(_("The period ends before it begins. Swap the two dates."))
        if not FIRST_YEAR <= self.start.year <= self.end.year <= LAST_YEAR:
            raise PeriodError(
                _("Enter a period in the years %(first)d to %(last)d.")
                % {"first": FIRST_YEAR, "last": LAST_YEAR}
            )

    def __contains__(self, day: object) -> bool:
        if isinstance(day, datetime):
            day = day.date()
        return isinstance(day, date) and self.start <= day <= self.end

    def __iter__(self) -> Iterator[date]:
        """Yield every day of the period in order."""
        for offset in range(self.days):
            yield self.start + timedelta(days=offset)

    def __str__(self) -> str:
        return self.code

    @property
    def days(self) -> int:
        """Number of days, both ends counted."""
        return (self.end - self.start).days + 1

    @property
    def kind(self) -> str:
        """``year``, ``half``, ``quarter`` or ``span`` (any other run of days)."""
        if not self._whole_months() or self.start.year != self.end.year:
            return "span"
        shape = (self.start.month, self.end.month)
        if shape == (1, 12):
            return "year"
        if shape in {(1, 6), (7, 12)}:
            return "half"
        return "quarter" if shape in {(1, 3), (4, 6), (7, 9), (10, 12)} else "span"

    @property
    def code(self) -> str:
        """The canonical text: ``2022``, ``2022H1``, ``2022Q2`` or ``2022-01-01..2022-07-31``."""
        if self.kind == "year":
            return f"{self.start.year}"
        if self.kind == "half":
            return f"{self.start.year}H{self._number(6)}"
        if self.kind == "quarter":
            return f"{self.start.year}Q{self._number(3)}"
        return f"{self.start.isoformat()}..{self.end.isoformat()}"

    def label_zh(self) -> str:
        """The Chinese name: 2022年, 2022年上半年, 2022年第二季度, 2022年1月1日至7月31日."""
        year = f"{self.start.year}年"
        if self.kind == "year":
            return year
        if self.kind == "half":
            return f"{year}{'上下'[self._number(6) - 1]}半年"
        if self.kind == "quarter":
            return f"{year}第{_NUMERALS[self._number(3) - 1]}季度"
        begin, finish = (f"{day.month}月{day.day}日" for day in (self.start, self.end))
        if self.start == self.end:
            return year + begin
        other = "" if self.start.year == self.end.year else f"{self.end.year}年"
        return f"{year}{begin}至{other}{finish}"

    def label(self) -> str:
        """The name in the reader's language: 2022年第二季度 or 2022 Q2."""
        if (get_language() or "").startswith("zh"):
            return self.label_zh()
        if self.kind == "span":
            return f"{self.start.isoformat()} – {self.end.isoformat()}"
        return f"{self.code[:4]} {self.code[4:]}".rstrip()

    def short_label(self) -> str:
        """The name of a quarter where there is little room, as under a chart: 2022年二季度 or 2022
        Q2.
        """
        if (get_language() or "").startswith("zh"):
            return f"{self.start.year}年{_NUMERALS[self._number(3) - 1]}季度"
        return self.label()

    def quarters(self) -> list["Period"]:
        """The calendar quarters that the period touches, in order."""
        quarters = [quarter_of(self.start)]
        while quarters[-1].end < self.end:
            quarters.append(quarter_of(quarters[-1].end + _ONE_DAY))
        return quarters

    def whole_quarters(self) -> list["Period"]:
        """The calendar quarters that lie in the period from their first to their last day."""
        return [
            quarter for quarter in self.quarters() if quarter.start in self and quarter.end in self
        ]

    def months(self) -> list["Period"]:
        """The calendar months that the period touches, in order."""
        months = [month_of(self.start)]
        while months[-1].end < self.end:
            months.append(month_of(months[-1].end + _ONE_DAY))
        return months

    def years(self) -> list["Period"]:
        """The calendar years that the period touches, in order."""
        return [year_of(year) for year in range(self.start.year, self.end.year + 1)]

    def previous(self) -> "Period":
        """The period of the same kind and length that ends the day before this one begins."""
        if self._whole_months():
            return self._shift(-len(self.months()))
        return Period(self.start - timedelta(days=self.days), self.start - _ONE_DAY)

    def next(self) -> "Period":
        """The period of the same kind and length that begins the day after this one ends."""
        if self._whole_months():
            return self._shift(len(self.months()))
        return Period(self.end + _ONE_DAY, self.end + timedelta(days=self.days))

    def year_before(self) -> "Period":
        """The same days one year earlier: 29 February becomes the 28th, whole months stay whole."""
        if self._whole_months():
            return self._shift(-12)
        return Period(add_months(self.start, -12), add_months(self.end, -12))

    def is_closed(self, on: date) -> bool:
        """Whether the last day of the period lies before ``on``."""
        return self.end < on

    def _number(self, months: int) -> int:
        return (self.start.month - 1) // months + 1

    def _whole_months(self) -> bool:
        return self.start.day == 1 and self.end == _month_end(self.end)

    def _shift(self, months: int) -> "Period":
        return Period(
            add_months(self.start, months), _month_end(add_months(self.end.replace(day=1), months))
        )


class ClosedPeriods(NamedTuple):
    """The latest quarter, half-year and year that are over."""

    quarter: Period
    half: Period
    year: Period


def parse_period(text: str) -> Period:
    """Return the period that ``2022``, ``2022H1``, ``2022Q2``, ``2022-01-01..2022-07-31`` or its
    Chinese name says.
    """
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", str(text))).upper()[:64]
    if found := _CODE.fullmatch(plain):
        return _parse_part(int(found[1]), found[2], found[3])
    if found := _CHINESE.fullmatch(plain):
        half = str("上下".index(found[2]) + 1) if found[2] else None
        quarter = str((_NUMERALS.find(found[3]) + 1) or found[3]) if found[3] else None
        return _parse_part(int(found[1]), half, quarter)
    if found := _SPAN.fullmatch(plain):
        return _span(found[1], found[2])
    raise PeriodError(
        _("“%(value)s” is not a period. Write 2022, 2022H1, 2022Q2 or 2022-01-01..2022-07-31.")
        % {"value": shown(str(text))}
    )


def year_of(day: date | int) -> Period:
    """Return the calendar year of a date or year number."""
    year = day if isinstance(day, int) else day.year
    return _from_months(year, 1, 12)


def half_of(day: date) -> Period:
    """Return the half-year in which ``day`` lies."""
    first = 1 if day.month <= 6 else 7
    return _from_months(day.year, first, first + 5)


def quarter_of(day: date) -> Period:
    """Return the calendar quarter in which ``day`` lies."""
    first = (day.month - 1) // 3 * 3 + 1
    return _from_months(day.year, first, first + 2)


def closed_periods(on: date) -> ClosedPeriods:
    """Return the latest quarter, half-year and year whose last day lies before ``on``."""
    return ClosedPeriods(quarter_of(on).previous(), half_of(on).previous(), year_of(on).previous())


def add_months(day: date, months: int) -> date:
    """Return the same day so many months later, or that month's last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _parse_part(year: int, half: str | None, quarter: str | None) -> Period:
    if half:
        return _from_months(year, int(half) * 6 - 5, int(half) * 6)
    if quarter:
        return _from_months(year, int(quarter) * 3 - 2, int(quarter) * 3)
    return year_of(year)


def _span(first: str, last: str) -> Period:
    try:
        start = parse_date(first)
        short = re.fullmatch(r"[0-9]{1,2}月[0-9]{1,2}日", last)
        return Period(start, parse_date(f"{start.year}年{last}" if short else last))
    except PeriodError:
        raise
    except ParseError as error:
        raise PeriodError(error.message) from error


def _from_months(year: int, first: int, last: int) -> Period:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise PeriodError(
            _("Enter a period in the years %(first)d to %(last)d.")
            % {"first": FIRST_YEAR, "last": LAST_YEAR}
        )
    return Period(date(year, first, 1), _month_end(date(year, last, 1)))


def month_of(day: date) -> Period:
    """Return the calendar month in which ``day`` lies."""
    return Period(day.replace(day=1), _month_end(day))


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
