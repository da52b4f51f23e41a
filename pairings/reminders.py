"""What the pairings' floor tells: what is returned, and meetings that are owed."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.models import User
from accounts.notices import KINDS, Kind, Reminder, source
from jingyan.periods import Period, parse_period, quarter_of
from pairings.matrix import towns_owing

# A quarter's meeting is due on its last day: told so long before that day, and so long after.
BEFORE, AFTER = timedelta(days=14), timedelta(days=5)


def _quarter(code: str) -> str:
    return parse_period(code).label()


KINDS["contribution_returned"] = Kind(
    _("“%(subject)s” was returned to you. Correct it, then report it again."), "arrow-return-left"
)
KINDS["pairing_rejected"] = Kind(
    _("The pairing %(subject)s was rejected. The reason stands on its page."), "arrow-return-left"
)
KINDS["meeting_due"] = Kind(
    _("%(town)s still owes the meeting of %(quarter)s. It is due by %(day)s."), "calendar-check", {"quarter": _quarter}
)
KINDS["meeting_overdue"] = Kind(
    _("%(town)s has not held the meeting of %(quarter)s. Record it, or say why there was none."),
    "exclamation-triangle", {"quarter": _quarter},
)  # fmt: skip
KINDS["meetings_overdue"] = Kind(
    ngettext_lazy(
        "%(count)d town has not held the meeting of %(quarter)s.",
        "%(count)d towns have not held the meeting of %(quarter)s.",
        "count",
    ),
    "exclamation-triangle", {"quarter": _quarter},
)  # fmt: skip


@source("meetings")
def meetings(on: date) -> Iterator[Reminder]:
    """Quarterly meetings that are still owed shortly before the quarter ends, and once it is over."""
    quarter = quarter_of(on)
    if on >= quarter.end - BEFORE:
        yield from _of_towns("meeting_due", quarter)
    before = quarter.previous()
    if on >= before.end + AFTER:
        overdue = list(_of_towns("meeting_overdue", before))
        yield from overdue
        yield from _of_the_county(before, len(overdue))


def _of_towns(kind: str, quarter: Period) -> Iterator[Reminder]:
    towns = list(towns_owing(quarter))
    found: dict[int, list[User]] = {town.pk: [] for town in towns}
    for user in User.objects.who_may("meetings.log").filter(town__in=towns):
        found[user.town_id or 0].append(user)
    for town in towns:
        words = {"town": town.name, "quarter": quarter.code, "day": quarter.end}
        key = f"{kind}:{quarter.code}:{town.code}"
        yield Reminder(found[town.pk], kind, key, ("pairings:meeting_list",), words)


def _of_the_county(quarter: Period, count: int) -> Iterator[Reminder]:
    if count:
        clerks = list(User.objects.who_may("meetings.log").filter(town=None))
        words = {"quarter": quarter.code, "count": count}
        yield Reminder(
            clerks, "meetings_overdue", f"meetings_overdue:{quarter.code}", ("pairings:meeting_list",), words
        )
