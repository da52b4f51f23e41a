"""The register of the towns' quarterly meetings, with who came."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Town, User
from accounts.registers import (
    ImportColumn,
    ModelRegister,
    RegisterRow,
    RowOutcome,
    choice,
    code,
    look_up,
    register,
    text,
)
from jingyan import parsing
from jingyan.parsing import ParseError
from jingyan.periods import Period, parse_period
from jingyan.sheets.writer import Cellable
from pairings.imports.attendance import STATUSES, find_attendance, names_by_status, save_attendance
from pairings.models import Meeting
from pairings.overviews.meeting_matrix import decisive

TEXTS = {
    "place": 100,
    "chair": 50,
    "experience": 2000,
    "problems": 2000,
    "measures": 2000,
    "agreed": 2000,
    "reason": 2000,
}
State = Meeting.State
COUNTED = (State.HELD, State.CLOSED)
# Which state a row may give to a meeting that is on file; others are decided already.
MAY_BECOME = {
    State.DRAFT: set(State),
    State.OPEN: set(State) - {State.DRAFT},
    State.SKIPPED: {State.SKIPPED, State.HELD, State.CLOSED},
    State.HELD: {State.HELD, State.CLOSED},
    State.CLOSED: {State.CLOSED},
}


def quarter(value: object) -> Period:
    """A quarter; ParseError for any other period."""
    period = parse_period(parsing.clean_text(value))
    if period.kind != "quarter":
        raise ParseError(_("Enter a quarter, such as 2022Q3."))
    return period


def whose(value: object) -> str:
    """The code of a town, or of the county for a meeting of the whole county."""
    if parsing.clean_text(value) == settings.COUNTY_CODE:
        return str(settings.COUNTY_CODE)
    return str(code(9)(value))


@register
class MeetingRegister(ModelRegister[Meeting]):
    """One row per town and quarter; the county's own meetings have the county's code."""

    name = "meetings"
    title = gettext_lazy("Quarterly meetings")
    permission = "meetings.log"
    view_permission = "meetings.view"
    ledger = "pairings:meeting_list"
    turn = 8
    model = Meeting

    def columns(self) -> Sequence[ImportColumn]:
        """The columns; names are separated by 、 or ;."""
        texts = [ImportColumn(name, _label(name), text(length)) for name, length in TEXTS.items()]
        return [
            ImportColumn(
                "town_code",
                gettext_lazy("town code"),
                whose,
                required=True,
                key=True,
                like=code(9),
                note=gettext_lazy("For a meeting of the whole county, the code of the county."),
            ),
            ImportColumn(
                "quarter",
                gettext_lazy("Quarter"),
                quarter,
                required=True,
                key=True,
                note=gettext_lazy("Enter a quarter, such as 2022Q3."),
                example="2022Q3",
            ),
            ImportColumn("state", gettext_lazy("State"), choice(dict(State.choices))),
            ImportColumn("held_on", gettext_lazy("Held on"), parsing.parse_date),
            *texts[:2],
            *(
                ImportColumn(status, label, parsing.split_names)
                for status, label in STATUSES.items()
            ),
            *texts[2:],
        ]

    def key(self, line: RegisterRow) -> Hashable | None:
        """A meeting is named by the town and the quarter."""
        if "town_code" not in line.found or "quarter" not in line:
            return None
        town = line.found["town_code"]
        return (town.pk if town else None, line["quarter"].code)

    def key_of(self, record: Meeting) -> Hashable:
        """The same of a stored meeting."""
        return (record.town_id, record.quarter)

    def find(self, lines: Sequence[RegisterRow], *, by: User) -> None:
        """Find the towns, and the officers whose names the rows give."""
        unknown = _("No town of yours has this code. Compare it with the list of towns.")
        county = [line for line in lines if line.get("town_code") == settings.COUNTY_CODE]
        of_towns = [line for line in lines if line not in county]
        look_up(of_towns, "town_code", Town.objects.all(), by=by, field="code", unknown=unknown)
        for line in county:
            if by.may("meetings.log_county"):
                line.found["town_code"] = None
            else:
                line.fault("town_code", unknown)
        find_attendance(lines)

    def stored(self, lines: Sequence[RegisterRow], *, by: User) -> QuerySet[Meeting]:
        """The meeting that decides each town's quarter."""
        town_keys = [line.found["town_code"] for line in lines if "town_code" in line.found]
        of_towns = Q(town__in=[town.pk for town in town_keys if town])
        rows = Meeting.objects.in_full(by).filter(
            of_towns | Q(town=None) if None in town_keys else of_towns
        )
        deciding = [row.pk for row in decisive(rows).values()]
        return Meeting.objects.filter(pk__in=deciding).prefetch_related("attendances")

    def new(self, line: RegisterRow, *, by: User) -> Meeting:
        """A meeting of a quarter that has no entry yet: held if the row has a day, skipped if only
        a reason does.
        """
        state = State.HELD if line.filled("held_on") or not line.filled("reason") else State.SKIPPED
        return Meeting(
            town=line.found["town_code"], quarter=line["quarter"].code, state=state, entered_by=by
        )

    def check(self, line: RegisterRow, *, by: User) -> None:
        """Refuse days outside the quarter, gaps, and changes of what is final."""
        state, held_on = (
            State(line.get("state", line.record.state)),
            line.get("held_on", line.record.held_on),
        )
        self._check_day(line)
        if state in COUNTED and held_on is None and not line.filled("held_on"):
            line.fault("held_on", _("Enter the day of the meeting, or the reason for skipping it."))
        if state == State.SKIPPED and not line.get("reason", line.record.reason):
            line.fault("reason", _("Enter the reason for skipping."))
        if not line.is_new and state not in MAY_BECOME[State(line.record.state)]:
            line.fault("state", _("The meeting is already “%s”.") % line.record.get_state_display())
        if not line.is_new and line.record.state == State.CLOSED and self._changes(line):
            line.fault("quarter", _("The minutes of this meeting are final."))

    def attributes(self, line: RegisterRow) -> Mapping[str, Any]:
        """What the row says about the meeting itself."""
        values = {name: line[name] for name in ("state", "held_on", *TEXTS) if name in line}
        if "reason" in values and self._is_outside(line):
            # Of a meeting that was held, the reason is why on such a day.
            values["day_reason"] = values.pop("reason")
        return values

    def save(self, lines: Sequence[RegisterRow], *, by: User) -> None:
        """The meetings, then who came."""
        super().save(lines, by=by)
        for line, changed in zip(lines, save_attendance(lines), strict=True):
            if changed and line.outcome == RowOutcome.UNCHANGED:
                line.outcome = RowOutcome.UPDATED

    def save_line(self, line: RegisterRow, *, by: User) -> RowOutcome:
        """One meeting with who came."""
        outcome = super().save_line(line, by=by)
        save_attendance([line])
        return outcome

    def rows(self, *, by: User) -> Iterator[Mapping[str, Cellable]]:
        """The meeting that decides each town's quarter, in sight."""
        rows = decisive(self.records(by=by)).values()
        return map(
            self.cells,
            sorted(rows, key=lambda row: (row.town.code if row.town else "", row.quarter)),
        )

    def records(self, *, by: User) -> QuerySet[Meeting]:
        """All meetings that `by` reads in full."""
        seen = Meeting.objects.in_full(by).select_related("town")
        return seen.prefetch_related("attendances__officer")

    def cells(self, record: Meeting) -> Mapping[str, Cellable]:
        return {
            "town_code": record.town.code if record.town else settings.COUNTY_CODE,
            "quarter": record.quarter,
            "state": record.state,
            "held_on": record.held_on,
            **{name: getattr(record, name) for name in TEXTS},
            "reason": record.reason or record.day_reason,
            **names_by_status(record),
        }

    def _check_day(self, line: RegisterRow) -> None:
        if "held_on" not in line or "quarter" not in line:
            return
        if self._is_outside(line) and not line.get("reason", line.record.day_reason):
            line.fault(
                "held_on", _("This day is outside the quarter. Correct it, or enter the reason.")
            )
        elif line["held_on"] > localdate():
            line.fault(
                "held_on", _("This day is still to come. Record the meeting once it was held.")
            )

    def _is_outside(self, line: RegisterRow) -> bool:
        day = line.get("held_on", line.record.held_on)
        return day is not None and "quarter" in line and day not in line["quarter"]

    def _changes(self, line: RegisterRow) -> bool:
        differing = any(
            getattr(line.record, name) != value for name, value in self.attributes(line).items()
        )
        stored = {row.officer_id: row.status for row in line.record.attendances.all()}
        named = {officer.pk: status for officer, status in line.found.get("attendance", {}).items()}
        return differing or not named.items() <= stored.items()


def _label(name: str) -> Any:
    field: Any = Meeting._meta.get_field(name)
    return field.verbose_name
