"""Personal numbers and names with their middle hidden, and entries as a message may show them."""

import re
import unicodedata
from datetime import date

_SHOWN_LENGTH = 60
_ID_INSIDE = re.compile(
    r"(?<![\dA-Za-z])(?:\d{6}[ -]?\d{8}[ -]?\d{3}[\dXxＸｘ]|\d{14,}[\dXxＸｘ])(?![\dA-Za-z])"
)
_ID_NUMBER = re.compile(r"(?<!\d)\d{6}[ -]?(\d{8})[ -]?\d{3}[\dXx](?!\d)")
_MOBILE_INSIDE = re.compile(r"(?<!\d)[1１][3-9３-９]\d{9}(?!\d)")


def mask_id_number(number: str) -> str:
    """Return an identity number with its birth date hidden: ``511124********0001``."""
    return _mask_middle(number, 6, 4)


def mask_phone(number: str) -> str:
    """Return a phone number with its middle hidden: ``199****0001``, ``0833-****345``."""
    if "-" in number:
        area, _dash, local = number.partition("-")
        return f"{area}-{_mask_middle(local, 0, 3)}"
    return _mask_middle(number, 3, 4)


def mask_name(name: str) -> str:
    """Return a name as public notices print it: ``王*``, ``王*明``."""
    if len(name) <= 2:
        return name[:1] + "*" * (len(name) - 1)
    return name[0] + "*" * (len(name) - 2) + name[-1]


def mask_personal(text: str) -> str:
    """Return ``text`` with every identity number and mobile number inside it masked."""
    text = _ID_INSIDE.sub(lambda match: mask_id_number(match[0]), text)
    return _MOBILE_INSIDE.sub(lambda match: mask_phone(match[0]), text)


def names_a_person(text: str) -> bool:
    """Whether ``text`` holds an identity number, its check digit right or wrong, or a mobile
    number.

    An all-digit credit code is distinguished from an identity number by its lack of a birth date.
    """
    if len(text) < 11:
        return False
    plain = unicodedata.normalize("NFKC", text)
    return bool(_MOBILE_INSIDE.search(plain)) or any(
        _has_birth_date(match[1]) for match in _ID_NUMBER.finditer(plain)
    )


def id_number_in(text: str) -> str:
    """The first identity number that `text` holds, its check digit right or wrong, without spaces;
    "" for none.
    """
    plain = unicodedata.normalize("NFKC", text)
    match = next((match for match in _ID_NUMBER.finditer(plain) if _has_birth_date(match[1])), None)
    return re.sub("[ -]", "", match[0]) if match else ""


def _has_birth_date(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return digits[:2] in ("19", "20")


def shown(text: str) -> str:
    """Return ``text`` fit for a message: personal numbers masked, on one line, at most sixty
    characters.
    """
    return shorten(mask_personal(text))


def shorten(text: str, length: int = _SHOWN_LENGTH) -> str:
    """Return ``text`` on one line, cut to ``length`` characters with an ellipsis, for use in a
    message.
    """
    line = re.sub(r"\s+", " ", text).strip()
    return line if len(line) <= length else line[: length - 1] + "…"


def _mask_middle(text: str, head: int, tail: int) -> str:
    if len(text) <= head + tail:
        head, tail = min(2, len(text) // 3), min(2, len(text) // 3)
    return text[:head] + "*" * (len(text) - head - tail) + text[len(text) - tail :]
