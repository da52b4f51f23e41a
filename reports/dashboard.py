"""The dashboard: the programme today, and its outcomes in a period, with links to the records."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.models import User
from evaluations.models import Evaluation, Round
from jingyan.charts import Chart, DataPoint, Series, bar_chart
from jingyan.lazy_text import LazyText
from jingyan.periods import Period, quarter_of, year_of
from jingyan.quantity import Quantity
from jingyan.tables import DASH
from pairings.models import Contribution, Metric, Pairing, Promise
from reports.figures.computed import held_meetings, owed_meetings
from reports.figures.reading import Reading
from reports.places import Place
from reports.summary import STATES, read
from villages.models import Demand, Village

QUARTERS_SHOWN = 8
# The width of a phone, so that the text in the chart stays legible there.
PICTURE_WIDTH, PICTURE_HEIGHT = 400, 240


@dataclass(frozen=True)
class Number:
    """A number, and the URL of the list that it counts; a missing one is a dash without a URL."""

    label: str | LazyText
    text: str
    url: str


@dataclass(frozen=True)
class DashboardChart:
    """A chart with its caption, and the same numbers as a table."""

    caption: str | LazyText
    svg: SafeString
    headings: Sequence[str | LazyText]
    rows: Sequence[tuple[str, Sequence[Number]]]


@dataclass(frozen=True)
class OutcomeLine:
    """One metric over the period: the amounts reported, verified and confirmed."""

    metric: Metric
    numbers: Sequence[Number]


def link(url_name: str, place: Place, **conditions: Any) -> str:
    """The URL of a list, filtered by a place and by the conditions that have a value."""
    if place.town:
        conditions["town"] = place.town.pk
    query = {name: value for name, value in conditions.items() if value not in (None, "")}
    return reverse(url_name) + (f"?{urlencode(query)}" if query else "")


def standing(place: Place, user: User) -> list[Number]:
    """The programme today: pairings by tier, this quarter's meetings, open demands, promises."""
    pairings = Pairing.objects.visible_to(user).current().filter(place.holds("village")).order_by()
    tiers = Counter(pairings.values_list("village__tier", flat=True))
    numbers = [
        Number(
            _("Active pairings"),
            str(tiers.total()),
            link("pairings:pairing_list", place, state="active"),
        )
    ]
    for tier in Village.Tier:
        url = link("pairings:pairing_list", place, state="active", tier=tier.value)
        numbers.append(Number(tier.label, str(tiers[tier]), url))
    quarter = quarter_of(timezone.localdate())
    _quarter, held_count, owed_count = meetings([quarter], place)[0]
    numbers.append(
        Number(
            _("Meetings held of those due this quarter"),
            f"{held_count} / {owed_count}",
            _meetings_url(quarter),
        )
    )
    waiting = (
        Demand.objects.visible_to(user)
        .filter(place.holds("village"), state=Demand.State.OPEN)
        .count()
    )
    numbers.append(
        Number(
            _("Demands not taken up"),
            str(waiting),
            link("villages:demand_list", place, state="open"),
        )
    )
    return [*numbers, *_promises(place, user)]


def _promises(place: Place, user: User) -> list[Number]:
    """The number of overdue promises, and of promises kept out of those due this year."""
    today = timezone.localdate()
    year = year_of(today)
    promises = Promise.objects.visible_to(user).filter(place.holds("village")).order_by()
    late = Number(
        _("Promises past due"),
        str(promises.overdue(today).count()),
        link("pairings:promise_list", place, overdue="true"),
    )
    due = promises.due_in(year.start, year.end)
    url = link("pairings:promise_list", place, due_on_after=year.start, due_on_before=year.end)
    rate = Number(
        _("Promises kept of those due this year"),
        f"{due.kept(year.end).count()} / {due.count()}",
        url,
    )
    return [late, rate]


def meetings(quarters: list[Period], place: Place) -> list[tuple[Period, int, int]]:
    """For each quarter, the number of meetings held and the number owed."""
    owed, held = owed_meetings(quarters, place), set(held_meetings(quarters, place).values())
    of_quarter = Counter(code for _town, code in owed)
    of_held = Counter(code for town, code in held if (town, code) in owed)
    return [(quarter, of_held[quarter.code], of_quarter[quarter.code]) for quarter in quarters]


