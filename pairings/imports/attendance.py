"""Attendance of a meeting: three cells of names of officers paired in the town that quarter."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.registers import RegisterRow
from jingyan.periods import Period
from officers.models import Officer
from pairings.models import Attendance, Meeting, Pairing

STATUSES = {
    "present": gettext_lazy("Present"),
    "leave": gettext_lazy("On leave"),
    "absent": gettext_lazy("Absent"),
}


def find_attendance(lines: Sequence[RegisterRow]) -> None:
    """Set `line.found["attendance"]`, officer → status, for the names that a row gives; strangers
    are a fault.
    """
    asking = [
        line
        for line in lines
        if "town_code" in line.found
        and "quarter" in line
        and any(status in line for status in STATUSES)
    ]
    expected = _expected(asking)
    for line in asking:
        _settle(line, expected[id(line)])


def save_attendance(lines: Sequence[RegisterRow]) -> list[bool]:
    """Store who came; return for each row whether anything changed. Officers whom a row doesn't
    name stay as stored.
    """
    return [_save(line) for line in lines]


def names_by_status(meeting: Meeting) -> dict[str, str]:
    """The three cells of a meeting."""
    rows = list(meeting.attendances.all())
    return {
        status: "、".join(row.officer.name for row in rows if row.status == status)
        for status in STATUSES
    }


def _expected(lines: Iterable[RegisterRow]) -> dict[int, dict[str, list[Officer]]]:
    """For each row the officers paired in the town in the quarter, by name: one query for the whole
    file.
    """
    towns = {line.found["town_code"] for line in lines}
    served: dict[int | None, list[Pairing]] = defaultdict(list)
    started = Pairing.objects.filter(state__in=[Pairing.State.ACTIVE, Pairing.State.ENDED])
    # The county's meeting is for the officers of all towns.
    pairings = started if None in towns else started.filter(village__town__in=towns)
    for pairing in pairings.select_related("officer", "village"):
        served[pairing.village.town_id].append(pairing)
        served[None].append(pairing)
    officers_by_row: dict[int, dict[str, list[Officer]]] = {}
    for line in lines:
        names: dict[str, list[Officer]] = defaultdict(list)
        town = line.found["town_code"]
        for pairing in served[town.pk if town else None]:
            if (
                _ran_in(pairing, line["quarter"])
                and pairing.officer not in names[pairing.officer.name]
            ):
                names[pairing.officer.name].append(pairing.officer)
        officers_by_row[id(line)] = names
    return officers_by_row


def _ran_in(pairing: Pairing, quarter: Period) -> bool:
    return pairing.starts_on <= quarter.end and (
        pairing.ends_on is None or pairing.ends_on >= quarter.start
    )


def _settle(line: RegisterRow, expected: dict[str, list[Officer]]) -> None:
    attendance: dict[Officer, str] = {}
    counts = Counter(name for status in STATUSES for name in line.get(status, ()))
    for status in STATUSES:
        for name in line.get(status, ()):
            people = expected.get(name, [])
            if len(people) != 1:
                line.fault(status, _who(name, len(people)))
            elif counts[name] > 1:
                line.fault(
                    status,
                    _("“%(name)s” is named more than once. Keep one of them.") % {"name": name},
                )
            else:
                attendance[people[0]] = status
    line.found["attendance"] = attendance


def _who(name: str, count: int) -> str:
    if count:
        return _(
            "Several officers of this town are called “%(name)s”. Enter them in the system."
        ) % {"name": name}
    return _("“%(name)s” was not paired in this town in the quarter.") % {"name": name}


def _save(line: RegisterRow) -> bool:
    attendance: dict[Officer, str] = line.found.get("attendance", {})
    if not attendance:
        return False
    stored = {row.officer_id: row for row in line.record.attendances.all()}
    new = [
        Attendance(meeting=line.record, officer=officer, status=status)
        for officer, status in attendance.items()
        if officer.pk not in stored
    ]
    changed = []
    for officer, status in attendance.items():
        row = stored.get(officer.pk)
        if row is not None and row.status != status:
            row.status = status
            changed.append(row)
    Attendance.objects.bulk_create(new)
    Attendance.objects.bulk_update(changed, ["status"])
    return bool(new or changed)
