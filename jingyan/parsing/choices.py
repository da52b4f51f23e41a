"""Yes and no, and the codes of a list by code or by label."""

import re
from collections.abc import Collection, Mapping
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import override

from jingyan.lazy_text import LazyText
from jingyan.parsing.masks import shown
from jingyan.parsing.text import ParseError, as_text, clean_text, normalise

LANGUAGES = ("zh-hans", "en")
_TRUE = frozenset({"是", "有", "对", "yes", "y", "1", "true", "t", "√", "✓", "✔", "☑"})
_FALSE = frozenset({"否", "无", "错", "no", "n", "0", "false", "f", "×", "✗", "✘", "☒"})


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


def parse_choice(
    value: object, choices: Mapping[str, str | LazyText], *, languages: Collection[str] = LANGUAGES
) -> str:
    """Return the code of ``choices`` (code → label) that ``value`` names by code or by label.

    Lazy labels are compared in each of ``languages``; case, width and spaces do not matter.
    """
    wanted_key = _choice_key(value)
    for code in choices:
        if _choice_key(code) == wanted_key:
            return code
    for code, label in choices.items():
        if wanted_key and wanted_key in {
            _choice_key(text) for text in labels_of(label, languages=languages)
        }:
            return code
    raise ParseError(
        _("“%(value)s” is not in the list. Choose one of: %(choices)s.")
        % {"value": shown(clean_text(value)), "choices": _listing(choices)}
    )


def labels_of(label: str | LazyText, *, languages: Collection[str] = LANGUAGES) -> set[str]:
    """Return a label in each of ``languages``; a plain string is the same in all of them."""
    if isinstance(label, str):
        return {label}
    labels = set()
    for language in languages:
        with override(language):
            labels.add(str(label))
    return labels


def _choice_key(value: object) -> str:
    return _key(as_text(value)) if len(as_text(value)) <= 200 else ""


@lru_cache(maxsize=4096)
def _key(text: str) -> str:
    return re.sub(r"[\s_-]+", "", normalise(text)).casefold()


def _listing(choices: Mapping[str, str | LazyText], limit: int = 20) -> str:
    names = [str(label) for label in choices.values()]
    return "、".join(names[:limit]) + ("…" if len(names) > limit else "")
