"""Reads and checks the national list of divisions, and derives short names and kinds from it."""

import csv
import gzip
import io
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path

from django.utils.translation import gettext as _

from accounts.models import Town
from jingyan.parsing import holds_control
from jingyan.sheets import Fault, SheetError
from villages.models import Village

MAX_BYTES = 60 * 2**20
_ENCODINGS = ("utf-8-sig", "gb18030")
_DIGITS = {"village_code": 12, "town_code": 9, "county_code": 6}
_LONGEST = {"village_name": 80, "town_name": 50, "county_name": 50}
# The committees that end the names, with the common misspellings in the list.
_VILLAGERS = re.compile("(?:村民委员会|村委会|村委员会|村民委员)$")
_RESIDENTS = re.compile("(?:居民委员会|居民居委会|居委会|居委员会|居民委员|(?<=社区)委员会)$")


@dataclass(frozen=True)
class Division:
    """One row of the list."""

    village_code: str
    village_name: str
    town_code: str
    town_name: str
    county_code: str
    county_name: str


COLUMNS = tuple(field.name for field in fields(Division))


def read_divisions(path: Path) -> tuple[list[Division], list[Fault]]:
    """Return the rows of a .csv or .csv.gz file in UTF-8 or GB 18030, and all faults in them.

    Raises OSError if there is no such file, and SheetError if it can't be read as this table.
    """
    try:
        records = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
        positions = _positions(next(records, []))
        rows = [
            (number, _division(cells, positions))
            for number, cells in enumerate(records, 2)
            if any(cells)
        ]
    except csv.Error as error:
        raise SheetError(
            _("The CSV file has a stray quotation mark or breaks off. Save it again.")
        ) from error
    return [row for _number, row in rows], list(_faults(path.name, rows))


def short_name(full_name: str) -> str:
    """Return a name in everyday form: 民主街社区居民委员会 → 民主街社区, 王家村委会 → 王家村."""
    for committee, ending in ((_VILLAGERS, "村"), (_RESIDENTS, "社区")):
        name = committee.sub("", full_name)
        if name != full_name and name:
            return name if name.endswith(("村", "社区")) else name + ending
    return full_name


def kind_of(division: Division) -> Village.Kind:
    """Return the kind by the committee in the name; without one, by the last three digits of the
    code (a community up to 199, and in 4xx).
    """
    if _VILLAGERS.search(division.village_name):
        return Village.Kind.VILLAGE
    if _RESIDENTS.search(division.village_name):
        return Village.Kind.COMMUNITY
    return Village.Kind.COMMUNITY if division.village_code[9] in "014" else Village.Kind.VILLAGE


def town_kind(name: str) -> Town.Kind:
    """Return the kind of a town by its name; farms, reserves and the like rank as townships."""
    if name.endswith("街道"):
        return Town.Kind.SUBDISTRICT
    return Town.Kind.TOWN if name.endswith("镇") else Town.Kind.TOWNSHIP


def _text(path: Path) -> str:
    data = _unpacked(path)
    for encoding in _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SheetError(_("The CSV file is not in UTF-8 or GBK. Save it as “CSV UTF-8”."))


def _unpacked(path: Path) -> bytes:
    with path.open("rb") as stream:
        try:
            data = (gzip.GzipFile(fileobj=stream) if path.suffix == ".gz" else stream).read(
                MAX_BYTES + 1
            )
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise SheetError(_("The .gz file is damaged. Download it again.")) from error
    if len(data) > MAX_BYTES:
        raise SheetError(_("The file is larger than %(size)d MB.") % {"size": MAX_BYTES // 2**20})
    return data


def _positions(header: list[str]) -> list[int]:
    """The index of each column of `Division` in the header."""
    names = [cell.strip().lower() for cell in header]
    missing = [name for name in COLUMNS if name not in names]
    if missing:
        raise SheetError(
            _("These columns are missing: %(names)s. Add them.") % {"names": ", ".join(missing)}
        )
    repeated = [name for name in COLUMNS if names.count(name) > 1]
    if repeated:
        raise SheetError(
            _("These columns appear twice: %(names)s. Delete one.") % {"names": ", ".join(repeated)}
        )
    return [names.index(name) for name in COLUMNS]


def _division(cells: list[str], positions: Iterable[int]) -> Division:
    return Division(*(cells[at].strip() if at < len(cells) else "" for at in positions))


def _faults(name: str, rows: list[tuple[int, Division]]) -> Iterator[Fault]:
    villages: dict[str, int] = {}
    names: dict[str, tuple[str, int]] = {}
    for number, row in rows:
        for column, reason in _row_faults(row):
            yield _fault(name, number, row, column, reason)
        first = villages.setdefault(row.village_code, number)
        if row.village_code and first != number:
            yield _fault(
                name,
                number,
                row,
                "village_code",
                _("Row %(row)d has the same code.") % {"row": first},
            )
        for code, column in ((row.town_code, "town_name"), (row.county_code, "county_name")):
            name_before, earlier = names.setdefault(code, (getattr(row, column), number))
            if name_before != getattr(row, column):
                reason = _("Row %(row)d has another name for the code %(code)s.") % {
                    "row": earlier,
                    "code": code,
                }
                yield _fault(name, number, row, column, reason)


def _row_faults(row: Division) -> Iterator[tuple[str, str]]:
    """The faults of one row on its own: column and reason."""
    for column, digits in _DIGITS.items():
        code = getattr(row, column)
        if len(code) != digits or not (code.isascii() and code.isdigit()):
            yield column, _("This isn't a code of %(digits)d digits.") % {"digits": digits}
            return
    for column, longest in _LONGEST.items():
        if not getattr(row, column):
            yield column, _("The name is missing.")
        elif len(getattr(row, column)) > longest:
            yield column, _("The name has more than %(longest)d characters.") % {"longest": longest}
        elif holds_control(getattr(row, column)):
            yield (
                column,
                _("This cell holds an invisible control character. Type the text again."),
            )
    if not row.village_code.startswith(row.town_code):
        yield (
            "village_code",
            _("The code doesn't begin with the town's code, %(code)s.") % {"code": row.town_code},
        )
    if not row.town_code.startswith(row.county_code):
        yield (
            "town_code",
            _("The code doesn't begin with the county's code, %(code)s.")
            % {"code": row.county_code},
        )


def _fault(name: str, number: int, row: Division, column: str, reason: str) -> Fault:
    return Fault(name, number, "", column, getattr(row, column), reason)
