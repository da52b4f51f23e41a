"""Text in one spelling, and the error of every parser."""

import re
import unicodedata

from django.utils.translation import gettext as _

FLOAT_LIMIT = 10**15  # Excel keeps fifteen digits; any digits after them are invented
_INTEGER_LIMIT = 10**40
_MIDDLE_DOTS = re.compile("[•‧∙・⋅∘●。]")
_HAN = r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]"
_HAN_GAP = re.compile(rf"(?<={_HAN}) +(?={_HAN})")
_HAN_DOT = re.compile(rf"(?<={_HAN}) *[.·] *(?={_HAN})")
# Letters by their Unicode class, but invisible.
_FILLERS = re.compile("[\u3164\u115f\u1160]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_NAME_BREAKS = re.compile(r"[、;；，,\n\t]+")


class ParseError(ValueError):
    """An entry that cannot be read; ``message`` says what to do about it."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def clean_text(value: object) -> str:
    """Return ``value`` as text: NFC, without invisible characters, ends trimmed, line ends as
    newline.

    Punctuation keeps its width, so official names such as 井研县某某（集团）公司 stay as they are.
    Raises ParseError for text that no database can hold (half of a surrogate pair).
    """
    text = as_text(value)
    if text.isprintable() and not _FILLERS.search(text):
        return (text if text.isascii() else unicodedata.normalize("NFC", text)).strip()
    text = (
        text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ").replace("\u3000", " ")
    )
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise ParseError(_("This text contains damaged characters. Type it again."))
    text = "".join(char for char in text if not _is_invisible(char))
    return unicodedata.normalize("NFC", text).strip()


def normalise(value: object) -> str:
    """Return ``clean_text`` of the value in Unicode NFKC: full-width digits and letters become
    half-width.
    """
    text = clean_text(value)
    return text if text.isascii() else clean_text(unicodedata.normalize("NFKC", text))


def parse_text(value: object, *, max_length: int = 2000) -> str:
    """Return free text as ``clean_text`` gives it; ParseError when blank or longer than
    ``max_length``.
    """
    text = clean_text(value)
    if not text:
        raise ParseError(_("Fill this in."))
    return _check_length(text, max_length)


def parse_name(value: object, *, max_length: int = 50) -> str:
    """Return a name in one spelling: no padding inside Chinese names, middle dot as ``·``."""
    text = re.sub(r"\s+", " ", normalise(value))
    text = _MIDDLE_DOTS.sub("·", text)
    text = _HAN_DOT.sub("·", _HAN_GAP.sub("", text))
    text = re.sub(r" *· *", "·", text)
    if not any(char.isalpha() for char in text):
        raise ParseError(_("Enter the name in letters or characters."))
    return _check_length(text, max_length)


def split_names(value: object) -> list[str]:
    """Return the names of a list separated by 、 ; ， , a tab or a new line, each as ``parse_name``
    gives it.

    Plain spaces do not separate, since names may hold them. A blank value is an empty list.
    """
    parts = _NAME_BREAKS.split(clean_text(value))
    return [parse_name(part) for part in parts if part.strip()]


def holds_control(text: str) -> bool:
    """Return whether ``text`` holds what no cell shows and no keyboard types; tabs and line ends
    are no such thing.
    """
    return bool(_CONTROL.search(text))


def as_text(value: object) -> str:
    """A cell as text, numbers as Excel shows them."""
    if value is None:
        return ""
    if isinstance(value, float):
        return _float_text(value)
    if isinstance(value, int) and abs(value) >= _INTEGER_LIMIT:
        raise ParseError(_("This number is too large. Check the unit."))
    return str(value)


def _float_text(value: float) -> str:
    """A float as Excel shows it: fifteen significant digits, whole numbers without a point."""
    if value.is_integer() and abs(value) < FLOAT_LIMIT:
        return str(int(value))
    return format(value, ".15g").upper()


def _is_invisible(char: str) -> bool:
    if char in "\n\t":
        return False
    return (
        unicodedata.category(char) in {"Cc", "Cf", "Zl", "Zp"}
        or char in "\ufffe\uffff\u3164\u115f\u1160"
    )


def _check_length(text: str, max_length: int) -> str:
    if len(text) > max_length:
        raise ParseError(_("Shorten this to %(max)d characters or fewer.") % {"max": max_length})
    return text
