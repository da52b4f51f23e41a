"""The menu as one table. A role sees the entries whose views it has the permission for."""

from dataclasses import dataclass
from functools import lru_cache

from django.urls import NoReverseMatch, get_urlconf, resolve, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.roles import MAY
from jingyan.lazy_text import LazyText

HOME = "reports:home"


@dataclass(frozen=True)
class Entry:
    """One page of the menu."""

    label: str | LazyText
    url_name: str
    icon: str
    # Another page of the same subject, whose address isn't below the entry's own.
    also: str = ""
    # Shown in the bottom bar of phones, which has room for three.
    shortcut: bool = False


@dataclass(frozen=True)
class MenuGroup:
    """Pages that belong together."""

    label: str | LazyText
    entries: tuple[Entry, ...]


MENU: tuple[MenuGroup, ...] = (
    MenuGroup(
        _("Overview"),
        (
            Entry(_("Workbench"), HOME, "house", shortcut=True),
            Entry(_("Dashboard"), "reports:dashboard", "bar-chart-line"),
        ),
    ),
    MenuGroup(
        pgettext_lazy("menu", "Officers"),
        (
            Entry(_("Registrations"), "officers:registration_list", "person-plus"),
            Entry(_("Officers"), "officers:officer_list", "people"),
            Entry(
                _("Publicities"),
                "officers:publicity_list",
                "megaphone",
                also="officers:objection_list",
            ),
            Entry(_("Appointments"), "officers:appointment_list", "patch-check"),
            Entry(_("Document numbers"), "officers:document_number_list", "hash"),
            Entry(_("Enterprises"), "officers:enterprise_list", "building"),
            Entry(_("Events"), "officers:event_list", "calendar-event"),
        ),
    ),
    MenuGroup(
        _("Villages and demands"),
        (
            Entry(_("Villages"), "villages:village_list", "geo-alt"),
            Entry(_("Yearly figures"), "villages:year_list", "calendar3"),
            Entry(_("Demands"), "villages:demand_list", "clipboard-check"),
            Entry(_("Not taken up"), "villages:demand_board", "hourglass-split"),
            Entry(_("Demonstration titles"), "villages:title_list", "award"),
        ),
    ),
    MenuGroup(
        _("Pairing and assistance"),
        (
            Entry(_("Need index"), "pairings:need_list", "sort-down"),
            Entry(_("Pairing matrix"), "pairings:match_matrix", "grid-3x3-gap"),
            Entry(_("Pairings"), "pairings:pairing_list", "link-45deg"),
            Entry(_("Town liaisons"), "pairings:liaison_list", "person-badge"),
            Entry(_("Hand-overs"), "pairings:hand_over_list", "arrow-left-right"),
            Entry(_("Support of each pair"), "pairings:support_list", "life-preserver"),
            Entry(_("Plans"), "pairings:plan_list", "file-earmark-check"),
            Entry(_("Promises"), "pairings:promise_list", "flag"),
            Entry(_("Promises past due"), "pairings:promise_board", "alarm"),
            Entry(_("Meetings"), "pairings:meeting_list", "calendar-check", shortcut=True),
            Entry(_("Action points"), "pairings:action_point_list", "list-check"),
            Entry(_("Contributions"), "pairings:contribution_list", "box-seam", shortcut=True),
        ),
    ),
    MenuGroup(
        _("Evaluation and reports"),
        (
            Entry(_("Evaluation rounds"), "evaluations:round_list", "list-check"),
            Entry(_("Evaluations"), "evaluations:evaluation_list", "clipboard-data"),
            Entry(_("Reports"), "reports:issue_list", "file-earmark-text"),
            Entry(_("Data check"), "reports:check_list", "clipboard2-pulse"),
        ),
    ),
    MenuGroup(
        _("System"),
        (
            Entry(_("Management measures"), "officers:measures_list", "journal-check"),
            Entry(_("Review criteria"), "officers:criterion_list", "ui-checks"),
            Entry(_("Towns"), "accounts:town_list", "map"),
            Entry(_("Users"), "accounts:user_list", "person-gear", shortcut=True),
            Entry(_("Roles"), "accounts:role_table", "shield-check"),
            Entry(_("Dictionaries"), "accounts:dictionary_list", "book"),
            Entry(_("Work calendar"), "accounts:calendar", "calendar-week"),
            Entry(_("Versions"), "reports:version_list", "file-earmark-ruled"),
            Entry(_("Trail"), "accounts:trail_list", "journal-text", shortcut=True),
            Entry(_("Import"), "accounts:import_list", "upload"),
            Entry(_("Templates of papers"), "accounts:paper_list", "file-earmark-word"),
            Entry(_("Export centre"), "accounts:export_list", "download"),
            Entry(_("Jobs"), "accounts:job_list", "hourglass-split"),
        ),
    ),
)
SHORTCUTS = 3


@dataclass(frozen=True)
class ShownEntry:
    """An entry as a page shows it: `current` is "page" on the entry's own page, "true" on pages
    below it, else "".
    """

    label: str | LazyText
    url: str
    icon: str
    shortcut: bool
    current: str

    @property
    def is_current(self) -> bool:
        """Whether the user is on this entry's page or below it."""
        return bool(self.current)


@dataclass(frozen=True)
class ShownGroup:
    """A group with at least one entry that the user may open."""

    label: str | LazyText
    entries: tuple[ShownEntry, ...]


# The position of a page in the menu: the URL of its entry, and "page" on that page itself or "true"
# below it.
Place = tuple[str, str]


def menu_at(role: str, place: Place) -> list[ShownGroup]:
    """The menu of `role` on the page at `place`, without pages that don't exist or that the role
    may not open.
    """
    doors = _open_doors(role, get_urlconf())
    groups = [
        ShownGroup(
            group.label,
            tuple(
                _shown(e, doors[e.url_name], place) for e in group.entries if e.url_name in doors
            ),
        )
        for group in MENU
    ]
    return [group for group in groups if group.entries]


def place_of(role: str, path: str) -> Place:
    """The position of the page `path` in the menu of `role`."""
    doors = _open_doors(role, get_urlconf())
    entry_urls = {url: url for url in doors.values()}
    for entry in (entry for group in MENU for entry in group.entries if entry.url_name in doors):
        if also := door(entry.also) if entry.also else None:
            entry_urls[also[0]] = doors[entry.url_name]
    nearest = max((url for url in entry_urls if _is_below(path, url)), key=len, default="")
    url = entry_urls.get(nearest, "")
    return url, "page" if url == path else "true"


@lru_cache(maxsize=64)
def _open_doors(role: str, urlconf: str | None) -> dict[str, str]:
    doors = {
        entry.url_name: _door(entry.url_name, urlconf) for group in MENU for entry in group.entries
    }
    return {
        name: target[0]
        for name, target in doors.items()
        if target and (not target[1] or role in MAY[target[1]])
    }


def door(url_name: str) -> tuple[str, str] | None:
    """The URL of a page and the permission that its view requires ("" for none); None if there is
    no such page.
    """
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


def _shown(entry: Entry, url: str, place: Place) -> ShownEntry:
    return ShownEntry(
        entry.label, url, entry.icon, entry.shortcut, place[1] if url == place[0] else ""
    )
