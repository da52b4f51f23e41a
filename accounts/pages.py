"""What every record's page shares: the buttons of its open moves, its history, and the way a move is posted."""

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from accounts.access import SignedInRequest
from accounts.acts import ACTS
from accounts.models import TrailEntry, User
from accounts.moves import Move, MoveRefused, OpenMove, open_to
from jingyan.badges import tone


@dataclass(frozen=True)
class Button:
    """One open move of a record: what `_parts/moves.html` draws."""

    url: str
    move: Move

    @property
    def asks_first(self) -> bool:
        """Whether a step stands between the button and the move: a reason, or the word of somebody who is sure."""
        return self.move.asks_reason or self.move.style == "danger"


@dataclass(frozen=True)
class Act:
    """One line of a record's history, in words."""

    entry: TrailEntry
    label: str | Promise
    before: str
    after: str

    @property
    def tone(self) -> str:
        """The tone of the state that the record was left in."""
        return tone(self.entry.after)


def buttons(row: Any, user: User) -> list[Button]:
    """The moves `user` may make on `row` now. Move `approve` of a Pairing posts to `pairings:pairing_approve`."""
    found = ((_move_url(row, open_move), open_move.move) for open_move in open_to(row, user))
    return [Button(url, move) for url, move in found if url]


def history(row: models.Model, *, notes: bool = True) -> list[Act]:
    """The acts on `row`, latest first; without `notes` for readers who may not see opinions."""
    entries = list(TrailEntry.objects.of(row).order_by("-pk"))
    for entry in entries:
        entry.note = entry.note if notes else ""
    return [act_in_words(entry) for entry in entries]


def act_in_words(entry: TrailEntry) -> Act:
    """A trail entry with its act and states named as the pages name them."""
    model = _model(entry.target)
    states = dict(getattr(getattr(model, "State", None), "choices", []))
    move = getattr(model, "MOVES", {}).get(entry.act)
    label = move.label if move else ACTS.get(entry.act, entry.act)
    return Act(entry, label, str(states.get(entry.before, entry.before)), str(states.get(entry.after, entry.after)))


def record(row: Any, user: User, *, notes: bool = True) -> dict[str, Any]:
    """What a record's template needs beside the record: `moves` and `history`."""
    moves = buttons(row, user) if hasattr(row, "MOVES") else []
    return {"moves": moves, "history": history(row, notes=notes)}


def make_move(
    request: SignedInRequest,
    row: Any,
    action: Callable[..., Any],
    *,
    done: str | Promise = "",
    to: str = "",
    **values: Any,
) -> HttpResponse:
    """Run `action(row, by=…, reason=…, **values)` and go back to the record, or say why it was refused (409)."""
    if "reason" in inspect.signature(action).parameters:
        values["reason"] = request.POST.get("reason", "")
    back = back_to(request, to or _record_url(row))
    try:
        action(row, by=request.user, **values)
    except ObjectDoesNotExist as gone:
        raise Http404 from gone
    except MoveRefused as refusal:
        return render(request, "refused.html", {"refusal": refusal, "back": back}, status=409)
    messages.success(request, str(done or _("Done.")))
    return HttpResponseRedirect(back)


def back_to(request: SignedInRequest, default: str) -> str:
    """Where the user came from, as `next` in the form says, if that is one of our pages."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if ours else default


def _move_url(row: models.Model, open_move: OpenMove) -> str:
    door = open_move.move.door or f"{row._meta.app_label}:{_subject(row)}_{open_move.name}"
    try:
        return reverse(door, args=[row.pk])
    except NoReverseMatch:
        return ""


def _record_url(row: models.Model) -> str:
    return reverse(f"{row._meta.app_label}:{_subject(row)}_detail", args=[row.pk])


def _subject(row: models.Model) -> str:
    """ActionPoint → action_point: the word that its views, URLs and templates begin with."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", type(row).__name__).lower()


def _model(label: str) -> type[models.Model] | None:
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None
