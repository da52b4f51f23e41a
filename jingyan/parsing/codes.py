"""Numbers that name people and firms: each with its check digit, none shown in full."""

import re
from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from stdnum.cn import ric, uscc

from jingyan.parsing.dates import FIRST_YEAR
from jingyan.parsing.masks import mask_id_number, mask_phone, shorten, shown
from jingyan.parsing.numbers import EXPONENT
from jingyan.parsing.places import native_place
from jingyan.parsing.text import ParseError, as_text, normalise, parse_text

_ID_SHAPE = re.compile(r"[0-9]{17}[0-9X]")
_CREDIT_CODE = re.compile(r"[0-9ANY][0-9]{7}[0-9A-HJ-NP-RTUWXY]{10}")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_AREA_CODE = r"0(?:10|2[0-9]|[3-9][0-9]{2})"
_UNSEEN_IN_LINE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_LANDLINE = re.compile(rf"({_AREA_CODE})([2-9][0-9]{{6,7}})")


@dataclass(frozen=True)
class IdNumber:
    """A resident identity number that passed its checks, with what it says about the person.

    ``county_code`` is the place of first registration, given as information only: a code may be
    younger than the person (Jingyan's has existed since 1985), so it is never checked against the
    birth year.
    """

    number: str
    sex: str  # "male" or "female"
    born_on: date
    county_code: str

    @property
    def native_place(self) -> str:
        """The name of the county code, "" for one that no list knows."""
        return native_place(self.county_code, self.born_on.year)

    def __repr__(self) -> str:
        return f"IdNumber({mask_id_number(self.number)!r})"


def parse_id_number(value: object, *, today: date | None = None) -> IdNumber:
    """Return a checked resident identity number (GB 11643, eighteen characters).

    Checks length, digits, check digit, and that the birth date exists and is not after ``today``
    (default: the current date). The place is information, see IdNumber. A number cell whose last
    digits Excel has zeroed is named as such.
    """
    text = _code_text(value).upper()
    if _rounded_by_excel(value, text):
        raise ParseError(
            _(
                "Excel has truncated this ID number. Format the column as text and enter all 18 "
                "characters again."
            )
        )
    if not _ID_SHAPE.fullmatch(text):
        raise ParseError(
            _(
                "“%(value)s” is not an ID number: enter 17 digits and a last digit or X (it has "
                "%(count)d characters)."
            )
            % {"value": mask_id_number(shorten(text)), "count": len(text)}
        )
    if text[-1] != ric.calc_check_digit(text):
        raise ParseError(
            _(
                "A digit of “%(value)s” is wrong: the check digit does not fit. Compare it with "
                "the card."
            )
            % {"value": mask_id_number(text)}
        )
    born_on = _birth_date(text, today or localdate())
    return IdNumber(text, "male" if int(text[16]) % 2 else "female", born_on, text[:6])


def _birth_date(number: str, today: date) -> date:
    try:
        born_on = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        born_on = None
    if born_on and born_on > today:
        words = _(
            "The birth date in “%(value)s” lies in the future. Compare digits 7 to 14 with the "
            "card."
        )
    elif born_on is None or born_on.year < FIRST_YEAR:
        words = _(
            "The birth date in “%(value)s” is impossible. Compare digits 7 to 14 with the card."
        )
    else:
        return born_on
    raise ParseError(words % {"value": mask_id_number(number)})


def _rounded_by_excel(value: object, text: str) -> bool:
    if EXPONENT.fullmatch(text):
        return True
    if len(text) != 18 or not text.endswith("000") or not text.isdigit():
        return False
    return isinstance(value, int) or text[-1] != ric.calc_check_digit(text)


def parse_credit_code(value: object) -> str:
    """Return a unified social credit code (GB 32100) in capitals, its check digit verified.

    Codes of the agricultural register (village collectives, beginning with N) are accepted too.
    """
    text = _code_text(value).replace("-", "").upper()
    hidden = shown(text)
    if isinstance(value, float) or EXPONENT.fullmatch(text):
        raise ParseError(
            _(
                "Excel has truncated this code. Format the column as text and enter all 18 "
                "characters again."
            )
        )
    if len(text) != 18:
        words = _("A credit code has 18 characters, “%(value)s” has %(count)d.")
        raise ParseError(words % {"value": hidden, "count": len(text)})
    if not _CREDIT_CODE.fullmatch(text):
        raise ParseError(
            _(
                "“%(value)s” is not a credit code: the letters I, O, Z, S and V do not occur. "
                "Check O and 0, I and 1."
            )
            % {"value": hidden}
        )
    if text[-1] != uscc.calc_check_digit(text):
        raise ParseError(
            _(
                "A character of “%(value)s” is wrong: the check digit does not fit. Compare it "
                "with the licence."
            )
            % {"value": hidden}
        )
    return text


def parse_phone(value: object) -> str:
    """Return a mobile number as eleven digits or a landline as ``0833-3712345``."""
    text = re.sub(
        r"^(?:\+|00)86|^86(?=1[3-9][0-9]{9}$)", "", re.sub(r"[-()]", "", _code_text(value))
    )
    if _MOBILE.fullmatch(text):
        return text
    if found := _LANDLINE.fullmatch(text):
        return f"{found[1]}-{found[2]}"
    raise ParseError(
        _(
            "“%(value)s” is not a phone number. Enter 11 digits of a mobile, or a landline with "
            "its area code."
        )
        % {"value": mask_phone(shorten(text, 24))}
    )


def parse_reference(value: object, *, max_length: int, slashes: bool = False) -> str:
    """Return what names a record or a paper: one line without control characters and without
    ``..``.

    The house's own references hold no ``/`` and no ``\\`` either; numbers that others printed on
    their papers may (`slashes`), since the office can't change those.
    """
    if _UNSEEN_IN_LINE.search(as_text(value).strip()):
        raise ParseError(
            _("Enter this on one line, without line breaks, tabs or control characters.")
        )
    text = parse_text(value, max_length=max_length)
    alike = normalise(text)
    if ".." in alike:
        raise ParseError(
            _("“%(value)s” can't contain two full stops in a row. Correct it.")
            % {"value": shown(text)}
        )
    if not slashes and re.search(r"[/\\]", alike):
        raise ParseError(
            _("“%(value)s” can't contain a slash. Use a hyphen instead.") % {"value": shown(text)}
        )
    return text


def _code_text(value: object) -> str:
    if isinstance(value, bool):
        raise ParseError(_("Enter a number, not true or false."))
    text = re.sub(r"\s+", "", normalise(value)).lstrip("'")
    if not text:
        raise ParseError(_("Fill this in."))
    return text
