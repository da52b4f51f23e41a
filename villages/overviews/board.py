"""The board of open demands, which no one has taken up: their number by age, category and town,
counted by the database.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import (
    Count,
    Exists,
    Expression,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Town, User
from jingyan.lazy_text import LazyText
from villages.models import Demand, DemandCategory

TOWN = "village__town"


@dataclass(frozen=True)
class Age:
    """One age band, in days since a demand was raised, both ends included; `last` is None for the
    oldest.
    """

    name: str
    label: str | LazyText
    first: int
    last: int | None

    def holds(self, today: date) -> Q:
        """The condition on demands of this age."""
        condition = Q(raised_on__lte=today - timedelta(days=self.first)) if self.first else Q()
        if self.last is None:
            return condition
        return condition & Q(raised_on__gte=today - timedelta(days=self.last))

    def has(self, day: date, today: date) -> bool:
        """Whether a demand raised on `day` is of this age. A future day counts as today."""
        days = max((today - day).days, 0)
        return self.first <= days and (self.last is None or days <= self.last)

    def query(self, today: date) -> dict[str, str]:
        """The same condition as parameters of the ledger's URL."""
        after = (
            {} if self.last is None else {"raised_on_after": str(today - timedelta(days=self.last))}
        )
        before = {"raised_on_before": str(today - timedelta(days=self.first))} if self.first else {}
        return after | before


AGES = (
    Age("month", gettext_lazy("Up to 30 days"), 0, 30),
    Age("quarter", gettext_lazy("31 to 90 days"), 31, 90),
    Age("year", gettext_lazy("91 to 365 days"), 91, 365),
    Age("older", gettext_lazy("Over a year"), 366, None),
)


@dataclass(frozen=True)
class LinkedCount:
    """A number, and the URL of the list that it counts."""

    label: str | LazyText
    count: int
    url: str


@dataclass(frozen=True)
class BoardRow:
    """One category of demands with its numbers by age, the sum first."""

    label: str
    cells: Sequence[LinkedCount]


def ledger_url(today: date, age: Age | None = None, **conditions: Any) -> str:
    """The URL of the ledger, filtered to the open demands of an age and other conditions."""
    query = {"state": Demand.State.OPEN.value, **conditions, **(age.query(today) if age else {})}
    return f"{reverse('villages:demand_list')}?{urlencode(query)}"


@dataclass
class UnclaimedDemands:
    """The number of demands not taken up, by category and age; how many are urgent, and the day of
    the oldest.
    """

    by_class: Counter[tuple[int, str]] = field(default_factory=Counter)
    urgent: int = 0
    oldest: date | None = None

    def of(self, category: int) -> list[int]:
        """The numbers of one category (primary key), by age."""
        return [self.by_class[category, age.name] for age in AGES]

    @property
    def by_age(self) -> list[int]:
        """The numbers of all categories together, by age."""
        return [
            sum(count for (_class, name), count in self.by_class.items() if name == age.name)
            for age in AGES
        ]


def waiting(user: User, today: date) -> UnclaimedDemands:
    """Count the open demands that `user` sees; one query, answered from an index."""
    rows = (
        Demand.objects.visible_to(user)
        .open()
        .order_by()
        .values_list("category", "urgency", "raised_on")
    )
    unclaimed = UnclaimedDemands()
    for category, urgency, day, count in rows.annotate(count=Count("*")):
        unclaimed.by_class[category, next(age.name for age in AGES if age.has(day, today))] += count
        unclaimed.urgent += count if urgency == Demand.Urgency.HIGH else 0
        unclaimed.oldest = min(day, unclaimed.oldest or day)
    return unclaimed


def lines(unclaimed: UnclaimedDemands, today: date) -> list[BoardRow]:
    """One row per category, and the total as the last row; one query."""
    rows = [
        _line(category.name, unclaimed.of(category.pk), today, category=category.pk)
        for category in DemandCategory.objects.all()
    ]
    return [*rows, _line(_("Together"), unclaimed.by_age, today)]


def numbers(unclaimed: UnclaimedDemands, today: date) -> list[LinkedCount]:
    """The numbers above the board: all open demands, the urgent ones, those older than 30 days, and
    the age of the oldest.
    """
    young, *late = unclaimed.by_age
    long_ago = today - timedelta(days=AGES[1].first)
    oldest = (today - (unclaimed.oldest or today)).days
    return [
        LinkedCount(_("Waiting to be taken up"), young + sum(late), ledger_url(today)),
        LinkedCount(
            _("Of these urgent"),
            unclaimed.urgent,
            ledger_url(today, urgency=Demand.Urgency.HIGH.value),
        ),
        LinkedCount(
            _("Waiting for more than 30 days"),
            sum(late),
            ledger_url(today, raised_on_before=long_ago),
        ),
        LinkedCount(
            _("Days that the oldest has waited"), oldest, f"{ledger_url(today)}&sort=raised_on"
        ),
    ]


def open_demands(of: str = "village", which: Q | None = None) -> Expression:
    """An expression for the number of open demands of a village, or of a town with `of=TOWN`.

    A subquery: the database counts only for the rows shown, unless they are sorted by it.
    """
    rows = Demand.objects.open().filter(which or Q(), **{of: OuterRef("pk")}).order_by().values(of)
    return Coalesce(
        Subquery(rows.annotate(count=Count("*")).values("count")),
        Value(0),
        output_field=IntegerField(),
    )


def towns(user: User, today: date) -> QuerySet[Town]:
    """The towns with open demands, with their numbers, most first; one query."""
    rows = Town.objects.all() if user.may("demands.look_around") else Town.objects.visible_to(user)
    rows = rows.filter(Exists(Demand.objects.open().filter(village__town=OuterRef("pk"))))
    counts = {age.name: open_demands(TOWN, age.holds(today)) for age in AGES}
    urgent = open_demands(TOWN, Q(urgency=Demand.Urgency.HIGH))
    return rows.annotate(total=open_demands(TOWN), urgent=urgent, **counts).order_by(
        "-total", "print_order"
    )


def _line(label: str, counts: list[int], today: date, **conditions: Any) -> BoardRow:
    cells = [LinkedCount(_("Together"), sum(counts), ledger_url(today, **conditions))]
    for age, count in zip(AGES, counts, strict=True):
        cells.append(LinkedCount(age.label, count, ledger_url(today, age, **conditions)))
    return BoardRow(label, cells)
