"""Parsers for single form fields and spreadsheet cells.

Every parser takes whatever a cell held (text, number, date, truth value), works on text normalised to
Unicode NFKC without invisible characters, and returns a plain value or raises ``ParseError`` with a
message that says how to mend the entry. No other exception leaves this module, and no message carries a
full resident identity number.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override
from stdnum.cn import ric, uscc

FIRST_YEAR = 1900
LAST_YEAR = 2100
LANGUAGES = ("zh-hans", "en")

_SHOWN_LENGTH = 60
_FLOAT_LIMIT = 10**15  # Excel keeps fifteen digits; whatever comes after them is made up
_INTEGER_LIMIT = 10**40
_NUMBER_LENGTH = 60
_DATE_LENGTH = 40
_LOOKALIKES = ("<super>", "<sub>", "<circle>", "<fraction>")
_MIDDLE_DOTS = re.compile("[•‧∙・⋅∘●。]")
_HAN = r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]"
_HAN_GAP = re.compile(rf"(?<={_HAN}) +(?={_HAN})")
_HAN_DOT = re.compile(rf"(?<={_HAN}) *[.·] *(?={_HAN})")
_NUMBER = re.compile(r"([+-]?)((?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?|\.[0-9]+)")
_EXPONENT = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?[eE][+-]?[0-9]+")
_DATE_FORMS = (
    re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})"),
    re.compile(r"([0-9]{4})(年)([0-9]{1,2})月([0-9]{1,2})[日号]?"),
    re.compile(r"([0-9]{4})()([0-9]{2})([0-9]{2})"),
)
_MIDNIGHT = re.compile(r"(?:T| )0{1,2}:00(?::00(?:\.0+)?)?$")
_ID_SHAPE = re.compile(r"[0-9]{17}[0-9X]")
_ID_INSIDE = re.compile(r"(?<![\dA-Za-z])(?:\d{6}[ -]?\d{8}[ -]?\d{3}[\dXxＸｘ]|\d{14,}[\dXxＸｘ])(?![\dA-Za-z])")
_MOBILE_INSIDE = re.compile(r"(?<!\d)[1１][3-9３-９]\d{9}(?!\d)")
_CREDIT_CODE = re.compile(r"[0-9ANY][0-9]{7}[0-9A-HJ-NP-RTUWXY]{10}")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_AREA_CODE = r"0(?:10|2[0-9]|[3-9][0-9]{2})"
_LANDLINE = re.compile(rf"({_AREA_CODE})([2-9][0-9]{{6,7}})")
_TRUE = frozenset({"是", "有", "对", "yes", "y", "1", "true", "t", "√", "✓", "✔", "☑"})
_FALSE = frozenset({"否", "无", "错", "no", "n", "0", "false", "f", "×", "✗", "✘", "☒"})
_NAME_BREAKS = re.compile(r"[、;；，,\n\t]+")


class ParseError(ValueError):
    """An entry that cannot be read; ``message`` tells a person what to do about it."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class IdNumber:
    """A resident identity number that passed its checks, with what it says about the person.

    ``county_code`` is the place of first registration, given as information only: a code may be younger
    than the person (Jingyan's has existed since 1985), so it is never checked against the birth year.
    """

    number: str
    sex: str  # "male" or "female"
    born_on: date
    county_code: str

    def __repr__(self) -> str:
        return f"IdNumber({mask_id_number(self.number)!r})"


# --- text -----------------------------------------------------------------------------------------


def clean_text(value: object) -> str:
    """Return ``value`` as text: NFC, without invisible characters, ends trimmed, line ends as newline.

    Punctuation keeps its width, so official names such as 井研县某某（集团）公司 stay as they are.
    Raises ParseError for text that no database can hold (half of a surrogate pair).
    """
    text = _as_text(value)
    if text.isascii() and text.isprintable():
        return text.strip()
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ").replace("\u3000", " ")
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise ParseError(_("This text holds damaged characters. Type it again."))
    text = "".join(char for char in text if not _invisible(char))
    return unicodedata.normalize("NFC", text).strip()


def normalise(value: object) -> str:
    """Return ``clean_text`` of the value in Unicode NFKC: full-width digits and letters become half-width."""
    text = clean_text(value)
    return text if text.isascii() else clean_text(unicodedata.normalize("NFKC", text))


def parse_text(value: object, *, max_length: int = 2000) -> str:
    """Return free text as ``clean_text`` gives it; ParseError when blank or longer than ``max_length``."""
    text = clean_text(value)
    if not text:
        raise ParseError(_("Fill this in."))
    return _capped(text, max_length)


