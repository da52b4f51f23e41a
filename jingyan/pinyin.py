"""Names as they are typed on a Latin keyboard: their pinyin in full and as initials, in every usual
reading.

单晓乐 → "shanxiaole sxl danxiaole dxl …": the first reading sorts, all of them are found.
"""

from collections.abc import Iterator
from typing import Any

from pypinyin import Style, lazy_pinyin, pinyin

# No more than a column holds: further readings of a long name are left out.
LONGEST = 240
# How many readings of one character are usual enough to be typed; the dictionary knows archaic ones
# besides.
READINGS = 3
# Surnames that the dictionary reads as the word that they are elsewhere.
SURNAMES: dict[str, tuple[str, ...]] = {
    "万俟": ("mo", "qi"),
    "尉迟": ("yu", "chi"),
    "长孙": ("zhang", "sun"),
    "单于": ("chan", "yu"),
    "澹台": ("tan", "tai"),
    "单": ("shan",),
    "曾": ("zeng",),
    "解": ("xie",),
    "仇": ("qiu",),
    "区": ("ou",),
    "查": ("zha",),
    "盖": ("ge",),
    "乐": ("yue",),
    "朴": ("piao",),
    "尉": ("wei",),
    "翟": ("zhai",),
    "覃": ("qin",),
    "繁": ("po",),
    "员": ("yun",),
    "种": ("chong",),
    "重": ("chong",),
    "缪": ("miao",),
    "召": ("shao",),
    "折": ("she",),
    "秘": ("bi",),
    "洗": ("xian",),
    "卜": ("bu",),
    "阚": ("kan",),
    "宓": ("fu",),
    "隗": ("wei",),
    "祭": ("zhai",),
    "句": ("gou",),
    "郇": ("xun",),
}


def searchable(name: str, *, person: bool = False) -> str:
    """What a name is found and sorted by: for each reading the whole pinyin, then the initials;
    lower case, no tones.

    A `person`'s name begins with a surname, which has a reading of its own.
    """
    words: dict[str, None] = {}
    length = 0
    for syllables in _readings("".join(filter(str.isalnum, name)).lower(), person=person):
        for word in ("".join(syllables), "".join(syllable[0] for syllable in syllables)):
            if word not in words and length + len(word) < LONGEST:
                words[word] = None
                length += len(word) + 1
    return " ".join(words)


def _readings(name: str, *, person: bool) -> Iterator[list[str]]:
    """The usual reading, and all those in which one character is read in another way."""
    usual = _usual(name)
    if person:
        surname = next((name[:length] for length in (2, 1) if name[:length] in SURNAMES), "")
        usual[: len(surname)] = SURNAMES.get(surname, ())
    if name:
        yield usual
    for place, syllables in enumerate(
        pinyin(name, style=Style.NORMAL, heteronym=True, errors=_letters)
    ):
        for syllable in syllables[:READINGS]:
            yield [*usual[:place], syllable, *usual[place + 1 :]]


def _usual(name: str) -> list[str]:
    # ü is typed as v, which is how the dictionary writes it in this style.
    return lazy_pinyin(name, errors=_letters)


def _letters(other: str) -> Any:
    """Characters that aren't Chinese are kept, one by one. (The library's stubs don't allow for a
    list here.)
    """
    return list(other)
