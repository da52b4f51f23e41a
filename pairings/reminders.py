"""Notices of the pairings app: records returned, meetings owed, action points that fall due."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.models import User
from accounts.notices import KINDS, NoticeKind, Reminder, source
from jingyan.periods import Period, parse_period, quarter_of
from pairings.models import ActionPoint
from pairings.models.action_point import SOON
from pairings.overviews.meeting_matrix import towns_owing

# A quarter's meeting is due on its last day: reminders run this long before and after it.
BEFORE, AFTER = timedelta(days=14), timedelta(days=5)


def _quarter(code: str) -> str:
    return parse_period(code).label()


KINDS["contribution_returned"] = NoticeKind(
    _("“%(subject)s” was returned to you. Correct it, then report it again."), "arrow-return-left"
)
KINDS["pairing_rejected"] = NoticeKind(
    _("The pairing %(subject)s was rejected. The reason is on its page."), "arrow-return-left"
)
KINDS["hand_over_waiting"] = NoticeKind(
    _(
        "The hand-over “%(subject)s” is waiting for your signature. What is open is "
        "listed on its page."
    ),
    "arrow-left-right",
)
KINDS["meeting_due"] = NoticeKind(
    _("%(town)s still owes the meeting of %(quarter)s. It is due by %(day)s."),
    "calendar-check",
    {"quarter": _quarter},
)
KINDS["meeting_overdue"] = NoticeKind(
    _("%(town)s has not held the meeting of %(quarter)s. Record it, or say why there was none."),
    "exclamation-triangle",
    {"quarter": _quarter},
)
KINDS["meetings_overdue"] = NoticeKind(
    ngettext_lazy(
        "%(count)d town has not held the meeting of %(quarter)s.",
        "%(count)d towns have not held the meeting of %(quarter)s.",
        "count",
    ),
    "exclamation-triangle",
    {"quarter": _quarter},
)

KINDS["action_point_given"] = NoticeKind(
    _("The meeting of %(quarter)s asks you: “%(subject)s”, by %(day)s."),
    "flag",
    {
        "quarter": _quarter,
    },
)
KINDS["action_point_due"] = NoticeKind(
    _("“%(subject)s” is due on %(day)s. Report its progress."), "flag"
)
KINDS["action_point_overdue"] = NoticeKind(
    _("“%(subject)s” was due on %(day)s. Report it as done, or say why it is not."),
    "exclamation-triangle",
)


@source("meetings")
def meetings(on: date) -> Iterator[Reminder]:
    """Quarterly meetings still owed shortly before the quarter ends, and after it."""
    quarter = quarter_of(on)
    if on >= quarter.end - BEFORE:
        yield from _of_towns("meeting_due", quarter)
    before = quarter.previous()
    if on >= before.end + AFTER:
        overdue = list(_of_towns("meeting_overdue", before))
        yield from overdue
        yield from _of_the_county(before, len(overdue))


@source("action_points")
def action_points(on: date) -> Iterator[Reminder]:
    """Open action points a week before they are due, and once they are past it: their owners, and
    the town.
    """
    rows = ActionPoint.objects.open().filter(due_on__lte=on + SOON)
    rows = rows.select_related("owner", "officer__user", "meeting")
    liaisons: dict[int | None, list[User]] = {}
    for user in User.objects.who_may("meetings.log"):
        liaisons.setdefault(user.town_id, []).append(user)
    for point in rows.order_by("pk"):
        kind = "action_point_overdue" if point.due_on < on else "action_point_due"
        own = point.owner or (point.officer.user if point.officer else None)
        # A unit has no log-in, so the town whose meeting it was is reminded instead. The town is
        # always notified of what is past due.
        town = (
            liaisons.get(point.meeting.town_id, [])
            if own is None or kind == "action_point_overdue"
            else []
        )
        recipients = list({user.pk: user for user in (own, *town) if user}.values())
        words = {"subject": point.title, "day": point.due_on}
        key = f"{kind}:{point.pk}:{point.due_on}"
        yield Reminder(recipients, kind, key, ("pairings:action_point_detail", point.pk), words)


def _of_towns(kind: str, quarter: Period) -> Iterator[Reminder]:
    towns = list(towns_owing(quarter))
    liaisons_by_town: dict[int, list[User]] = {town.pk: [] for town in towns}
    for user in User.objects.who_may("meetings.log").filter(town__in=towns):
        liaisons_by_town[user.town_id or 0].append(user)
    for town in towns:
        words = {"town": town.name, "quarter": quarter.code, "day": quarter.end}
        key = f"{kind}:{quarter.code}:{town.code}"
        yield Reminder(liaisons_by_town[town.pk], kind, key, ("pairings:meeting_list",), words)


def _of_the_county(quarter: Period, count: int) -> Iterator[Reminder]:
    if count:
        clerks = list(User.objects.who_may("meetings.log").filter(town=None))
        words = {"quarter": quarter.code, "count": count}
        yield Reminder(
            clerks,
            "meetings_overdue",
            f"meetings_overdue:{quarter.code}",
            ("pairings:meeting_list",),
            words,
        )
