"""The demonstration's log-ins."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext as _

from accounts.models import Town, User
from accounts.roles import Role
from jingyan.demo import PASSWORD

NAMES = {
    "admin": ("演示管理员", Role.ADMINISTRATOR),
    "staff": ("演示经办人甲", Role.STAFF),
    "staff2": ("演示经办人乙", Role.STAFF),
    "leader": ("演示县领导", Role.LEADER),
    "officer": ("演示村官", Role.OFFICER),
    "auditor": ("演示审计员", Role.AUDITOR),
}
LIAISON = "liaison"


@dataclass(frozen=True)
class Cast:
    """The users of the demonstration. `of_town` has one liaison per town, by the town's key."""

    admin: User
    staff: User
    staff2: User
    leader: User
    officer: User
    liaison: User
    of_town: dict[int, User]


def create(towns: Iterable[Town], home: Town) -> Cast:
    """Create the log-ins, all with the same password; the user `liaison` belongs to `home`."""
    # One hash for all: argon2 is slow on purpose, and the password is printed anyway.
    sealed = make_password(PASSWORD)
    users = [_user(name, full_name, role, sealed) for name, (full_name, role) in NAMES.items()]
    users.append(_user(LIAISON, f"{home.name}联系领导（演示）", Role.LIAISON, sealed, home))
    users += [
        _user(f"{LIAISON}-{town.code}", f"{town.name}统战委员（演示）", Role.LIAISON, sealed, town)
        for town in towns
    ]
    User.objects.bulk_create(users)
    return cast()


def cast() -> Cast:
    """The existing log-ins."""
    users = User.objects.in_bulk([*NAMES, LIAISON], field_name="username")
    of_town = User.objects.filter(role=Role.LIAISON, username__startswith=f"{LIAISON}-")
    return Cast(
        admin=users["admin"],
        staff=users["staff"],
        staff2=users["staff2"],
        leader=users["leader"],
        officer=users["officer"],
        liaison=users[LIAISON],
        of_town={user.town_id: user for user in of_town if user.town_id},
    )


def lines() -> list[str]:
    """The lines that the command prints: each log-in with its role, then the password."""
    users = (
        User.objects.filter(username__in=[*NAMES, LIAISON]).select_related("town").order_by("pk")
    )
    shown = [
        f"  {user.username:<10} {user.get_role_display()}{f' · {user.town}' if user.town else ''}"
        for user in users
    ]
    return [
        *shown,
        "  " + _("%s-<town code> (one per town)") % LIAISON,
        _("Password: %s") % PASSWORD,
    ]


def _user(username: str, full_name: str, role: Role, sealed: str, town: Town | None = None) -> User:
    return User(username=username, full_name=full_name, role=role, town=town, password=sealed)
