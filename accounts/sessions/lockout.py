"""Locks log-in for a while after too many wrong passwords or codes (`settings.LOG_IN_LIMITS`).

django-axes checks first and counts afterwards, so that fifty simultaneous guesses are all checked,
and it has one limit for everything. Here an attempt counts as a failure before it is checked, and
is withdrawn once it proves right.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest
from django.utils import timezone

from accounts import trail
from accounts.models import LogInFailure, User
from accounts.models.user import SYSTEM_USERNAME
from jingyan.clients import counted_address, counted_name

Kind = LogInFailure.Kind
AT_LOG_IN = {
    Kind.PASSWORD: ("user_and_address", "user", "address"),
    Kind.CODE: ("user_and_address", "user", "code", "address"),
}
# Without the limit by address, so that others who guess from the same address don't block users who
# are logged in.
AT_A_PROTECTED_STEP = {
    Kind.PASSWORD: ("user_and_address", "user"),
    Kind.CODE: ("user_and_address", "user", "code"),
}
# Any number, the same in every process.
ADVISORY_LOCK = 7_013_006


class LockedOut(Exception):
    """Nothing is checked until `until`; `accounts.middleware.LockedDoor` answers with a page that
    says so.
    """

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


@dataclass(frozen=True)
class Attempt:
    """An entered password or code. Unless a limit has been reached, it already counts as a
    failure.
    """

    failure: LogInFailure
    # When the last lock ends; None if nothing is locked.
    locked_until: datetime | None
    # Whether the address is locked for all accounts. This may be shown, since it reveals nothing
    # about any account.
    is_address_locked: bool
    # The limit that this attempt reaches if it proves wrong.
    reaches: str

    @property
    def is_checked(self) -> bool:
        """Whether the password or code may be checked, that is, has been counted."""
        return self.failure.pk is not None

    def withdraw(self) -> None:
        """Stop counting this attempt, which was right; earlier failures still count."""
        LogInFailure.objects.filter(pk=self.failure.pk).delete()

    def forgive(self) -> None:
        """After a log-in: stop counting failures under this name at this address; those from other
        addresses still count.
        """
        LogInFailure.objects.like(self.failure, "user_and_address").delete()

    def note(self, account: User | None, act: str) -> None:
        """Record `act` in the trail of the account, or "locked_out" if this attempt locks it;
        nothing while it is locked.
        """
        if self.reaches == "address":
            system = User.objects.get(username=SYSTEM_USERNAME)
            trail.write(
                "locked_out",
                None,
                by=system,
                note=self.failure.address,
                changes={"limit": self.reaches},
            )
        if account is None or self.locked_until:
            return
        if self.reaches in ("", "address"):
            trail.write(act, account, by=account)
        else:
            trail.write("locked_out", account, by=account, changes={"limit": self.reaches})


@transaction.atomic
def begin(request: HttpRequest, username: str, kind: Kind, *, may_look: bool = False) -> Attempt:
    """Count an attempt to log in before it is checked. Don't call this inside another transaction,
    which would hide it from simultaneous attempts.

    With `may_look`, a few attempts are checked even while the account is locked, so that a user
    with the right password can be shown the lock.
    """
    return _begin(
        request,
        username,
        kind,
        AT_LOG_IN[kind],
        looks=settings.LOG_IN_CHECKS_WHILE_LOCKED * may_look,
    )


def passes(
    request: HttpRequest, user: User, kind: Kind, check: Callable[[], bool], *, act: str
) -> bool:
    """Whether `check` succeeds for a logged-in user; a failure counts, and is recorded as `act` in
    the trail.

    Raises LockedOut, without a check, after too many failures.
    """
    with transaction.atomic():
        attempt = _begin(request, user.username, kind, AT_A_PROTECTED_STEP[kind])
    if attempt.locked_until:
        raise LockedOut(attempt.locked_until)
    if check():
        attempt.withdraw()
        return True
    attempt.note(user, act)
    return False


def failures_of(account: User) -> int:
    """The number of failures that count against the account now."""
    return LogInFailure.objects.filter(
        name=counted_name(account.username), at__gt=timezone.now() - _longest()
    ).count()


def forget(account: User) -> int:
    """Delete the account's failures, which unlocks it; returns how many there were."""
    return LogInFailure.objects.filter(name=counted_name(account.username)).delete()[0]


def _begin(
    request: HttpRequest, username: str, kind: Kind, limits: tuple[str, ...], looks: int = 0
) -> Attempt:
    _take_turns()
    now = timezone.now()
    LogInFailure.objects.filter(at__lte=now - _longest()).delete()
    failure = LogInFailure(
        name=counted_name(username), address=counted_address(request), kind=kind, at=now
    )
    counts = {limit: _counted(failure, limit, looks) for limit in limits}
    ends = {limit: end for limit, times in counts.items() if (end := _end(limit, times))}
    is_used_up = any(
        len(counts[limit]) >= settings.LOG_IN_LIMITS[limit][0] + looks for limit in ends
    )
    if not is_used_up and "address" not in ends:
        failure.save()
    reached = [
        limit
        for limit, times in counts.items()
        if len(times) == settings.LOG_IN_LIMITS[limit][0] - 1
    ]
    reaches = reached[-1] if reached and not ends else ""
    return Attempt(failure, max(ends.values(), default=None), "address" in ends, reaches)


def _counted(failure: LogInFailure, limit: str, looks: int) -> list[datetime]:
    """The times of failures that count together with this one, latest first, no more than the
    limits need.
    """
    most, seconds = settings.LOG_IN_LIMITS[limit]
    recent = LogInFailure.objects.like(failure, limit).filter(
        at__gt=failure.at - timedelta(seconds=seconds)
    )
    return list(recent.order_by("-at").values_list("at", flat=True)[: most + looks])


def _end(limit: str, times: list[datetime]) -> datetime | None:
    """When the lock under `limit` ends; None if it is not locked."""
    most, seconds = settings.LOG_IN_LIMITS[limit]
    return times[most - 1] + timedelta(seconds=seconds) if len(times) >= most else None


def _take_turns() -> None:
    """Serialise counting until the transaction ends. SQLite's immediate transactions are serial
    anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])


def _longest() -> timedelta:
    return timedelta(seconds=max(seconds for _most, seconds in settings.LOG_IN_LIMITS.values()))
