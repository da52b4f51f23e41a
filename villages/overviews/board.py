"""The board of demands that nobody has taken up: how many, how old, of what kind and where, counted
by the database.
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
        """The demands of this age."""
        found = Q(raised_on__lte=today - timedelta(days=self.first)) if self.first else Q()
        return (
            found
            if self.last is None
            else found & Q(raised_on__gte=today - timedelta(days=self.last))
        )

    def has(self, day: date, today: date) -> bool:
        """Whether what was raised on `day` is of this age. A day to come is of the youngest."""
        days = max((today - day).days, 0)
        return self.first <= days and (self.last is None or days <= self.last)

    def asked(self, today: date) -> dict[str, str]:
        """The same as conditions of the ledger's address."""
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
    """One number with the list behind it."""

    label: str | LazyText
    count: int
    url: str


@dataclass(frozen=True)
class BoardRow:
    """One class of demands with its numbers by age, the sum first."""

    label: str
    cells: Sequence[LinkedCount]


def ledger_url(today: date, age: Age | None = None, **conditions: Any) -> str:
    """The ledger narrowed to the demands behind one number."""
    asked = {"state": Demand.State.OPEN.value, **conditions, **(age.asked(today) if age else {})}
    return f"{reverse('villages:demand_list')}?{urlencode(asked)}"


@dataclass
class UnclaimedDemands:
    """How many demands nobody has taken up: by class and age, how many of them urgent, and since
    when.
    """

    by_class: Counter[tuple[int, str]] = field(default_factory=Counter)
    urgent: int = 0
    oldest: date | None = None

    def of(self, category: int) -> list[int]:
        """The numbers of one class by age."""
        return [self.by_class[category, age.name] for age in AGES]

    @property
    def by_age(self) -> list[int]:
        """The numbers of all classes together by age."""
        return [
            sum(count for (_class, name), count in self.by_class.items() if name == age.name)
            for age in AGES
        ]


def waiting(user: User, today: date) -> UnclaimedDemands:
    """What waits of all that `user` sees; one query, which counts along an index."""
    rows = (
        Demand.objects.visible_to(user)
        .open()
        .order_by()
        .values_list("category", "urgency", "raised_on")
    )
    found = UnclaimedDemands()
    for category, urgency, day, count in rows.annotate(count=Count("*")):
        found.by_class[category, next(age.name for age in AGES if age.has(day, today))] += count
        found.urgent += count if urgency == Demand.Urgency.HIGH else 0
        found.oldest = min(day, found.oldest or day)
    return found


def lines(found: UnclaimedDemands, today: date) -> list[BoardRow]:
    """Every class with its numbers, and all of them together at the end; one query."""
    told = [
        _line(row.name, found.of(row.pk), today, category=row.pk)
        for row in DemandCategory.objects.all()
    ]
    return [*told, _line(_("Together"), found.by_age, today)]


def numbers(found: UnclaimedDemands, today: date) -> list[LinkedCount]:
    """What stands above the board: how many wait, how many of them urgently, how many for more than
    30 days.
    """
    young, *late = found.by_age
    long_ago = today - timedelta(days=AGES[1].first)
    oldest = (today - (found.oldest or today)).days
    return [
        LinkedCount(_("Nobody has taken up"), young + sum(late), ledger_url(today)),
        LinkedCount(
            _("Of these urgent"), found.urgent, ledger_url(today, urgency=Demand.Urgency.HIGH.value)
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
    """How many demands of a village, or along `of` of a town, nobody has taken up.

    Counted for the rows that are shown, and no others, unless the rows are sorted by it.
    """
    rows = Demand.objects.open().filter(which or Q(), **{of: OuterRef("pk")}).order_by().values(of)
    return Coalesce(
        Subquery(rows.annotate(count=Count("*")).values("count")),
        Value(0),
        output_field=IntegerField(),
    )


def towns(user: User, today: date) -> QuerySet[Town]:
    """The towns with demands that nobody has taken up, with their numbers, most first; one query.
    """
    seen = Town.objects.all() if user.may("demands.look_around") else Town.objects.visible_to(user)
    wanting = seen.filter(Exists(Demand.objects.open().filter(village__town=OuterRef("pk"))))
    counts = {age.name: open_demands(TOWN, age.holds(today)) for age in AGES}
    urgent = open_demands(TOWN, Q(urgency=Demand.Urgency.HIGH))
    return wanting.annotate(total=open_demands(TOWN), urgent=urgent, **counts).order_by(
        "-total", "print_order"
    )


def _line(label: str, counts: list[int], today: date, **conditions: Any) -> BoardRow:
    cells = [LinkedCount(_("Together"), sum(counts), ledger_url(today, **conditions))]
    for age, count in zip(AGES, counts, strict=True):
        cells.append(LinkedCount(age.label, count, ledger_url(today, age, **conditions)))
    return BoardRow(label, cells)
