"""The board of promises: what is past due, and how many of those that fell due were kept, counted
by the database.
"""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, FloatField, Q, QuerySet, Value
from django.db.models.functions import Cast, NullIf
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Town, User
from jingyan.periods import Period
from officers.models import Officer
from pairings.models import Promise
from villages.overviews.board import LinkedCount

LATE = 30


def list_url(**conditions: Any) -> str:
    """The list of promises behind one number."""
    return f"{reverse('pairings:promise_list')}?{urlencode(conditions)}"


def span(period: Period) -> dict[str, str]:
    """The days of a period as conditions of the list's address."""
    return {"due_on_after": str(period.start), "due_on_before": str(period.end)}


def kept(period: Period) -> dict[str, str]:
    """The promises kept in a period as conditions of the list's address."""
    return {
        "state": Promise.State.VERIFIED.value,
        "delivered_on_before": str(period.end),
        **span(period),
    }


def numbers(user: User, period: Period, today: date) -> list[LinkedCount]:
    """The figures above the board; one query."""
    rows = Promise.objects.visible_to(user).in_force().order_by()
    late, waits = Q(state__in=Promise.UNDONE, due_on__lt=today), Q(state=Promise.State.DELIVERED)
    long_ago = today - timedelta(days=LATE + 1)
    counts = rows.aggregate(
        late=Count("pk", filter=late),
        long=Count("pk", filter=Q(state__in=Promise.UNDONE, due_on__lte=long_ago)),
        waits=Count("pk", filter=waits),
        due=Count("pk", filter=_due_filter("", period)),
        kept=Count("pk", filter=_kept_filter("", period)),
    )
    return [
        LinkedCount(_("Past due"), counts["late"], list_url(overdue="true")),
        LinkedCount(
            _("Past due for more than 30 days"),
            counts["long"],
            list_url(overdue="true", due_on_before=long_ago),
        ),
        LinkedCount(_("Waiting to be verified"), counts["waits"], list_url(state="delivered")),
        LinkedCount(_("Due in the period"), counts["due"], list_url(**span(period))),
        LinkedCount(_("Of these kept"), counts["kept"], list_url(**kept(period))),
    ]


def towns(user: User, period: Period, today: date) -> QuerySet[Town]:
    """The towns of promises in sight, with their numbers; one query."""
    rows: QuerySet[Town] = _with_counts(
        Town.objects.all(), "villages__promises__", user, period, today
    )
    return rows


def officers(user: User, period: Period, today: date) -> QuerySet[Officer]:
    """The officers who promised what is in sight, with their numbers; one query."""
    people = Officer.objects.only("name", "officer_code")
    rows: QuerySet[Officer] = _with_counts(people, "promises__", user, period, today)
    return rows


def _with_counts(rows: Any, path: str, user: User, period: Period, today: date) -> Any:
    """The rows with what was promised in or by each, as far as `user` sees; the filter's join is
    the counts' own.
    """
    seen = Promise.objects.visible_to(user).in_force().order_by().values("pk")
    late = Q(**{f"{path}state__in": Promise.UNDONE, f"{path}due_on__lt": today})
    counted = rows.filter(**{f"{path}pk__in": seen}).annotate(
        late=Count(f"{path}pk", filter=late),
        due=Count(f"{path}pk", filter=_due_filter(path, period)),
        kept=Count(f"{path}pk", filter=_kept_filter(path, period)),
    )
    rate = Cast(F("kept"), FloatField()) * 100 / NullIf(Cast(F("due"), FloatField()), Value(0.0))
    return counted.annotate(rate=rate).order_by("-late", "pk")


def _due_filter(path: str, period: Period) -> Q:
    return Q(**{f"{path}due_on__gte": period.start, f"{path}due_on__lte": period.end})


def _kept_filter(path: str, period: Period) -> Q:
    """Delivered by the last day of the period, and verified since: the rule of the figure."""
    verified_in_time = Q(
        **{f"{path}state": Promise.State.VERIFIED, f"{path}delivered_on__lte": period.end}
    )
    return _due_filter(path, period) & verified_in_time
