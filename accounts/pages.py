"""What the pages of all records share: open moves, history, forms, and posting a move."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import models
from django.forms import BaseForm
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
    name: str
    move: Move

    @property
    def asks_first(self) -> bool:
        """Whether the button first opens a form that asks for a reason or a confirmation."""
        return self.move.asks_reason or self.move.style == "danger"


def _buttons(row: Any, moves: Sequence[OpenMove]) -> list[Button]:
    """The buttons of those moves that have a URL: move `approve` of a Pairing posts to
    `pairings:pairing_approve`.
    """
    shown = [Button(_move_url(row, step), step.name, step.move) for step in moves]
    return [button for button in shown if button.url]


def record(row: Any, user: User, *, notes: bool = True) -> dict[str, Any]:
    """Template context of a record's page besides the record: the names of the moves `user` may
    make now (`open_moves`), their buttons (`moves`), `history` and `papers`.
    """
    moves = available_moves(row, user) if hasattr(row, "MOVES") else []
    return {
        "open_moves": {step.name for step in moves},
        "moves": _buttons(row, moves),
        "history": SimpleLazyObject(lambda: history(row, user, notes=notes)),
        "papers": SimpleLazyObject(lambda: papers_of(row, user)),
        "paper_of": row,
    }


def form_page(
    request: HttpRequest,
    form: BaseForm,
    *,
    title: Any,
    parents: Sequence[tuple[Any, str]],
    step: Any = "",
    submit_label: str = "",
    cancel_url: str = "",
    status: int = 200,
) -> HttpResponse:
    """A page with a form and nothing else. `parents` are the pages above it, each with its URL;
    Cancel leads to the last of them, or to `cancel_url`. `step` replaces the title in the
    breadcrumbs.
    """
    page = {
        "form": form,
        "title": title,
        "parents": parents,
        "step": step,
        "submit_label": submit_label,
        "cancel_url": cancel_url or parents[-1][1],
    }
    return render(request, "form.html", page, status=status)


def make_move(
    request: SignedInRequest,
    row: Any,
    action: Callable[..., Any],
    *,
    done: str | LazyText = "",
    to: str = "",
    **values: Any,
) -> HttpResponse:
    """Run `action(row, by=…, **values)` and redirect to the record, or show why it was refused
    (409).
    """
    back = back_to(request, to or record_url(row))
    try:
        action(row, by=request.user, **values)
    except ObjectDoesNotExist as gone:
        raise Http404 from gone
    except MoveRefused as refusal:
        return refusal_page(request, refusal, back)
    messages.success(request, str(done or _("Done.")))
    return HttpResponseRedirect(back)


def make_move_with_reason(
    request: SignedInRequest, row: Any, action: Callable[..., Any], **options: Any
) -> HttpResponse:
    """As `make_move`, for an action that takes the posted `reason` too."""

    def reasoned(row: Any, **values: Any) -> None:
        action(row, reason=posted_text(request, "reason"), **values)

    return make_move(request, row, reasoned, **options)


def refusal_page(
    request: HttpRequest, refusal: MoveRefused | ValidationError | str | LazyText, back: str
) -> HttpResponse:
    """The page that says why a step was refused (409), with the way `back`."""
    text = " ".join(refusal.messages) if isinstance(refusal, ValidationError) else refusal
    return render(request, "refused.html", {"refusal": text, "back": back}, status=409)


def posted_text(request: HttpRequest, name: str, *, longest: int = LONGEST_REASON) -> str:
    """A posted text that has no form field, cleaned as forms clean theirs. Raises MoveRefused if it
    is too long.
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
    """The page in the request's `next`, if it is one of ours, else `default`."""
    next_url = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(
        next_url, {request.get_host()}, require_https=request.is_secure()
    )
    return next_url if ours and next_url.startswith("/") else default


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
    """The URL of a record's page."""
    return reverse(f"{row._meta.app_label}:{_subject(row)}_detail", args=[row.pk])


def _subject(row: models.Model) -> str:
    """ActionPoint → action_point: the prefix of its views, URLs and templates."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", type(row).__name__).lower()
