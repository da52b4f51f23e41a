"""What every record's page shares: the buttons of its open moves, its history, and the way a move
is posted.
"""

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from accounts.access import SignedInRequest
from accounts.models import User
from accounts.moves import Move, MoveRefused, OpenMove, available_moves
from accounts.papers import papers_of
from accounts.trail.history import history
from jingyan.lazy_text import LazyText
from jingyan.parsing import ParseError, clean_text, parse_text

LONGEST_REASON = 1000


@dataclass(frozen=True)
class Button:
    """One open move of a record: what `_parts/moves.html` draws."""

    url: str
    move: Move

    @property
    def asks_first(self) -> bool:
        """Whether a step stands between the button and the move: a reason, or the word of somebody
        who is sure.
        """
        return self.move.asks_reason or self.move.style == "danger"


def buttons(row: Any, user: User) -> list[Button]:
    """The moves `user` may make on `row` now. Move `approve` of a Pairing posts to
    `pairings:pairing_approve`.
    """
    found = (
        (_move_url(row, open_move), open_move.move) for open_move in available_moves(row, user)
    )
    return [Button(url, move) for url, move in found if url]


def record(row: Any, user: User, *, notes: bool = True) -> dict[str, Any]:
    """What a record's template needs beside the record: `moves`, `history`, and the `papers` that
    there are of it.
    """
    moves = buttons(row, user) if hasattr(row, "MOVES") else []
    return {
        "moves": moves,
        "history": SimpleLazyObject(lambda: history(row, user, notes=notes)),
        "papers": SimpleLazyObject(lambda: papers_of(row, user)),
        "paper_of": row,
    }


def make_move(
    request: SignedInRequest,
    row: Any,
    action: Callable[..., Any],
    *,
    done: str | LazyText = "",
    to: str = "",
    **values: Any,
) -> HttpResponse:
    """Run `action(row, by=…, reason=…, **values)` and go back to the record, or say why it was
    refused (409).
    """
    back = back_to(request, to or record_url(row))
    try:
        if "reason" in inspect.signature(action).parameters:
            values["reason"] = posted_text(request, "reason")
        action(row, by=request.user, **values)
    except ObjectDoesNotExist as gone:
        raise Http404 from gone
    except MoveRefused as refusal:
        return render(request, "refused.html", {"refusal": refusal, "back": back}, status=409)
    messages.success(request, str(done or _("Done.")))
    return HttpResponseRedirect(back)


def posted_text(request: HttpRequest, name: str, *, longest: int = LONGEST_REASON) -> str:
    """A text that a step reads without a form, as forms read theirs. Raises MoveRefused for one
    that is too long.
    """
    try:
        return (
            parse_text(text, max_length=longest)
            if (text := clean_text(request.POST.get(name, "")))
            else ""
        )
    except ParseError as error:
        raise MoveRefused(error.message) from error


def back_to(request: HttpRequest, default: str) -> str:
    """Where the user came from, as `next` in the form says, if that is one of our pages."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(
        asked, {request.get_host()}, require_https=request.is_secure()
    )
    return asked if ours and asked.startswith("/") else default


def may_open(user: User, url: str) -> bool:
    """Whether the role of `user` opens the page at `url`, one of ours."""
    try:
        view = resolve(urlsplit(url).path).func
    except Resolver404:
        return False
    permission = getattr(view, "permission", "")
    return not permission or user.may(permission)


def _move_url(row: models.Model, open_move: OpenMove) -> str:
    door = open_move.move.door or f"{row._meta.app_label}:{_subject(row)}_{open_move.name}"
    try:
        return reverse(door, args=[row.pk])
    except NoReverseMatch:
        return ""


def record_url(row: models.Model) -> str:
    """The page of a record."""
    return reverse(f"{row._meta.app_label}:{_subject(row)}_detail", args=[row.pk])


def _subject(row: models.Model) -> str:
    """ActionPoint → action_point: the word that its views, URLs and templates begin with."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", type(row).__name__).lower()
