"""Where an ID number was first given, by the county codes of GB/T 2260: information, never a reason
to refuse.
"""

import re
from functools import lru_cache

from stdnum import numdb

_NAMED = re.compile(r"(?:\[(?P<first>[0-9]*)-(?P<last>[0-9]*)\])?(?P<name>[^,\[\]]+)")
# Levels of the list that are no places.
_NO_PLACE = re.compile(r"市辖区|县|.*直辖.*")


@lru_cache(maxsize=4096)
def native_place(code: str, year: int) -> str:
    """The place of a county code in full, such as 四川省乐山市井研县, under its name of `year`; ""
    for an unknown code.

    A code may be younger than the person (Jingyan's has existed since 1985): then the name that it
    first had.
    """
    county = _name_in_year(code, "county", year)
    parts = [
        _name_in_year(code, "province", year),
        _name_in_year(f"{code[:4]}00", "county", year),
        county,
    ]
    # 北京市北京市 is one place, and so is a city without counties.
    return (
        "".join(dict.fromkeys(part for part in parts if not _NO_PLACE.fullmatch(part)))
        if county
        else ""
    )


def _name_in_year(code: str, level: str, year: int) -> str:
    history = next(
        (
            names_by_level[level]
            for _part, names_by_level in numdb.get("cn/loc").info(code)
            if level in names_by_level
        ),
        "",
    )
    names = list(_NAMED.finditer(history))
    fitting = (
        name for name in names if int(name["first"] or 0) <= year <= int(name["last"] or 9999)
    )
    match = next(fitting, names[0] if names else None)
    return match["name"] if match else ""
