"""The yearly survey: raises the demands that are still open from earlier years again, in one step
for a whole village or town.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import trail
from accounts.access import require
from accounts.models import Town, User, acting
from villages.models import Demand, DemandQuerySet, Village

COPIED = ("village_id", "category_id", "title", "value", "unit", "qualifier", "urgency")


def left_open(user: User, year: int) -> DemandQuerySet:
    """The demands visible to `user` that were raised before `year` and are still open."""
    return Demand.objects.visible_to(user).open().filter(raised_on__lt=date(year, 1, 1))


def places_left(user: User, year: int) -> QuerySet[Village]:
    """The villages with open demands from before `year`, each with their number as `left`."""
    left_open = Q(demands__state=Demand.State.OPEN, demands__raised_on__lt=date(year, 1, 1))
    villages = Village.objects.visible_to(user).filter(left_open).annotate(left=Count("demands"))
    return villages.select_related("town").order_by("town__print_order", "code")


@trail.together()
def resurvey(place: Town | Village, *, by: User, raised_on: date | None = None) -> list[Demand]:
    """Raise the open demands of earlier years again; each old one is continued by its new one and
    leaves the board.

    Demands that have been taken up are not affected. A need that has already been raised in the new
    year is not duplicated, so a second survey in the same year changes nothing. Returns the new
    demands. Raises PermissionDenied, or ValidationError if the day is in the future.
    """
    require(by, "demands.raise")
    day = raised_on or timezone.localdate()
    if day > timezone.localdate():
        raise ValidationError({"raised_on": _("This day is still to come.")})
    where = Q(village=place) if isinstance(place, Village) else Q(village__town=place)
    rows = (
        left_open(by, day.year)
        .filter(where)
        .order_by("pk")
        .select_for_update(no_key=True, of=("self",))
    )
    left = list(rows.select_related("village", "category"))
    existing = _raised_in(day.year, {row.village_id for row in left})
    new = {_key(row): _copy(row, day, by) for row in left if _key(row) not in existing}
    with acting(by):
        Demand.objects.bulk_create(new.values(), batch_size=500)
        _continue(left, existing | new, by)
    for row in new.values():
        trail.write("create", row, by=by, after=row.state)
    return list(new.values())


def _key(row: Demand) -> tuple[Any, ...]:
    """Two demands with the same key are the same need."""
    return (row.village_id, row.category_id, row.title)


def _raised_in(year: int, villages: Iterable[int]) -> dict[tuple[Any, ...], Demand]:
    raised = Demand.objects.filter(village__in=villages, raised_on__year=year)
    return {_key(row): row for row in raised.exclude(state=Demand.State.CONTINUED)}


def _copy(row: Demand, day: date, by: User) -> Demand:
    values = {name: getattr(row, name) for name in COPIED}
    return Demand(**values, raised_on=day, source=Demand.Source.SURVEY, entered_by=by)


def _continue(left: Iterable[Demand], later: dict[tuple[Any, ...], Demand], by: User) -> None:
    rows = list(left)
    for row in rows:
        row.state, row.continued_by = Demand.State.CONTINUED, later[_key(row)]
        trail.write("carry_over", row, by=by, before=Demand.State.OPEN, after=row.state)
    Demand.objects.bulk_update(rows, ["state", "continued_by"], batch_size=500)
