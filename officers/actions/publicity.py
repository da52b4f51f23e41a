"""Public notices: drawn up, posted, closed after their last day, withdrawn; the clock follows the
work calendar.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import jobs, moves, trail
from accounts.access import require
from accounts.jobs import Commit, Progress
from accounts.models import CalendarDay, Job, User
from accounts.moves import MoveRefused
from jingyan.workdays import last_day
from officers.actions.inspection import check_inspected
from officers.actions.measures import measures_on
from officers.models import Measures, Objection, Publicity, PublicityEntry, Registration
from officers.notices import line_of
from officers.publicised import Act, Follower, follow, follower_of

# No run of holidays is so long that a notice would need more of the calendar.
AHEAD = timedelta(days=400)
READY = (Registration.State.REVIEWED, Registration.State.INSPECTED, Registration.State.RESERVE)


@trail.together()
def draft(
    registrations: Collection[Registration],
    *,
    by: User,
    starts_on: date,
    title: str,
    contact: str = "",
) -> Publicity:
    """Draw up a notice over reviewed people, for the working days that the measures in force ask
    for.
    """
    if not registrations:
        raise MoveRefused(_("Choose at least one person to publicise."))
    row = draw_up(
        Publicity.Matter.APPOINTMENT, by=by, starts_on=starts_on, title=title, contact=contact
    )
    PublicityEntry.objects.bulk_create(
        PublicityEntry(publicity=row, registration=registration, **line_of(registration.officer))
        for registration in _lock_ready(registrations, row.measures, by)
    )
    return row


def draw_up(matter: str, *, by: User, starts_on: date, title: str, contact: str = "") -> Publicity:
    """An empty notice with its clock, in the caller's transaction: who asks for it writes the
    entries.
    """
    require(by, "publicities.run")
    check_start(starts_on)
    measures = measures_on(starts_on)
    row = Publicity(
        matter=matter,
        title=title,
        contact=contact,
        measures=measures,
        starts_on=starts_on,
        days=measures.publicity_days,
        created_by=by,
    )
    set_clock(row)
    row.save()
    trail.write("create", row, by=by, after=row.state)
    return row


@trail.together()
def start(publicity: Publicity, *, by: User) -> Publicity:
    """Post the notice: the people on it are being publicised. A first day that has passed in the
    meantime becomes today.
    """
    row = _lock(publicity, by)
    row.starts_on = max(row.starts_on, localdate())
    set_clock(row)
    changes = {
        name: getattr(row, name) for name in ("starts_on", "closes_on", "estimated", "shown_until")
    }
    row = moves.make(row, "start", by=by, changes=changes)
    follower_of(row).posted(row.entries.all(), by)
    return row


@trail.together()
def close(publicity: Publicity, *, by: User) -> Publicity:
    """Close a notice whose last day has passed: people without a pending objection are cleared."""
    row, today = _lock(publicity, by), localdate()
    if row.state == Publicity.State.RUNNING:
        recompute(row, by=by)
    row = moves.make(row, "close", by=by, changes={"closed_on": today, "closed_by": by})
    held_entries = Objection.objects.holding().filter(entry__publicity=row).values("entry")
    follower_of(row).cleared(row.entries.exclude(pk__in=held_entries), by)
    return row


@trail.together()
def withdraw(publicity: Publicity, *, by: User, reason: str) -> Publicity:
    """Take a notice back: its people are where they were before it."""
    row = moves.make(publicity, "withdraw", by=by, reason=reason)
    follower_of(row).taken_back(row.entries.all(), by)
    return row


@trail.together()
def recompute_all(*, by: User, dry_run: bool = False) -> list[Publicity]:
    """Set the clocks of drafts and running notices after the calendar has changed; returns those
    that moved.
    """
    waiting = Publicity.objects.filter(state__in=[Publicity.State.DRAFT, Publicity.State.RUNNING])
    rows = (
        waiting.select_related("measures")
        .select_for_update(no_key=True, of=("self",))
        .order_by("pk")
    )
    return [row for row in rows if recompute(row, by=by, dry_run=dry_run)]


@jobs.handler("calendar_changed", called=gettext_lazy("Deadlines recalculated from the calendar"))
def follow_calendar(job: Job, _progress: Progress) -> Commit:
    """Runs after a change of the work calendar, in the name of the user who made it."""

    def commit() -> str:
        recompute_all(by=job.created_by)
        return ""

    return commit


def recompute(row: Publicity, *, by: User, dry_run: bool = False) -> bool:
    """Set the clock of a locked notice by the calendar as it is now; returns whether it moved."""
    before = (row.closes_on, row.estimated)
    set_clock(row)
    if (row.closes_on, row.estimated) == before:
        return False
    if not dry_run:
        row.save(update_fields=["closes_on", "estimated", "shown_until"])
        days = {
            "closes_on": [str(before[0]), str(row.closes_on)],
            "estimated": [before[1], row.estimated],
        }
        trail.write("recompute", row, by=by, changes=days)
    return True


def set_clock(row: Publicity) -> None:
    """Set the last day, whether it is an estimate, and until when the notice stays on."""
    row.closes_on, row.estimated = last_day(row.starts_on, row.days, calendar_after(row.starts_on))
    row.shown_until = row.closes_on + timedelta(days=row.measures.publicity_shown_days)


def calendar_after(start: date) -> Mapping[date, bool]:
    """The official entries for the days after `start`; estimated days count as unknown."""
    official_days = CalendarDay.objects.exclude(source=CalendarDay.Source.ESTIMATED)
    return dict(
        official_days.filter(date__gt=start, date__lte=start + AHEAD).values_list(
            "date", "is_workday"
        )
    )


def check_start(starts_on: date) -> None:
    """Raise MoveRefused for a notice that would begin in the past."""
    if starts_on < localdate():
        raise MoveRefused(
            _("A notice can't be posted on a day that has passed. Choose today or a later day.")
        )


def _lock(publicity: Publicity, by: User) -> Publicity:
    require(by, "publicities.run")
    rows = Publicity.objects.visible_to(by).select_related("measures")
    return rows.select_for_update(no_key=True, of=("self",)).get(pk=publicity.pk)


def _each(state: str, move: str) -> Act:
    """An act that makes `move` on every registration of the entries that is in `state`."""

    def act(entries: QuerySet[PublicityEntry], by: User) -> None:
        rows = Registration.objects.filter(entries__in=entries, state=state).select_related(
            "officer"
        )
        for registration in rows.order_by("pk").distinct():
            moves.make(registration, move, by=by)

    return act


def _publicise(entries: QuerySet[PublicityEntry], by: User) -> None:
    """Raise MoveRefused if a person on the notice is no longer ready for it."""
    rows = Registration.objects.filter(entries__in=entries).select_related("officer").order_by("pk")
    measures = Measures.objects.filter(publicities__entries__in=entries).first()
    for registration in rows:
        if measures:
            check_inspected(registration, measures)
        moves.make(registration, "publicise", by=by)


def _unpublish(entries: QuerySet[PublicityEntry], by: User) -> None:
    """Return people to their state before: those who were inspected aren't inspected again."""
    rows = Registration.objects.filter(entries__in=entries, state=Registration.State.PUBLICISED)
    for registration in rows.select_related("officer").order_by("pk").distinct():
        moves.make(
            registration, "unpublish_inspected" if registration.is_inspected else "unpublish", by=by
        )


def _stay(_entries: QuerySet[PublicityEntry], _by: User) -> None:
    """Change nothing: a candidate held by an objection keeps the state of the registration."""


follow(
    Publicity.Matter.APPOINTMENT,
    Follower(
        subject="registration",
        person="registration__officer__enterprise",
        posted=_publicise,
        taken_back=_unpublish,
        cleared=_each(Registration.State.PUBLICISED, "clear"),
        held=_each(Registration.State.CLEARED, "hold"),
        upheld=_stay,
    ),
)


def _lock_ready(
    registrations: Iterable[Registration], measures: Measures, by: User
) -> Iterable[Registration]:
    """The people with their firms, locked; MoveRefused names the first who isn't ready to be
    publicised.
    """
    keys = [registration.pk for registration in registrations]
    rows = (
        Registration.objects.visible_to(by)
        .filter(pk__in=keys)
        .select_related("officer__enterprise")
    )
    for row in rows.select_for_update(no_key=True, of=("self",)).order_by("pk"):
        if row.state not in READY:
            raise MoveRefused(
                _("%(person)s is now “%(state)s” and can't be publicised. Choose again.")
                % {"person": row, "state": row.get_state_display()}
            )
        check_inspected(row, measures)
        yield row
