from datetime import date

from django.utils.translation import gettext as _

from accounts import calendar, jobs, trail
from accounts.access import require
from accounts.models import CalendarDay, User

# The job that recalculates running notices; the officers app registers its handler.
CALENDAR_JOB = "calendar_changed"


@trail.together()
def set_calendar_day(day: date, *, is_workday: bool, reason: str, by: User) -> CalendarDay:
    """Record whether a day is a workday; loading its year again keeps the entry. Running deadlines
    are recalculated.
    """
    require(by, "accounts.calendar_change")
    values = {"is_workday": is_workday, "source": CalendarDay.Source.MANUAL}
    row, _is_new = CalendarDay.objects.update_or_create(date=day, defaults=values)
    trail.write("calendar_day", row, by=by, note=reason, changes={"is_workday": is_workday})
    _recalculate_deadlines(by)
    return row


@trail.together()
def load_calendar(year: int, *, by: User) -> tuple[int, int]:
    """Load a year from the official notice, if published. Returns the numbers of days created and
    updated.
    """
    require(by, "accounts.calendar_change")
    created, updated = calendar.load([year])
    trail.write(
        "calendar_year",
        None,
        by=by,
        note=str(year),
        changes={"created": created, "updated": updated},
    )
    if updated:
        _recalculate_deadlines(by)
    return created, updated


def _recalculate_deadlines(by: User) -> None:
    """Queue the job under the name that a higher app has registered; without one, do nothing."""
    if CALENDAR_JOB in jobs.HANDLERS:
        jobs.enqueue(
            CALENDAR_JOB, key="calendar", title=_("Deadlines recalculated from the calendar"), by=by
        )
