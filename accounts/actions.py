"""What the system pages change."""

import secrets
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import calendar, jobs, lockout, notices, second_factor, trail
from accounts.access import require
from accounts.models import CalendarDay, Job, User, Visit
from accounts.moves import MoveRefused
from accounts.roles import Role

# What the floor of notices does after the calendar has changed.
CALENDAR_JOB = "calendar_changed"
# No letter that is taken for another one.
READ_OUT = "abcdefghjkmnpqrstuvwxyz23456789"


@transaction.atomic
def save_user(account: User, *, by: User, password: str = "", changed: list[str] | None = None) -> User:
    """Create or change an account; the last administrator who may log in stays one."""
    is_new = account.pk is None
    administrators = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True)
    was_administrator = administrators.filter(pk=account.pk).exists()
    if password:
        account.set_password(password)
        account.must_change_password = account.pk != by.pk
    account.is_staff = account.is_superuser = account.role == Role.ADMINISTRATOR
    account.save()
    if was_administrator and not administrators.exists():
        raise MoveRefused(_("One administrator who may log in must remain. Make another one first."))
    # Their log-ins began without the code that the new role needs.
    needs_code = "role" in (changed or []) and second_factor.is_required(account)
    ends = not is_new and (password or not account.is_active or needs_code)
    ended = Visit.objects.filter(user=account).end() if ends else 0
    told = ("role", "town", "is_active")
    changes: dict[str, object] = {name: str(getattr(account, name)) for name in changed or [] if name in told}
    changes |= {"sessions_ended": ended} if ended else {}
    notices.forget_after(account, changed or [])
    trail.write("create" if is_new else "change", account, by=by, changes=changes)
    if password and not is_new:
        trail.write("password_reset", account, by=by)
    return account


def one_time_password() -> str:
    """Easily read out over a telephone, and good until the user has chosen another one."""
    return "-".join("".join(secrets.choice(READ_OUT) for _ in range(4)) for _ in range(4))


def reset_password(account: User, *, by: User) -> str:
    """Give somebody who has forgotten theirs a one-time password; wherever they are logged in, that ends."""
    require(by, "accounts.users")
    if account.pk == by.pk:
        raise MoveRefused(_("Change your own password under “My account”."))
    password = one_time_password()
    lockout.forget(account)
    save_user(account, by=by, password=password)
    return password


@transaction.atomic
def unlock(account: User, *, by: User) -> User:
    """Let somebody log in who was locked out by failed log-ins, their own or those of others."""
    require(by, "accounts.users")
    if account.pk == by.pk:
        raise MoveRefused(_("Your own account is unlocked by another administrator, or by waiting."))
    failures = lockout.forget(account)
    if not failures:
        raise MoveRefused(_("No failed log-ins count against this account."))
    trail.write("unlock", account, by=by, changes={"failures": failures})
    return account


@transaction.atomic
def change_password(user: User, new_password: str, *, here: str | None = None) -> User:
    """Give oneself a new password. Wherever else than in the session `here` one is logged in, that ends."""
    changes: dict[str, object] = {"given_by_administrator": True} if user.must_change_password else {}
    user.set_password(new_password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    if ended := Visit.objects.filter(user=user).exclude(session_key=here).end():
        changes["sessions_ended"] = ended
    trail.write("password_change", user, by=user, changes=changes)
    return user


@transaction.atomic
def retry_job(job: Job, *, by: User) -> Job:
    """Queue a failed job again; the failed row stays as it is."""
    if job.state != Job.State.FAILED:
        raise MoveRefused(_("Only a failed job can be queued again; this one is “%s”.") % job.get_state_display())
    again = jobs.retry(job, by=by)
    trail.write("job_retry", job, by=by)
    return again


@trail.together()
def set_calendar_day(day: date, *, is_workday: bool, reason: str, by: User) -> CalendarDay:
    """Say of one day whether it is worked on; it stays so when the year is loaded again. Running clocks follow."""
    require(by, "accounts.calendar_change")
    values = {"is_workday": is_workday, "source": CalendarDay.Source.MANUAL}
    row, _is_new = CalendarDay.objects.update_or_create(date=day, defaults=values)
    trail.write("calendar_day", row, by=by, note=reason, changes={"is_workday": is_workday})
    _reckon_anew(by)
    return row


@trail.together()
def load_calendar(year: int, *, by: User) -> tuple[int, int]:
    """Load a year by the official notice, as far as it is out. Returns how many days were created and updated."""
    require(by, "accounts.calendar_change")
    created, updated = calendar.load([year])
    trail.write("calendar_year", None, by=by, note=str(year), changes={"created": created, "updated": updated})
    if updated:
        _reckon_anew(by)
    return created, updated


def _reckon_anew(by: User) -> None:
    """The floors above have clocks that run by the calendar: each takes the job up by its name, where it is known."""
    if CALENDAR_JOB in jobs.HANDLERS:
        jobs.enqueue(CALENDAR_JOB, key="calendar", title=_("Clocks reckoned anew by the calendar"), by=by)


@transaction.atomic
def end_visit(visit: Visit, *, by: User) -> Visit:
    """Log oneself out on another device."""
    fresh = Visit.objects.visible_to(by).get(pk=visit.pk)
    Visit.objects.filter(pk=fresh.pk).end()
    trail.write("session_end", by, by=by, note=fresh.device)
    return fresh