def parse_name(value: object, *, max_length: int = 50) -> str:
    """Return a person's name in one spelling: no padding inside Chinese names, middle dot as ``·``."""
    text = re.sub(r"\s+", " ", normalise(value))
    text = _MIDDLE_DOTS.sub("·", text)
    text = _HAN_DOT.sub("·", _HAN_GAP.sub("", text))
    text = re.sub(r" *· *", "·", text)
    if not any(char.isalpha() for char in text):
        raise ParseError(_("Enter the name in letters or characters."))
    return _capped(text, max_length)


def split_names(value: object) -> list[str]:
    """Return the names of a list separated by 、 ; ， , a tab or a new line, each as ``parse_name`` gives it.

    Plain spaces do not separate, since names may hold them. A blank value is an empty list.
    """
    parts = _NAME_BREAKS.split(clean_text(value))
    return [parse_name(part) for part in parts if part.strip()]


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return _float_text(value)
    if isinstance(value, int) and abs(value) >= _INTEGER_LIMIT:
        raise ParseError(_("This number is too large. Check the unit."))
    return str(value)


def _float_text(value: float) -> str:
    """A float as Excel shows it: fifteen significant digits, whole numbers without a point."""
    if value.is_integer() and abs(value) < _FLOAT_LIMIT:
        return str(int(value))
    return format(value, ".15g").upper()


def _invisible(char: str) -> bool:
    if char in "\n\t":
        return False
    return unicodedata.category(char) in {"Cc", "Cf", "Zl", "Zp"} or char in "\ufffe\uffff\u3164\u115f\u1160"


def _capped(text: str, max_length: int) -> str:
    if len(text) > max_length:
        raise ParseError(_("Shorten this to %(max)d characters or fewer.") % {"max": max_length})
    return text


def shorten(text: str, length: int = _SHOWN_LENGTH) -> str:
    """Return ``text`` on one line, cut to ``length`` characters with an ellipsis, for use in a message."""
    line = re.sub(r"\s+", " ", text).strip()
    return line if len(line) <= length else line[: length - 1] + "…"


# --- dates ----------------------------------------------------------------------------------------


