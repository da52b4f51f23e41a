"""What the system pages change."""

import secrets
from collections.abc import Mapping
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import calendar, jobs, lockout, second_factor, trail
from accounts.access import require
from accounts.models import CalendarDay, Draft, Job, Notice, User, Visit
from accounts.moves import MoveRefused

# What the floor of notices does after the calendar has changed.
CALENDAR_JOB = "calendar_changed"
# No letter that is taken for another one.
READ_OUT = "abcdefghjkmnpqrstuvwxyz23456789"
# What the trail says of an account, from and to; and what of it nobody changes for themselves.
TOLD = ("username", "full_name", "role", "town", "is_active")
OFFICE = frozenset(("role", "town", "is_active"))


def hold_administrators(by: User) -> None:
    """Lock the accounts of all who manage accounts. Raises PermissionDenied unless `by` is one of them at this moment.

    Of two who close each other's account at once, the second finds out that they may no longer do so. In a transaction
    this comes before any other account is locked.
    """
    rows = User.objects.who_may("accounts.users").select_for_update(no_key=True).order_by("pk")
    if by.pk not in list(rows.values_list("pk", flat=True)):
        raise PermissionDenied


@transaction.atomic
def save_user(account: User, *, by: User, password: str = "") -> User:
    """Create an account, with its first password, or change one. Nobody changes their own office.

    The one who acts stays an administrator by that, so that there always is one. Raises PermissionDenied, MoveRefused.
    """
    is_own = account.pk == by.pk
    if not is_own:
        hold_administrators(by)
    before = User.objects.filter(pk=account.pk).first()
    changes = _changes(before, account)
    if before and is_own and OFFICE & changes.keys():
        raise MoveRefused(_("Nobody changes their own role or closes their own account. Ask another administrator."))
    if password:
        account.set_password(password)
        account.must_change_password = not is_own
    account.save()
    if before:
        changes |= _follow(account, changes)
    if changes:
        trail.write("change" if before else "create", account, by=by, changes=changes)
    return account


def _changes(before: User | None, after: User) -> dict[str, object]:
    """What differs, from and to; of a phone number only that it does."""
    told = {name: [_plain(getattr(before, name, "")), _plain(getattr(after, name))] for name in TOLD}
    changes: dict[str, object] = {name: pair for name, pair in told.items() if pair[0] != pair[1]}
    if (before.phone if before else "") != after.phone:
        changes["phone"] = "***"
    return changes


def _plain(value: object) -> object:
    return value if isinstance(value, bool) else str(value or "")


def _follow(account: User, changes: Mapping[str, object]) -> dict[str, object]:
    """What was told and begun in one office is not carried into another; who may not log in is logged out."""
    if not changes.keys().isdisjoint(("role", "town")):
        Notice.objects.filter(user=account).delete()
        Draft.objects.filter(user=account).delete()
    # Their log-ins began without the code that the new role needs.
    needs_code = "role" in changes and second_factor.is_required(account)
    ends = needs_code or not account.is_active
    ended = Visit.objects.filter(user=account).end() if ends else 0
    return {"sessions_ended": ended} if ended else {}


def one_time_password() -> str:
    """Easily read out over a telephone, and good until the user has chosen another one."""
    return "-".join("".join(secrets.choice(READ_OUT) for _ in range(4)) for _ in range(4))


@transaction.atomic
def reset_password(account: User, *, by: User) -> str:
    """Give somebody who has forgotten theirs a one-time password; wherever they are logged in, that ends."""
    require(by, "accounts.users")
    if account.pk == by.pk:
        raise MoveRefused(_("Change your own password under “My account”."))
    hold_administrators(by)
    password = one_time_password()
    lockout.forget(account)
    account.set_password(password)
    account.must_change_password = True
    account.save(update_fields=["password", "must_change_password"])
    ended = Visit.objects.filter(user=account).end()
    trail.write("password_reset", account, by=by, changes={"sessions_ended": ended})
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
    again = jobs.retry(job)
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
