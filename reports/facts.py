"""The dated facts behind a figure, each with its record, both dates, and the users who entered,
verified and confirmed it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django.db.models import Model, Prefetch, QuerySet
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from jingyan.lazy_text import LazyText
from jingyan.quantity import Quantity
from pairings.models import Contribution, Meeting, Metric, Outcome, Pairing, Promise
from reports.figures.entered import CONTRIBUTION
from villages.models import Demand, Title, VillageYear

# The number of keys that every supported database accepts in one query.
BATCH = 500


@dataclass(frozen=True)
class FigureSource:
    """One fact as a table row. `value` is its contribution to the figure, as text."""

    kind: str
    pk: int
    subject: str
    happened_on: date | None
    entered_at: datetime | None
    place: str
    value: str
    # The page of the record, or of the village that it belongs to.
    url: str
    share: Decimal | None = None
    entered_by: User | None = None
    verified_by: User | None = None
    confirmed_by: User | None = None

    @property
    def id(self) -> str:
        """The id by which a figure refers to the fact."""
        return f"{self.kind}:{self.pk}"

    @property
    def kind_label(self) -> str | LazyText:
        """The kind in words."""
        return KINDS[self.kind].label


@dataclass(frozen=True)
class SourceKind:
    """One kind of fact: its model, the relations to load, and the function that converts a row."""

    label: str | LazyText
    model: type[Model]
    related: tuple[str, ...]
    convert: Callable[[Any, Metric], FigureSource]


def load(ids: Iterable[str], metric: Metric, *, user: User | None = None) -> list[FigureSource]:
    """The facts with these ids, in that order; with `user`, only those that the user sees.

    One query per kind (two for contributions) for up to `BATCH` facts.
    """
    wanted = list(ids)
    keys: dict[str, list[int]] = defaultdict(list)
    for name in wanted:
        kind, _colon, pk = name.partition(":")
        keys[kind].append(int(pk))
    facts = {
        fact.id: fact for kind, pks in keys.items() for fact in _of_kind(kind, pks, metric, user)
    }
    return [facts[name] for name in wanted if name in facts]


def _of_kind(
    name: str, pks: Sequence[int], metric: Metric, user: User | None
) -> Iterator[FigureSource]:
    kind = KINDS[name]
    for batch in _batches(pks):
        rows = _rows(kind, user).filter(pk__in=batch).select_related(*kind.related)
        if name == CONTRIBUTION:
            of_metric = Outcome.objects.filter(metric__code=metric.code).select_related("metric")
            rows = rows.prefetch_related(Prefetch("outcomes", of_metric, to_attr="of_metric"))
        yield from (kind.convert(row, metric) for row in rows)


def _rows(kind: SourceKind, user: User | None) -> QuerySet[Any]:
    manager: Any = kind.model._default_manager
    rows: QuerySet[Any] = manager.visible_to(user) if user else manager.all()
    return rows


def _batches(pks: Sequence[int]) -> Iterator[list[int]]:
    left = iter(pks)
    while batch := list(islice(left, BATCH)):
        yield batch


def _contribution(row: Any, metric: Metric) -> FigureSource:
    value = "、".join(outcome.quantity.text() for outcome in row.of_metric)
    return FigureSource(
        CONTRIBUTION,
        row.pk,
        str(row),
        row.happened_on,
        row.entered_at,
        _place(row.town, row.village),
        value,
        reverse("pairings:contribution_detail", args=[row.pk]),
        row.share,
        row.entered_by,
        row.verified_by,
        row.confirmed_by,
    )


def _village_year(row: VillageYear, metric: Metric) -> FigureSource:
    if metric.code == "household_income_gain":
        income, households = row.household_income, row.households
        quantities = [
            None if income is None else Quantity(income, "元/户"),
            None if households is None else Quantity(Decimal(households), "户"),
        ]
        value = "，".join(quantity.text() for quantity in quantities if quantity)
    else:
        value = (
            Quantity(row.operating_income, "元").text() if row.operating_income is not None else ""
        )
    return FigureSource(
        "village_year",
        row.pk,
        str(row),
        date(row.year, 12, 31),
        row.entered_at,
        _place(row.village.town, row.village),
        value,
        reverse("villages:village_detail", args=[row.village_id]),
    )


def _title(row: Title, metric: Metric) -> FigureSource:
    return FigureSource(
        "title",
        row.pk,
        row.name,
        row.awarded_on,
        row.entered_at,
        _place(row.town, row.village),
        str(row.get_level_display()),
        _page_of_title(row),
    )


def _page_of_title(row: Title) -> str:
    if row.village_id:
        return reverse("villages:village_detail", args=[row.village_id])
    return f"{reverse('villages:title_list')}?{urlencode({'q': row.name})}"


def _pairing(row: Pairing, metric: Metric) -> FigureSource:
    return FigureSource(
        "pairing",
        row.pk,
        str(row),
        row.starts_on,
        None,
        _place(row.village.town, row.village),
        str(row.get_state_display()),
        reverse("pairings:pairing_detail", args=[row.pk]),
        entered_by=row.proposed_by,
        confirmed_by=row.approved_by,
    )


def _meeting(row: Meeting, metric: Metric) -> FigureSource:
    return FigureSource(
        "meeting",
        row.pk,
        str(row),
        row.held_on,
        row.entered_at,
        _place(row.town, None),
        str(row.get_state_display()),
        reverse("pairings:meeting_detail", args=[row.pk]),
        entered_by=row.entered_by,
    )


def _demand(row: Demand, metric: Metric) -> FigureSource:
    return FigureSource(
        "demand",
        row.pk,
        row.title,
        row.raised_on,
        row.entered_at,
        _place(row.village.town, row.village),
        str(row.get_state_display()),
        reverse("villages:demand_detail", args=[row.pk]),
        entered_by=row.entered_by,
    )


def _promise(row: Promise, metric: Metric) -> FigureSource:
    return FigureSource(
        "promise",
        row.pk,
        row.title,
        row.due_on,
        row.entered_at,
        _place(row.village.town, row.village),
        str(row.get_state_display()),
        reverse("pairings:promise_detail", args=[row.pk]),
        entered_by=row.entered_by,
        verified_by=row.verified_by,
    )


def _place(town: object, village: object) -> str:
    return "".join(str(part) for part in (town, village) if part) or gettext("Whole county")


_VILLAGE = ("village__town",)
KINDS: dict[str, SourceKind] = {
    CONTRIBUTION: SourceKind(
        _("Contribution"),
        Contribution,
        ("town", "village", "entered_by", "verified_by", "confirmed_by"),
        _contribution,
    ),
    "village_year": SourceKind(_("Yearly figures"), VillageYear, _VILLAGE, _village_year),
    "title": SourceKind(_("Demonstration title"), Title, ("town", "village"), _title),
    "pairing": SourceKind(
        _("Pairing"), Pairing, (*_VILLAGE, "officer", "proposed_by", "approved_by"), _pairing
    ),
    "meeting": SourceKind(_("Quarterly meeting"), Meeting, ("town", "entered_by"), _meeting),
    "demand": SourceKind(_("Demand"), Demand, (*_VILLAGE, "entered_by"), _demand),
    "promise": SourceKind(
        capfirst(_("promise")), Promise, (*_VILLAGE, "entered_by", "verified_by"), _promise
    ),
}
