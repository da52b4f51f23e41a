"""One step on many rows of a ledger. A row that is refused does not stop the others.

A ledger offers steps with `offer`; the step's own view, with a URL that takes no key, runs it with
`run`. A step that needs one form for all chosen rows opens it with `choose`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import SignedInRequest
from accounts.menu import door
from accounts.models import User
from accounts.moves import MoveRefused, four_eyes_message
from accounts.pages import record_url, refusal_page
from jingyan.bulk import BULK_UP_TO, BulkMove
from jingyan.filters import Filters
from jingyan.lazy_text import LazyText

Refused = tuple[str, str, str]


@dataclass
class BulkResult:
    """The result of one step on many rows."""

    label: str | LazyText
    done: list[Any] = field(default_factory=list)
    # The row, its page, and why it was left as it is.
    refused: list[Refused] = field(default_factory=list)


def offer(user: User, **moves: str | LazyText) -> list[BulkMove]:
    """The steps among `moves` (URL name with "__" for ":" → label) that `user` may take; the first
    is the usual one.
    """
    named = {name.replace("__", ":"): label for name, label in moves.items()}
    doors = {name: door(name) for name in named}
    mine = [
        (named[name], target[0]) for name, target in doors.items() if target and user.may(target[1])
    ]
    return [
        BulkMove(label, url, "outline-primary" if place else "primary")
        for place, (label, url) in enumerate(mine)
    ]


def run(
    request: SignedInRequest,
    rows: QuerySet[Any],
    action: Callable[..., Any],
    *,
    label: str | LazyText,
    filters: type[Filters],
    ledger: str,
) -> HttpResponse:
    """Run `action(row, by=…)` on the chosen rows among `rows`, and show which were done and which
    were refused, with the reasons.
    """
    back = _back(request, ledger)
    try:
        chosen = _chosen(request, rows, filters)
    except MoveRefused as refusal:
        return refusal_page(request, refusal, back)
    outcome = BulkResult(label)
    for row in chosen:
        why = _refusal(action, row, request.user)
        if why:
            outcome.refused.append((str(row), record_url(row), why))
        else:
            outcome.done.append(row)
    return render(request, "bulk_outcome.html", {"outcome": outcome, "back": back})


def choose(
    request: SignedInRequest,
    rows: QuerySet[Any],
    show: Callable[[QuerySet[Any], list[Refused]], HttpResponse],
    *,
    ready: QuerySet[Any],
    why: Callable[[Any], str],
    filters: type[Filters],
    ledger: str,
) -> HttpResponse:
    """Respond with `show(ready rows, left-out rows)` for the chosen `rows`: those in `ready`, and
    the others with the reason that `why` gives.
    """
    try:
        chosen = _chosen(request, rows, filters)
        keys = set(ready.filter(pk__in=[row.pk for row in chosen]).values_list("pk", flat=True))
        left_out = [(str(row), record_url(row), why(row)) for row in chosen if row.pk not in keys]
        if not keys:
            raise MoveRefused(_none_ready(left_out))
    except MoveRefused as refusal:
        return refusal_page(request, refusal, _back(request, ledger))
    return show(ready.filter(pk__in=keys), left_out)


def _none_ready(left_out: list[Refused]) -> str:
    reasons = _("; ").join(
        _("%(row)s: %(reason)s") % {"row": row, "reason": reason}
        for row, _url, reason in left_out[:5]
    )
    return _("None of the chosen records can take this step now. %s") % reasons + (
        "…" if len(left_out) > 5 else ""
    )


def _back(request: SignedInRequest, ledger: str) -> str:
    return f"{reverse(ledger)}?{request.POST.get('query', '')}"


def _refusal(action: Callable[..., Any], row: Any, by: User) -> str:
    try:
        action(row, by=by)
    except MoveRefused as refusal:
        return str(refusal)
    except PermissionDenied:
        return four_eyes_message()
    except ObjectDoesNotExist:
        return _("You can no longer see this record.")
    return ""


def _chosen(request: SignedInRequest, rows: QuerySet[Any], filters: type[Filters]) -> list[Any]:
    """The ticked rows, or all rows that match the ledger's filters. Raises MoveRefused for none and
    for too many.
    """
    if "everything" in request.POST:
        ledger_query = QueryDict(request.POST.get("query", ""))
        rows = filters(ledger_query, queryset=rows, request=request).qs
    else:
        keys = [
            int(key)
            for key in request.POST.getlist("chosen")
            if key.isascii() and key.isdigit() and len(key) < 19
        ]
        rows = rows.filter(pk__in=keys[: BULK_UP_TO + 1])
    chosen = list(rows.order_by("pk")[: BULK_UP_TO + 1])
    if not chosen:
        raise MoveRefused(_("Tick the records first."))
    if len(chosen) > BULK_UP_TO:
        raise MoveRefused(
            _("One step takes at most %d records. Narrow the conditions.") % BULK_UP_TO
        )
    return chosen
