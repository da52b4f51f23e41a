"""Calendar dates as offices write them."""

import re
from datetime import date, datetime

from django.utils.translation import gettext as _

from jingyan.parsing.masks import shown
from jingyan.parsing.text import ParseError, normalise

FIRST_YEAR = 1900
LAST_YEAR = 2100
_DATE_LENGTH = 40
_DATE_FORMS = (
    re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})"),
    re.compile(r"([0-9]{4})(年)([0-9]{1,2})月([0-9]{1,2})[日号]?"),
    re.compile(r"([0-9]{4})()([0-9]{2})([0-9]{2})"),
)
_MIDNIGHT = re.compile(r"(?:T| )0{1,2}:00(?::00(?:\.0+)?)?$")


def parse_date(value: object) -> date:
    """Return a calendar date of the years 1900–2100.

    Reads date cells and ``2022-08-02``, ``2022/8/2``, ``2022.8.2``, ``2022年8月2日``, ``20220802``.
    A bare Excel serial number is refused, since it can't be distinguished from a mistyped number.
    """
    if isinstance(value, datetime):
        return _checked_year(value.date())
    if isinstance(value, date):
        return _checked_year(value)
    text = normalise(value)
    if len(text) <= _DATE_LENGTH:
        text = re.sub(r"\s*([年月日])\s*", r"\1", _MIDNIGHT.sub("", text))
    for form in _DATE_FORMS:
        if found := form.fullmatch(text):
            return _real_date(int(found[1]), int(found[3]), int(found[4]), text)
    raise ParseError(
        _("“%(value)s” is not a full date. Write it like 2022-08-02 or 2022年8月2日.")
        % {"value": shown(text)}
    )


def _real_date(year: int, month: int, day: int, text: str) -> date:
    try:
        value = date(year, month, day)
    except ValueError as error:
        raise ParseError(
            _("There is no day “%(value)s” in the calendar. Correct the date.")
            % {"value": shown(text)}
        ) from error
    return _checked_year(value)


def _checked_year(value: date) -> date:
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ParseError(
            _("The year %(year)d is out of range. Enter a year from %(first)d to %(last)d.")
            % {"year": value.year, "first": FIRST_YEAR, "last": LAST_YEAR}
        )
    return value
