from datetime import date

from django.utils.translation import gettext as _

from accounts import calendar, jobs, trail
from accounts.access import require
from accounts.models import CalendarDay, User

# What the floor of notices does after the calendar has changed.
CALENDAR_JOB = "calendar_changed"


@trail.together()
def set_calendar_day(day: date, *, is_workday: bool, reason: str, by: User) -> CalendarDay:
    """Say of one day whether it is worked on; it stays so when the year is loaded again. Running
    clocks follow.
    """
    require(by, "accounts.calendar_change")
    values = {"is_workday": is_workday, "source": CalendarDay.Source.MANUAL}
    row, _is_new = CalendarDay.objects.update_or_create(date=day, defaults=values)
    trail.write("calendar_day", row, by=by, note=reason, changes={"is_workday": is_workday})
    _reckon_anew(by)
    return row


@trail.together()
def load_calendar(year: int, *, by: User) -> tuple[int, int]:
    """Load a year by the official notice, as far as it is out. Returns how many days were created
    and updated.
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
        _reckon_anew(by)
    return created, updated


def _reckon_anew(by: User) -> None:
    """The floors above have clocks that run by the calendar: each takes the job up by its name,
    where it is known.
    """
    if CALENDAR_JOB in jobs.HANDLERS:
        jobs.enqueue(
            CALENDAR_JOB, key="calendar", title=_("Deadlines recalculated from the calendar"), by=by
        )
