"""Which town has held which quarter's meeting: the table of one year."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from accounts.models import Town, User
from jingyan.periods import Period, year_of
from pairings.models import Meeting, Pairing

# A held meeting decides a quarter before one that was skipped, and that before one that was only
# planned.
_ORDER = (
    Meeting.State.HELD,
    Meeting.State.CLOSED,
    Meeting.State.SKIPPED,
    Meeting.State.OPEN,
    Meeting.State.DRAFT,
)
_ANSWERED = (Meeting.State.HELD, Meeting.State.CLOSED, Meeting.State.SKIPPED)

# Not held by the end of its quarter, a planned meeting is missing all the same.
_PLANNED = (Meeting.State.OPEN, Meeting.State.DRAFT)


@dataclass(frozen=True)
class MeetingQuarter:
    """One town's quarter, or without a town the county's.

    `meeting` where there is one, else whether it is owed (`missing`, `due`) or not (`free`).
    """

    town: Town | None
    quarter: Period
    status: str
    meeting: Meeting | None
    # Whether the user may open the meeting's page.
    is_open: bool


@dataclass(frozen=True)
class MeetingYear:
    """One town's year, or without a town the county's."""

    town: Town | None
    cells: list[MeetingQuarter]


@dataclass(frozen=True)
class Matrix:
    """All towns of one year that owe or held a meeting."""

    year: int
    quarters: list[Period]
    lines: list[MeetingYear]

    def count(self, *statuses: str) -> int:
        """How many cells of towns have one of the statuses."""
        return sum(
            cell.status in statuses for line in self.lines if line.town for cell in line.cells
        )

    @property
    def held(self) -> int:
        """Quarters whose meeting was held."""
        return self.count(Meeting.State.HELD, Meeting.State.CLOSED)

    @property
    def missing(self) -> int:
        """Quarters that went by without a meeting or a reason."""
        return self.count("missing")


@dataclass(frozen=True)
class _YearContext:
    """What decides the cells of one year."""

    today: date
    meetings: Mapping[tuple[int | None, str], Meeting]
    # From which to which day pairings ran, by town.
    served: Mapping[int, Sequence[tuple[date, date]]]
    opened: set[int]

    def county(self, quarter: Period) -> MeetingQuarter:
        """A quarter of the county's own meetings, which are not owed by any town."""
        meeting = self.meetings.get((None, quarter.code))
        return MeetingQuarter(
            None, quarter, meeting.state if meeting else "free", meeting, meeting is not None
        )

    def cell(self, town: Town, quarter: Period) -> MeetingQuarter:
        """One town's quarter."""
        meeting = self.meetings.get((town.pk, quarter.code))
        if meeting is not None:
            late = meeting.state in _PLANNED and quarter.is_closed(self.today)
            return MeetingQuarter(
                town,
                quarter,
                "missing" if late else meeting.state,
                meeting,
                meeting.pk in self.opened,
            )
        owed = any(
            start <= quarter.end and end >= quarter.start for start, end in self.served[town.pk]
        )
        if not owed or quarter.start > self.today:
            return MeetingQuarter(town, quarter, "free", None, False)
        return MeetingQuarter(
            town, quarter, "missing" if quarter.is_closed(self.today) else "due", None, False
        )


def matrix_of(year: int, *, user: User, today: date) -> Matrix:
    """The meetings of `year` in the towns that `user` sees, in four queries whatever the number of
    towns.
    """
    span = year_of(year)
    quarters = span.whole_quarters()
    towns = list(Town.objects.visible_to(user))
    seen = Meeting.objects.visible_to(user)
    county = Q(town=None, pk__in=seen.order_by().values("pk"))
    visible_meetings = Meeting.objects.filter(
        Q(town__in=towns) | county, quarter__in=[quarter.code for quarter in quarters]
    )
    meetings = decisive(visible_meetings)
    opened = seen.filter(pk__in=[row.pk for row in meetings.values()])
    year_context = _YearContext(
        today, meetings, _served(towns, span), set(opened.values_list("pk", flat=True))
    )
    lines = [MeetingYear(None, [year_context.county(quarter) for quarter in quarters])]
    lines += [
        MeetingYear(town, [year_context.cell(town, quarter) for quarter in quarters])
        for town in towns
    ]
    return Matrix(
        year,
        quarters,
        [line for line in lines if any(cell.status != "free" for cell in line.cells)],
    )


def towns_owing(quarter: Period) -> QuerySet[Town]:
    """The towns that a pairing ran in during `quarter`, and that have neither held its meeting nor
    said why not.
    """
    ran = Pairing.objects.active_in(quarter.start, quarter.end)
    answered = Meeting.objects.filter(quarter=quarter.code, state__in=_ANSWERED, town__isnull=False)
    return Town.objects.filter(pk__in=ran.values("village__town")).exclude(
        pk__in=answered.values("town")
    )


def _served(towns: list[Town], span: Period) -> dict[int, list[tuple[date, date]]]:
    spans: dict[int, list[tuple[date, date]]] = defaultdict(list)
    pairings = Pairing.objects.active_in(span.start, span.end).filter(village__town__in=towns)
    for town, start, end in pairings.values_list("village__town", "starts_on", "ends_on"):
        spans[town].append((start, end or date.max))
    return spans


def decisive(rows: Iterable[Meeting]) -> dict[tuple[int | None, str], Meeting]:
    """The one meeting of each town and quarter that decides it, by town and quarter."""
    ordered = sorted(rows, key=lambda row: _ORDER.index(Meeting.State(row.state)), reverse=True)
    return {(row.town_id, row.quarter): row for row in ordered}
