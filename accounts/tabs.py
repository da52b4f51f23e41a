"""The tabs of a long record. Each app adds its own, to its records and to those of lower apps.

Only the open tab queries the database; `docs/pages.md` shows how to make one.
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
    """One tab of a record: its `key` in the address, and `tell`, which returns the context of its
    template when it is open.
    """

    key: str
    label: str | LazyText
    tell: Callable[[Any, User], dict[str, Any]]
    template: str = "_parts/tab_ledger.html"
    permission: str = ""
    # Its position among the tabs of the record, whichever app they come from.
    order: int = 50


@dataclass(frozen=True)
class TabLedger:
    """The rows of one ledger that belong to a record, for `_parts/tab_ledger.html`."""

    table: Table
    empty: str | LazyText
    # The ledger with the same filter, for the rows that are left out here.
    url: str
    cut: bool


def nothing(_row: Any, _user: User) -> dict[str, Any]:
    """The `tell` of a tab whose template needs no context besides the page's."""
    return {}


HISTORY = Tab("history", _("History"), nothing, "_parts/history.html", order=99)
TABS: dict[type[Model], list[Tab]] = {}


def register(model: type[Model], *tabs: Tab) -> None:
    """Add tabs to the records of `model`; the tab of its history is added automatically."""
    TABS[model] = sorted({*TABS.get(model, [HISTORY]), *tabs}, key=lambda tab: (tab.order, tab.key))


def tabs_of(request: SignedInRequest, row: Model) -> dict[str, Any]:
    """Context of `_parts/tabs.html`: the tabs that the user may open, and that of the open one.

    `?tab=` names the open tab; without a valid name it is the first one.
    """
    user, requested_key = request.user, request.GET.get("tab")
    shown = [tab for tab in TABS[type(row)] if not tab.permission or user.may(tab.permission)]
    opened = next((tab for tab in shown if tab.key == requested_key), shown[0])
    return {"tabs": shown, "open_tab": opened, **opened.tell(row, user)}


def tab_ledger(
    table: type[Table],
    rows: QuerySet[Any],
    *,
    empty: str | LazyText,
    url: str = "",
    without: tuple[str, ...] = (),
) -> dict[str, TabLedger]:
    """The latest rows of a ledger in its own table, `without` the columns that would repeat the
    record itself.

    `url` is the ledger with the same filter.
    """
    most = FEW if url else MOST
    latest = rows[:most]
    # Fetched here, since the table would run a count query first.
    count = len(latest)
    return {
        "ledger": TabLedger(
            table(latest, exclude=without, orderable=False), empty, url, cut=count == most
        )
    }
