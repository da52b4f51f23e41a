"""The tabs of a long record. Each app adds its own, to its records and to those of the floors below
it.

Only the tab that is open asks the database for anything; `docs/pages.md` shows how one is made.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.access import SignedInRequest
from accounts.models import User
from jingyan.lazy_text import LazyText
from jingyan.tables import Table

# The latest rows that a tab shows: few where all of them are one step away in the ledger.
FEW, MOST = 10, 50


@dataclass(frozen=True)
class Tab:
    """One part of a record: its name in the address, and what its template is filled with once it
    is open.
    """

    key: str
    label: str | LazyText
    tell: Callable[[Any, User], dict[str, Any]]
    template: str = "_parts/tab_ledger.html"
    permission: str = ""
    # Where it stands among the tabs of its record, whichever app it comes from.
    order: int = 50


@dataclass(frozen=True)
class TabLedger:
    """The rows of one ledger that belong to a record, as `_parts/tab_ledger.html` draws them."""

    table: Table
    empty: str | LazyText
    # The ledger with the same condition, for what is left out here.
    url: str
    cut: bool


def nothing(_row: Any, _user: User) -> dict[str, Any]:
    """A tab whose template needs no more than the page has."""
    return {}


HISTORY = Tab("history", _("History"), nothing, "_parts/history.html", order=99)
TABS: dict[type[Model], list[Tab]] = {}


def register(model: type[Model], *tabs: Tab) -> None:
    """Add tabs to the records of `model`; the history follows by itself."""
    TABS[model] = sorted({*TABS.get(model, [HISTORY]), *tabs}, key=lambda tab: (tab.order, tab.key))


def tabs_of(request: SignedInRequest, row: Model) -> dict[str, Any]:
    """What `_parts/tabs.html` needs: the tabs that the user may open, and what the open one tells.

    `?tab=` names it; the first one is open where that names none.
    """
    user, asked = request.user, request.GET.get("tab")
    shown = [tab for tab in TABS[type(row)] if not tab.permission or user.may(tab.permission)]
    opened = next((tab for tab in shown if tab.key == asked), shown[0])
    return {"tabs": shown, "open_tab": opened, **opened.tell(row, user)}


def tab_ledger(
    table: type[Table],
    rows: QuerySet[Any],
    *,
    empty: str | LazyText,
    url: str = "",
    without: tuple[str, ...] = (),
) -> dict[str, TabLedger]:
    """The latest rows of a ledger in the words of its own table, `without` the columns that the
    record itself answers.

    `url` is the ledger with the same condition.
    """
    most = FEW if url else MOST
    found = rows[:most]
    # Fetched once: the table would count them first.
    count = len(found)
    return {
        "ledger": TabLedger(
            table(found, exclude=without, orderable=False), empty, url, cut=count == most
        )
    }