def _meetings_url(quarter: Period) -> str:
    return link("pairings:meeting_list", Place(), year=quarter.start.year)


def meetings_picture(period: Period, place: Place) -> DashboardChart | None:
    """Meetings held beside meetings owed, quarter by quarter up to this one."""
    today = timezone.localdate()
    quarters = [quarter for quarter in period.quarters() if quarter.start <= today][
        -QUARTERS_SHOWN:
    ]
    rows = [
        (quarter, held, owed) for quarter, held, owed in meetings(quarters, place) if owed or held
    ]
    if not rows:
        return None
    names = [_("Held"), _("Owed")]
    series = [
        Series(
            name,
            [
                DataPoint(quarter.short_label(), row[place_], href=_meetings_url(quarter))
                for quarter, *row in rows
            ],
        )
        for place_, name in enumerate(names)
    ]
    caption = _("Quarterly meetings")
    table = [
        (
            quarter.label(),
            [
                Number(name, str(count), _meetings_url(quarter))
                for name, count in zip(names, row, strict=True)
            ],
        )
        for quarter, *row in rows
    ]
    return _picture("meetings", caption, series, [_("Quarter"), *names], table)


def grades_picture(place: Place, user: User) -> DashboardChart | None:
    """The distribution of grades in the latest round; officers without a grade are counted apart,
    not as a low grade.
    """
    latest = Round.objects.visible_to(user).order_by("-ends_on", "-pk").first()
    if latest is None:
        return None
    rows = (
        Evaluation.objects.visible_to(user)
        .filter(place.holds("pairing__village"), round=latest)
        .order_by()
    )
    graded = dict(rows.graded().values_list("grade").annotate(Count("pk")))
    counts = [
        (str(label), grade, graded.get(grade, 0)) for grade, label in Evaluation.Grade.choices
    ]
    counts.append((_("Not graded yet"), "", rows.count() - sum(graded.values())))
    numbers = [
        Number(
            label,
            str(count),
            link("evaluations:evaluation_list", place, round=latest.pk, grade=grade),
        )
        for label, grade, count in counts
    ]
    marks = [DataPoint(str(number.label), int(number.text), href=number.url) for number in numbers]
    caption = _("Grades: %s") % latest
    table = [(str(number.label), [number]) for number in numbers]
    return _picture(
        "grades", caption, [Series(str(caption), marks)], [_("Grade"), _("Officers")], table
    )


def _picture(
    identifier: str,
    caption: str,
    series: list[Series],
    headings: list[str],
    rows: list[tuple[str, list[Number]]],
) -> DashboardChart:
    chart = Chart(identifier=f"chart-{identifier}", title=caption, series=series)
    svg = bar_chart(chart, width=PICTURE_WIDTH, height=PICTURE_HEIGHT)
    # The chart functions escape all text.
    return DashboardChart(caption, SafeString(svg), headings, rows)  # nosec B703


def outcome_lines(period: Period, place: Place) -> list[OutcomeLine]:
    """The outcomes of a period in each of the three `STATES` of a fact, counted by the rules of the
    figures.
    """
    by_state = read(place, period)
    lines = []
    for metric in Metric.objects.entered().current():
        readings = [by_state.get((state, metric.code)) for state in STATES]
        if any(readings):
            numbers = [
                _number(metric, reading, state, period, place)
                for state, reading in zip(STATES, readings, strict=True)
            ]
            lines.append(OutcomeLine(metric, numbers))
    return lines


def _number(
    metric: Metric, reading: Reading | None, state: Contribution.State, period: Period, place: Place
) -> Number:
    if reading is None or reading.value is None:
        return Number(state.label, DASH, "")
    conditions = {
        "state": state.value,
        "metric": metric.code,
        "scope": Metric.Scope.OFFICERS.value if metric.scope == Metric.Scope.OFFICERS else "",
        # A stock also depends on facts from before the period.
        "happened_on_after": ""
        if metric.nature == Metric.Nature.STOCK
        else period.start.isoformat(),
        "happened_on_before": period.end.isoformat(),
    }
    text = Quantity(reading.value, metric.unit, reading.qualifier).text()
    return Number(state.label, text, link("pairings:contribution_list", place, **conditions))
