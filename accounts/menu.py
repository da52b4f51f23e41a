"""The menu: one table. What a role sees of it follows from the permission of each page's own view."""

from dataclasses import dataclass
from functools import lru_cache

from django.urls import NoReverseMatch, get_urlconf, resolve, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User

HOME = "reports:home"


@dataclass(frozen=True)
class Entry:
    """One page of the menu."""

    label: str | Promise
    url_name: str
    icon: str
    # Stands in the bottom bar of a phone, where there is room for three.
    shortcut: bool = False


@dataclass(frozen=True)
class Group:
    """Pages that belong together."""

    label: str | Promise
    entries: tuple[Entry, ...]


MENU: tuple[Group, ...] = (
    Group(
        _("Overview"),
        (
            Entry(_("Workbench"), HOME, "house", shortcut=True),
            Entry(_("Dashboard"), "reports:dashboard", "bar-chart-line"),
        ),
    ),
    Group(
        pgettext_lazy("menu", "Officers"),
        (
            Entry(_("Registrations"), "officers:registration_list", "person-plus"),
            Entry(_("Officers"), "officers:officer_list", "people"),
            Entry(_("Appointments"), "officers:appointment_list", "patch-check"),
            Entry(_("Enterprises"), "officers:enterprise_list", "building"),
        ),
    ),
    Group(
        _("Villages and demands"),
        (
            Entry(_("Villages"), "villages:village_list", "geo-alt"),
            Entry(_("Yearly figures"), "villages:year_list", "calendar3"),
            Entry(_("Demands"), "villages:demand_list", "clipboard-check"),
            Entry(_("Demonstration titles"), "villages:title_list", "award"),
        ),
    ),
    Group(
        _("Pairing and assistance"),
        (
            Entry(_("Pairings"), "pairings:pairing_list", "link-45deg"),
            Entry(_("Meetings"), "pairings:meeting_list", "calendar-check", shortcut=True),
            Entry(_("Contributions"), "pairings:contribution_list", "box-seam", shortcut=True),
        ),
    ),
    Group(
        _("Evaluation and reports"),
        (
            Entry(_("Evaluation rounds"), "evaluations:round_list", "list-check"),
            Entry(_("Evaluations"), "evaluations:evaluation_list", "clipboard-data"),
            Entry(_("Reports"), "reports:issue_list", "file-earmark-text"),
            Entry(_("Data check"), "reports:check_list", "clipboard2-pulse"),
        ),
    ),
    Group(
        _("System"),
        (
            Entry(_("Towns"), "accounts:town_list", "map"),
            Entry(_("Users"), "accounts:user_list", "person-gear", shortcut=True),
            Entry(_("Roles"), "accounts:role_table", "shield-check"),
            Entry(_("Trail"), "accounts:trail_list", "journal-text", shortcut=True),
            Entry(_("Import"), "accounts:import_list", "upload"),
            Entry(_("Jobs"), "accounts:job_list", "hourglass-split"),
        ),
    ),
)
SHORTCUTS = 3


@dataclass(frozen=True)
class ShownEntry:
    """An entry as one page shows it: `current` is "page" on the page itself, "true" on the pages below it."""

    label: str | Promise
    url: str
    icon: str
    shortcut: bool
    current: str

    @property
    def is_current(self) -> bool:
        """Whether the user is here."""
        return bool(self.current)


@dataclass(frozen=True)
class ShownGroup:
    """A group with at least one entry that the user may open."""

    label: str | Promise
    entries: tuple[ShownEntry, ...]


def menu_for(user: User, path: str) -> list[ShownGroup]:
    """The menu of `user` on the page `path`. A page that isn't there yet, or not for this role, is left out."""
    doors = {entry: door(entry.url_name) for group in MENU for entry in group.entries}
    open_doors = {entry: found[0] for entry, found in doors.items() if found and (not found[1] or user.may(found[1]))}
    current = max((url for url in open_doors.values() if _is_below(path, url)), key=len, default="")
    groups = [
        ShownGroup(
            group.label, tuple(_shown(e, open_doors[e], current, path) for e in group.entries if e in open_doors)
        )
        for group in MENU
    ]
    return [group for group in groups if group.entries]


def door(url_name: str) -> tuple[str, str] | None:
    """The URL of a page and the permission that its view asks for ("" for none); None where there is no such page."""
    return _door(url_name, get_urlconf())


@lru_cache(maxsize=256)
def _door(url_name: str, urlconf: str | None) -> tuple[str, str] | None:
    try:
        url = reverse(url_name, urlconf)
    except NoReverseMatch:
        return None
    return url, getattr(resolve(url, urlconf).func, "permission", "")


def _is_below(path: str, url: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))


def _shown(entry: Entry, url: str, current: str, path: str) -> ShownEntry:
    here = "" if url != current else "page" if url == path else "true"
    return ShownEntry(entry.label, url, entry.icon, entry.shortcut, here)
