"""The board of demands that nobody has taken up: how many, how old, of what kind and where, counted by the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Expression, IntegerField, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Town, User
from villages.models import Demand, DemandCategory

PATH = "villages__demands__"


@dataclass(frozen=True)
class Age:
    """One age band, in days since a demand was raised, both ends included; `last` is None for the oldest."""

    name: str
    label: str | Promise
    first: int
    last: int | None

    def holds(self, today: date, path: str = "") -> Q:
        """The demands of this age, found along `path`."""
        found = Q(**{f"{path}raised_on__lte": today - timedelta(days=self.first)}) if self.first else Q()
        if self.last is not None:
            found &= Q(**{f"{path}raised_on__gte": today - timedelta(days=self.last)})
        return found

    def asked(self, today: date) -> dict[str, str]:
        """The same as conditions of the ledger's address."""
        after = {} if self.last is None else {"raised_on_after": str(today - timedelta(days=self.last))}
        before = {"raised_on_before": str(today - timedelta(days=self.first))} if self.first else {}
        return after | before


AGES = (
    Age("month", gettext_lazy("Up to 30 days"), 0, 30),
    Age("quarter", gettext_lazy("31 to 90 days"), 31, 90),
    Age("year", gettext_lazy("91 to 365 days"), 91, 365),
    Age("older", gettext_lazy("Over a year"), 366, None),
)


@dataclass(frozen=True)
class Cell:
    """One number with the list behind it."""

    label: str | Promise
    count: int
    url: str


@dataclass(frozen=True)
class Line:
    """One class of demands with its numbers by age, the sum first."""

    label: str
    cells: Sequence[Cell]


def ledger_url(today: date, age: Age | None = None, **conditions: Any) -> str:
    """The ledger narrowed to the demands behind one number."""
    asked = {"state": Demand.State.OPEN.value, **conditions, **(age.asked(today) if age else {})}
    return f"{reverse('villages:demand_list')}?{urlencode(asked)}"


def lines(user: User, today: date) -> list[Line]:
    """Every class with its numbers, and all of them together at the end; two queries."""
    counts = {age.name: Count("pk", filter=age.holds(today) or Q(pk__isnull=False)) for age in AGES}
    rows = Demand.objects.visible_to(user).open().order_by().values("category").annotate(total=Count("pk"), **counts)
    found: dict[int, Any] = {row["category"]: row for row in rows}
    categories = list(DemandCategory.objects.all())
    told = [_line(row.name, found.get(row.pk, {}), today, category=row.pk) for row in categories]
    whole = {name: sum(row[name] for row in found.values()) for name in ("total", *counts)}
    return [*told, _line(_("Together"), whole, today)]


def numbers(user: User, today: date) -> list[Cell]:
    """What stands above the board: how many wait, how many of them urgently, how many for more than 30 days."""
    late = AGES[0].last or 0
    long_ago = today - timedelta(days=late + 1)
    found = (
        Demand.objects.visible_to(user)
        .open()
        .aggregate(
            total=Count("pk"),
            urgent=Count("pk", filter=Q(urgency=Demand.Urgency.HIGH)),
            late=Count("pk", filter=Q(raised_on__lte=long_ago)),
            oldest=Min("raised_on"),
        )
    )
    oldest = (today - found["oldest"]).days if found["oldest"] else 0
    return [
        Cell(_("Nobody has taken up"), found["total"], ledger_url(today)),
        Cell(_("Of these urgent"), found["urgent"], ledger_url(today, urgency=Demand.Urgency.HIGH.value)),
        Cell(_("Waiting for more than 30 days"), found["late"], ledger_url(today, raised_on_before=long_ago)),
        Cell(_("Days that the oldest has waited"), oldest, f"{ledger_url(today)}&sort=raised_on"),
    ]


def open_demands() -> Expression:
    """How many demands of a village nobody has taken up; counted for the villages that are shown, and no others."""
    rows = Demand.objects.open().filter(village=OuterRef("pk")).order_by().values("village")
    return Coalesce(Subquery(rows.annotate(count=Count("pk")).values("count")), Value(0), output_field=IntegerField())


def towns(user: User, today: date) -> QuerySet[Town]:
    """The towns with demands that nobody has taken up, with their numbers, most first; one query."""
    seen = Town.objects.all() if user.may("demands.look_around") else Town.objects.visible_to(user)
    open_ones = seen.filter(**{f"{PATH}state": Demand.State.OPEN})
    counts = {
        age.name: Count(f"{PATH}pk", filter=age.holds(today, PATH) or Q(**{f"{PATH}pk__isnull": False})) for age in AGES
    }
    urgent = Count(f"{PATH}pk", filter=Q(**{f"{PATH}urgency": Demand.Urgency.HIGH}))
    return open_ones.annotate(total=Count(f"{PATH}pk"), urgent=urgent, **counts).order_by("-total", "print_order")


def _line(label: str, found: dict[str, int], today: date, **conditions: Any) -> Line:
    cells = [Cell(_("Together"), found.get("total", 0), ledger_url(today, **conditions))]
    cells += [Cell(age.label, found.get(age.name, 0), ledger_url(today, age, **conditions)) for age in AGES]
    return Line(label, cells)
