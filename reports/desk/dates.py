"""The dates of a month: meetings, ending terms and publicities, reports due."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, F, IntegerField, Min, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from evaluations.models import Round
from jingyan.lazy_text import LazyText
from jingyan.periods import Period, half_of, month_of, quarter_of, year_of
from officers.models import Appointment, Publicity
from pairings.models import Meeting, Pairing
from reports.desk.machines import united, url_of


@dataclass(frozen=True)
class Day:
    """The records of one kind with a date on one day; `words` names the record if `count` is 1."""

    date: date
    label: str | LazyText
    words: str
    count: int
    url: str


@dataclass(frozen=True)
class _DateSource:
    """One kind of date: the model and its date field, the field that names a row, the URL name of
    its page, and the function that returns the URL of its list.
    """

    label: str | LazyText
    model: Any
    view: str
    day: str
    name: str
    page: str
    listed: Callable[[date], str]
    when: Mapping[str, Any] = field(default_factory=dict)


def _on(url_name: str, name: str) -> Callable[[date], str]:
    """A function that returns the URL of the list filtered to one day."""
    return lambda day: f"{reverse(url_name)}?{name}_min={day}&{name}_max={day}"


KINDS = (
    _DateSource(
        gettext_lazy("Meeting held"),
        Meeting,
        "meetings.view",
        "held_on",
        "town__name",
        "pairings:meeting_detail",
        lambda day: f"{reverse('pairings:meeting_list')}?year={day.year}",
    ),
    _DateSource(
        gettext_lazy("Publicity ends"),
        Publicity,
        "publicities.view",
        "closes_on",
        "title",
        "officers:publicity_detail",
        lambda day: url_of("officers:publicity_list"),
        {"state": "running"},
    ),
    _DateSource(
        gettext_lazy("Term of office ends"),
        Appointment,
        "appointments.view",
        "ends_on",
        "officer__name",
        "officers:appointment_detail",
        _on("officers:appointment_list", "ends_on"),
        {"state__in": ("active", "suspended")},
    ),
    _DateSource(
        gettext_lazy("Pairing ends"),
        Pairing,
        "pairings.view",
        "ends_on",
        "officer__name",
        "pairings:pairing_detail",
        lambda day: reverse("pairings:pairing_list"),
        {"state": "active"},
    ),
    _DateSource(
        gettext_lazy("Evaluated period ends"),
        Round,
        "evaluations.view",
        "ends_on",
        "name",
        "evaluations:round_detail",
        lambda day: reverse("evaluations:round_list"),
    ),
)


def days_of_month(user: User, today: date) -> list[Day]:
    """The dates in the month of `today` that `user` sees, in order; one query."""
    month = month_of(today)
    parts = [
        _grouped(number, kind, month, user)
        for number, kind in enumerate(KINDS)
        if user.may(kind.view)
    ]
    days = [_day(KINDS[line.kind_number], line) for line in united(parts)]
    return sorted(
        [*days, *_meetings_due(user, month), *_reports_due(user, month)], key=lambda day: day.date
    )


def _grouped(number: int, kind: _DateSource, month: Period, user: User) -> QuerySet[Any]:
    rows = kind.model.objects.visible_to(user).filter(
        **{f"{kind.day}__gte": month.start, f"{kind.day}__lte": month.end}, **kind.when
    )
    rows = rows.order_by().annotate(kind_number=Value(number, IntegerField()), day=F(kind.day))
    name = Coalesce(Cast(Min(kind.name), TextField()), Value("", TextField()))
    grouped = rows.values("kind_number", "day").annotate(
        count=Count("pk"), first=Min("pk"), words=name
    )
    values: QuerySet[Any, Any] = grouped.values_list(
        "kind_number", "day", "count", "first", "words", named=True
    )
    return values


def _day(kind: _DateSource, line: Any) -> Day:
    if line.count == 1:
        return Day(
            line.day, kind.label, line.words or _("Whole county"), 1, url_of(kind.page, line.first)
        )
    return Day(line.day, kind.label, "", line.count, kind.listed(line.day))


def _meetings_due(user: User, month: Period) -> Iterator[Day]:
    quarter = quarter_of(month.start)
    if quarter.end in month and user.may("meetings.log"):
        url = f"{reverse('pairings:meeting_list')}?year={quarter.start.year}"
        yield Day(quarter.end, _("Quarterly meetings are due"), quarter.label(), 1, url)


def _reports_due(user: User, month: Period) -> Iterator[Day]:
    """The reports that the system computes in the month, REPORT_DELAY_DAYS after their periods."""
    if not user.may("reports.view"):
        return
    quarter = quarter_of(month.start).previous()
    due = quarter.end + timedelta(days=settings.REPORT_DELAY_DAYS + 1)
    if due in month:
        closed = {quarter, half_of(quarter.end), year_of(quarter.end)}
        for period in sorted((one for one in closed if one.end == quarter.end), reverse=True):
            yield Day(
                due, _("Report is computed"), period.label(), 1, reverse("reports:issue_list")
            )