def parse_date(value: object) -> date:
    """Return a calendar date of the years 1900–2100.

    Reads date cells and ``2022-08-02``, ``2022/8/2``, ``2022.8.2``, ``2022年8月2日``, ``20220802``.
    A bare Excel serial number is refused, since nothing tells it from a mistyped number.
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
        _("“%(value)s” is not a full date. Write it like 2022-08-02 or 2022年8月2日.") % {"value": shown(text)}
    )


def _real_date(year: int, month: int, day: int, text: str) -> date:
    try:
        found = date(year, month, day)
    except ValueError as error:
        raise ParseError(
            _("There is no day “%(value)s” in the calendar. Correct the date.") % {"value": shown(text)}
        ) from error
    return _checked_year(found)


def _checked_year(value: date) -> date:
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ParseError(
            _("The year %(year)d is out of range. Enter a year from %(first)d to %(last)d.")
            % {"year": value.year, "first": FIRST_YEAR, "last": LAST_YEAR}
        )
    return value


# --- numbers --------------------------------------------------------------------------------------


def parse_decimal(value: object, *, places: int = 2) -> Decimal:
    """Return an exact number with at most ``places`` decimals (never rounded) and sixteen whole digits.

    Reads number cells as Excel shows them (fifteen digits) and text with thousands commas.
    """
    number = _any_number(value)
    return checked_decimal(number, places=places)


def parse_integer(value: object, *, minimum: int | None = None, maximum: int | None = None) -> int:
    """Return a whole number between ``minimum`` and ``maximum`` (both included where given)."""
    number = _any_number(value)
    if number != number.to_integral_value():
        raise ParseError(_("Enter a whole number without decimals."))
    checked_decimal(number)
    whole = int(number)
    if minimum is not None and whole < minimum:
        raise ParseError(_("Enter %(minimum)d or more.") % {"minimum": minimum})
    if maximum is not None and whole > maximum:
        raise ParseError(_("Enter %(maximum)d or less.") % {"maximum": maximum})
    return whole


def parse_percent(value: object) -> Decimal:
    """Return a share from 0 to 100 in per cent, two decimals at most; ``30%`` and ``30`` are the same."""
    if isinstance(value, str):
        value = number_text(value).removesuffix("%")
    number = parse_decimal(value)
    if not 0 <= number <= 100:
        raise ParseError(_("Enter a percentage from 0 to 100."))
    return number


def number_text(value: object) -> str:
    """Return the text of a number in NFKC without spaces.

    Raises ParseError where normalising would change a value (10², ①, ½), for truth values, and for very
    long text.
    """
    if isinstance(value, bool):
        raise ParseError(_("Enter a number, not true or false."))
    raw = _as_text(value)
    if len(raw) > _NUMBER_LENGTH:
        raise ParseError(_("Enter only a number here."))
    if not raw.isascii() and any(unicodedata.decomposition(char).startswith(_LOOKALIKES) for char in raw):
        raise ParseError(
            _("“%(value)s” holds raised, circled or fraction characters. Use plain digits.") % {"value": shown(raw)}
        )
    text = re.sub(r"\s+", "", normalise(raw)).replace("−", "-").replace("–", "-")
    if not text:
        raise ParseError(_("Fill this in."))
    return text


def exact_number(value: float | Decimal) -> Decimal:
    """Return a number cell as Excel shows it (fifteen significant digits); ParseError beyond that."""
    if isinstance(value, Decimal):
        number = value
    elif isinstance(value, int):
        number = Decimal(value)
    else:
        number = Decimal(format(value, ".15g"))
    if not number.is_finite():
        raise ParseError(_("Enter a number."))
    if isinstance(value, float) and abs(value) >= _FLOAT_LIMIT:
        raise ParseError(_("This number is too long for Excel to keep. Format the column as text and enter it again."))
    return number


def checked_decimal(number: Decimal, *, places: int = 2) -> Decimal:
    """Return ``number`` with exactly ``places`` decimals; ParseError where digits would be lost."""
    if abs(number) >= Decimal(10) ** 16:
        raise ParseError(_("This number is too large. Check the unit."))
    try:
        fixed = number.quantize(Decimal(1).scaleb(-places))
    except InvalidOperation as error:
        raise ParseError(_("Enter a number.")) from error
    if fixed != number:
        raise ParseError(_("Enter at most %(places)d decimals.") % {"places": places})
    return abs(fixed) if fixed == 0 else fixed


def _any_number(value: object) -> Decimal:
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return exact_number(value)
    return _text_number(number_text(value))


def _text_number(text: str) -> Decimal:
    if _EXPONENT.fullmatch(text):
        raise ParseError(
            _("“%(value)s” is a shortened number. Format the column as text and enter all digits.")
            % {"value": shown(text)}
        )
    if not (found := _NUMBER.fullmatch(text)):
        raise ParseError(_("“%(value)s” is not a number. Use digits, such as 1686000.") % {"value": shown(text)})
    return Decimal(found[1] + found[2].replace(",", ""))


# --- numbers that name people and firms -----------------------------------------------------------


def parse_id_number(value: object, *, today: date | None = None) -> IdNumber:
    """Return a checked resident identity number (GB 11643, eighteen characters).

    Checks length, digits, check digit, and that the birth date exists and is not after ``today``
    (default: the current date). The place is information, see IdNumber. A number cell whose last digits
    Excel has zeroed is named as such.
    """
    text = _code_text(value).upper()
    if _rounded_by_excel(value, text):
        raise ParseError(
            _("Excel has cut this ID number short. Format the column as text and enter all 18 characters again.")
        )
    if not _ID_SHAPE.fullmatch(text):
        raise ParseError(
            _("“%(value)s” is not an ID number: enter 17 digits and a last digit or X (it has %(count)d characters).")
            % {"value": mask_id_number(shorten(text)), "count": len(text)}
        )
    if text[-1] != ric.calc_check_digit(text):
        raise ParseError(
            _("A digit of “%(value)s” is wrong: the check digit does not fit. Compare it with the card.")
            % {"value": mask_id_number(text)}
        )
    born_on = _birth_date(text, today or localdate())
    return IdNumber(text, "male" if int(text[16]) % 2 else "female", born_on, text[:6])


def _birth_date(number: str, today: date) -> date:
    try:
        born_on = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        born_on = None
    if born_on is None or born_on.year < FIRST_YEAR or born_on > today:
        raise ParseError(
            _("The birth date in “%(value)s” is impossible. Compare it with the card.")
            % {"value": mask_id_number(number)}
        )
    return born_on


def _rounded_by_excel(value: object, text: str) -> bool:
    if _EXPONENT.fullmatch(text):
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
    if isinstance(value, float) or _EXPONENT.fullmatch(text):
        raise ParseError(
            _("Excel has cut this code short. Format the column as text and enter all 18 characters again.")
        )
    if len(text) != 18:
        words = _("A credit code has 18 characters, “%(value)s” has %(count)d.")
        raise ParseError(words % {"value": hidden, "count": len(text)})
    if not _CREDIT_CODE.fullmatch(text):
        raise ParseError(
            _("“%(value)s” is not a credit code: the letters I, O, Z, S and V do not occur. Check O and 0, I and 1.")
            % {"value": hidden}
        )
    if text[-1] != uscc.calc_check_digit(text):
        raise ParseError(
            _("A character of “%(value)s” is wrong: the check digit does not fit. Compare it with the licence.")
            % {"value": hidden}
        )
    return text


def parse_phone(value: object) -> str:
    """Return a mobile number as eleven digits or a landline as ``0833-3712345``."""
    text = re.sub(r"^(?:\+|00)86|^86(?=1[3-9][0-9]{9}$)", "", re.sub(r"[-()]", "", _code_text(value)))
    if _MOBILE.fullmatch(text):
        return text
    if found := _LANDLINE.fullmatch(text):
        return f"{found[1]}-{found[2]}"
    raise ParseError(
        _("“%(value)s” is not a phone number. Enter 11 digits of a mobile, or a landline with its area code.")
        % {"value": mask_phone(shorten(text, 24))}
    )


def _code_text(value: object) -> str:
    if isinstance(value, bool):
        raise ParseError(_("Enter a number, not true or false."))
    text = re.sub(r"\s+", "", normalise(value)).lstrip("'")
    if not text:
        raise ParseError(_("Fill this in."))
    return text


# --- choices --------------------------------------------------------------------------------------


def parse_bool(value: object) -> bool:
    """Return True for 是, yes, 1, true, √ and False for 否, no, 0, false, ×."""
    if isinstance(value, bool):
        return value
    text = normalise(value).casefold()
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    raise ParseError(_("Enter 是 or 否 (yes or no)."))


def parse_choice(value: object, choices: Mapping[str, str | Promise], *, languages: Collection[str] = LANGUAGES) -> str:
    """Return the code of ``choices`` (code → label) that ``value`` names by code or by label.

    Lazy labels are compared in each of ``languages``; case, width and spaces do not matter.
    """
    wanted = _choice_key(value)
    for code in choices:
        if _choice_key(code) == wanted:
            return code
    for code, label in choices.items():
        if wanted and wanted in {_choice_key(text) for text in labels_of(label, languages=languages)}:
            return code
    raise ParseError(
        _("“%(value)s” is not in the list. Choose one of: %(choices)s.")
        % {"value": shown(clean_text(value)), "choices": _listing(choices)}
    )


def labels_of(label: str | Promise, *, languages: Collection[str] = LANGUAGES) -> set[str]:
    """Return a label in each of ``languages``; a plain string is the same in all of them."""
    if isinstance(label, str):
        return {label}
    found = set()
    for language in languages:
        with override(language):
            found.add(str(label))
    return found


def _choice_key(value: object) -> str:
    return _key(_as_text(value)) if len(_as_text(value)) <= 200 else ""


@lru_cache(maxsize=4096)
def _key(text: str) -> str:
    return re.sub(r"[\s_-]+", "", normalise(text)).casefold()


def _listing(choices: Mapping[str, str | Promise], limit: int = 20) -> str:
    names = [str(label) for label in choices.values()]
    return "、".join(names[:limit]) + ("…" if len(names) > limit else "")


# --- masks ----------------------------------------------------------------------------------------


def mask_id_number(number: str) -> str:
    """Return an identity number with its birth date hidden: ``511124********0001``."""
    return _masked(number, 6, 4)


def mask_phone(number: str) -> str:
    """Return a phone number with its middle hidden: ``199****0001``, ``0833-****345``."""
    if "-" in number:
        area, _dash, local = number.partition("-")
        return f"{area}-{_masked(local, 0, 3)}"
    return _masked(number, 3, 4)


def mask_name(name: str) -> str:
    """Return a name as public notices print it: ``王*``, ``王*明``."""
    if len(name) <= 2:
        return name[:1] + "*" * (len(name) - 1)
    return name[0] + "*" * (len(name) - 2) + name[-1]


def mask_personal(text: str) -> str:
    """Return ``text`` with every identity number and mobile number inside it masked."""
    text = _ID_INSIDE.sub(lambda found: mask_id_number(found[0]), text)
    return _MOBILE_INSIDE.sub(lambda found: mask_phone(found[0]), text)


def _masked(text: str, head: int, tail: int) -> str:
    if len(text) <= head + tail:
        head, tail = min(2, len(text) // 3), min(2, len(text) // 3)
    return text[:head] + "*" * (len(text) - head - tail) + text[len(text) - tail :]


def shown(text: str) -> str:
    """Return ``text`` fit for a message: personal numbers masked, on one line, at most sixty characters."""
    return shorten(mask_personal(text))
