"""How the registers here name officers: by ID number, or by the code that the system gave them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.registers import ImportColumn, RegisterRow, text
from jingyan import parsing
from jingyan.crypto import ring
from officers.models import Officer
from pairings.models import Pairing

ID_NUMBER = ImportColumn(
    "id_number",
    gettext_lazy("ID number"),
    parsing.parse_id_number,
    export=False,
    mask=parsing.mask_id_number,
)
OFFICER_CODE = ImportColumn("officer_code", gettext_lazy("Officer code"), text(12))


def find_officers(lines: Sequence[RegisterRow], *, by: User) -> None:
    """Set `line.found["officer"]` where a row names an officer: two queries for the whole file.

    A person who is unknown, out of sight, or named by two numbers of different people is a
    fault.
    """
    indexes = {
        id(line): ring().blind_index(line["id_number"].number)
        for line in lines
        if "id_number" in line
    }
    codes = {line["officer_code"] for line in lines if "officer_code" in line}
    officers = Officer.objects.visible_to(by).filter(
        Q(id_index__in=set(indexes.values())) | Q(officer_code__in=codes)
    )
    people = list(officers)
    by_index = {officer.id_index: officer for officer in people}
    by_code = {officer.officer_code: officer for officer in people}
    for line in lines:
        if "id_number" in line:
            _settle(line, "id_number", by_index.get(indexes[id(line)]))
        if "officer_code" in line:
            _settle(line, "officer_code", by_code.get(line["officer_code"]))


class Served:
    """Who was paired with which of the rows' villages, and when: one query for the whole file."""

    def __init__(self, lines: Sequence[RegisterRow], *, by: User) -> None:
        villages = {line.found["village_code"].pk for line in lines if "village_code" in line.found}
        started = Pairing.objects.visible_to(by).filter(
            state__in=[Pairing.State.ACTIVE, Pairing.State.ENDED]
        )
        self.pairings: dict[int, list[Pairing]] = defaultdict(list)
        for pairing in started.filter(village__in=villages):
            self.pairings[pairing.village_id].append(pairing)

    def officer(self, village: int, on: date) -> int | None:
        """The key of the officer who was paired with the village on a day, where there was exactly
        one.
        """
        officer_keys = {
            row.officer_id
            for row in self.pairings[village]
            if row.starts_on <= on <= (row.ends_on or on)
        }
        return officer_keys.pop() if len(officer_keys) == 1 else None


def _settle(line: RegisterRow, name: str, officer: Officer | None) -> None:
    if officer is None:
        line.fault(name, _("No registered person matches this. Register the person first."))
    elif line.found.setdefault("officer", officer) != officer:
        line.fault(name, _("This officer code belongs to another person than the ID number."))
