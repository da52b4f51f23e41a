"""Actions on accounts: create, change, unlock, and set passwords."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import trail
from accounts.access import require
from accounts.models import Draft, Notice, User, Visit
from accounts.moves import MoveRefused
from accounts.sessions import lockout, second_factor
from accounts.sessions.passwords import readable_code

# The fields whose old and new values the trail records.
TRAILED = ("username", "full_name", "role", "town", "is_active")
# The fields that no one may change on their own account.
OFFICE = frozenset(("role", "town", "is_active"))


def hold_administrators(by: User) -> None:
    """Lock the accounts of all who manage accounts. Raises PermissionDenied unless `by` is one of
    them at this moment.

    Of two administrators who close each other's account at once, the second is refused. Call this
    before any other account is locked in the same transaction.
    """
    rows = User.objects.who_may("accounts.users").select_for_update(no_key=True).order_by("pk")
    if by.pk not in list(rows.values_list("pk", flat=True)):
        raise PermissionDenied


@transaction.atomic
def save_user(account: User, *, by: User, password: str = "") -> User:
    """Create an account, with its first password, or change one. Users can't change their own role,
    town or active flag, so at least one administrator always remains.

    Raises PermissionDenied, MoveRefused.
    """
    is_own = account.pk == by.pk
    if not is_own:
        hold_administrators(by)
    before = User.objects.filter(pk=account.pk).first()
    changes = _changes(before, account)
    if before and is_own and OFFICE & changes.keys():
        raise MoveRefused(
            _(
                "You can't change your own role or close your own account. Ask another "
                "administrator."
            )
        )
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
    """Field → [old, new] of the fields that differ; a changed phone number is only "***"."""
    values = {
        name: [_plain(getattr(before, name, "")), _plain(getattr(after, name))] for name in TRAILED
    }
    changes: dict[str, object] = {name: pair for name, pair in values.items() if pair[0] != pair[1]}
    if (before.phone if before else "") != after.phone:
        changes["phone"] = "***"
    return changes


def _plain(value: object) -> object:
    return value if isinstance(value, bool) else str(value or "")


def _follow(account: User, changes: Mapping[str, object]) -> dict[str, object]:
    """Delete notices and drafts when role or town change; log out users who may no longer log in.
    Returns what the trail records of it.
    """
    if not changes.keys().isdisjoint(("role", "town")):
        Notice.objects.filter(user=account).delete()
        Draft.objects.filter(user=account).delete()
    # Their log-ins began without the code that the new role needs.
    needs_code = "role" in changes and second_factor.is_required(account)
    ends = needs_code or not account.is_active
    ended = Visit.objects.filter(user=account).end() if ends else 0
    return {"sessions_ended": ended} if ended else {}


def one_time_password() -> str:
    """A random password that is easy to read out over the telephone."""
    return readable_code(4)


@transaction.atomic
def reset_password(account: User, *, by: User) -> str:
    """Set and return a one-time password for a user who has forgotten theirs; ends all their
    sessions.
    """
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
    """Unlock an account that failed log-ins have locked. Raises MoveRefused if there were none."""
    require(by, "accounts.users")
    if account.pk == by.pk:
        raise MoveRefused(
            _("Your own account is unlocked by another administrator, or by waiting.")
        )
    failures = lockout.forget(account)
    if not failures:
        raise MoveRefused(_("No failed log-ins count against this account."))
    trail.write("unlock", account, by=by, changes={"failures": failures})
    return account


@transaction.atomic
def change_password(user: User, new_password: str, *, here: str | None = None) -> User:
    """Set one's own new password; ends all other sessions than `here`."""
    changes: dict[str, object] = (
        {"given_by_administrator": True} if user.must_change_password else {}
    )
    user.set_password(new_password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    if ended := Visit.objects.filter(user=user).exclude(session_key=here).end():
        changes["sessions_ended"] = ended
    trail.write("password_change", user, by=user, changes=changes)
    return user
