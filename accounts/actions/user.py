"""What the system pages change."""

import secrets
from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import trail
from accounts.access import require
from accounts.models import Draft, Notice, User, Visit
from accounts.moves import MoveRefused
from accounts.sessions import lockout, second_factor

# No letter that is taken for another one.
READ_OUT = "abcdefghjkmnpqrstuvwxyz23456789"


# What the trail says of an account, from and to; and what of it nobody changes for themselves.
TOLD = ("username", "full_name", "role", "town", "is_active")


OFFICE = frozenset(("role", "town", "is_active"))


def hold_administrators(by: User) -> None:
    """Lock the accounts of all who manage accounts. Raises PermissionDenied unless `by` is one of
    them at this moment.

    Of two who close each other's account at once, the second finds out that they may no longer do
    so. In a transaction this comes before any other account is locked.
    """
    rows = User.objects.who_may("accounts.users").select_for_update(no_key=True).order_by("pk")
    if by.pk not in list(rows.values_list("pk", flat=True)):
        raise PermissionDenied


@transaction.atomic
def save_user(account: User, *, by: User, password: str = "") -> User:
    """Create an account, with its first password, or change one. Nobody changes their own office.

    The one who acts stays an administrator by that, so that there always is one. Raises
    PermissionDenied, MoveRefused.
    """
    is_own = account.pk == by.pk
    if not is_own:
        hold_administrators(by)
    before = User.objects.filter(pk=account.pk).first()
    changes = _changes(before, account)
    if before and is_own and OFFICE & changes.keys():
        raise MoveRefused(
            _(
                "Nobody changes their own role or closes their own account. Ask another "
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
    """What differs, from and to; of a phone number only that it does."""
    told = {
        name: [_plain(getattr(before, name, "")), _plain(getattr(after, name))] for name in TOLD
    }
    changes: dict[str, object] = {name: pair for name, pair in told.items() if pair[0] != pair[1]}
    if (before.phone if before else "") != after.phone:
        changes["phone"] = "***"
    return changes


def _plain(value: object) -> object:
    return value if isinstance(value, bool) else str(value or "")


def _follow(account: User, changes: Mapping[str, object]) -> dict[str, object]:
    """What was told and begun in one office is not carried into another; who may not log in is
    logged out.
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
    """Easily read out over a telephone, and good until the user has chosen another one."""
    return "-".join("".join(secrets.choice(READ_OUT) for _ in range(4)) for _ in range(4))


@transaction.atomic
def reset_password(account: User, *, by: User) -> str:
    """Give somebody who has forgotten theirs a one-time password; wherever they are logged in, that
    ends.
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
    """Let somebody log in who was locked out by failed log-ins, their own or those of others."""
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
    """Give oneself a new password. Wherever else than in the session `here` one is logged in, that
    ends.
    """
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
