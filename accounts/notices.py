"""Notices to users. An act sends them in its own transaction; beat sends those that fall due.

A kind has a sentence in `KINDS`; the names, codes and days that fill it are stored, and the
sentence is formatted in the reader's language. A source in `SOURCES` yields every reminder due by a
day, sent or not: since the key of a reminder prevents a second notice, the next run makes up for a
missed one. Apps define both in their `reminders.py`.
"""

import logging
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Notice, User
from jingyan.lazy_text import LazyText
from jingyan.parsing import mask_personal

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class NoticeKind:
    """One kind of notice: its sentence and icon; `readers` convert codes into words."""

    text: str | LazyText
    icon: str = "bell"
    readers: Mapping[str, Callable[[Any], object]] = field(default_factory=dict)


KINDS: dict[str, NoticeKind] = {
    "job_done": NoticeKind(_("“%(title)s” has finished."), "check-circle"),
    "trail_broken": NoticeKind(
        _("The trail is broken after %(count)s entries. Open it, and ask the auditor."),
        "exclamation-triangle",
    ),
    "job_failed": NoticeKind(
        _("“%(title)s” has failed. Open it to see why, and to try again."), "exclamation-triangle"
    ),
}


@dataclass(frozen=True)
class Reminder:
    """What falls due by date: the same sentence for all its users, under a key for the occasion."""

    users: Collection[User | None]
    kind: str
    key: str
    url: tuple[Any, ...] = ()
    words: Mapping[str, object] = field(default_factory=dict)


Source = Callable[[date], Iterable[Reminder]]
SOURCES: dict[str, Source] = {}


def source(name: str) -> Callable[[Source], Source]:
    """Register a function that returns the reminders due by a day."""

    def register(function: Source) -> Source:
        SOURCES[name] = function
        return function

    return register


@dataclass(frozen=True)
class NoticeText:
    """A notice as text in the active language; `url` is "" if its page is gone."""

    notice: Notice
    text: str
    icon: str
    url: str


def notify(
    users: Iterable[User | None],
    *,
    kind: str,
    key: str = "",
    url: tuple[Any, ...] = (),
    tell_from: datetime | None = None,
    **words: object,
) -> int:
    """Send a notice to each of `users` who can log in, in the caller's transaction; returns how
    many.

    `url` is a URL name and its arguments. A user receives only one notice per key; without a key,
    one per call. After a move this writes after the trail entry, so the action must be a
    `trail.together`.
    """
    rows = _rows(users, kind, key or uuid.uuid4().hex, url, words)
    for row in rows:
        row.tell_from = tell_from or row.tell_from
    return len(Notice.objects.bulk_create(rows, ignore_conflicts=True))


def due(on: date) -> Iterator[Notice]:
    """Unsaved notices that are due by a day and were not sent yet. A source that raises is logged
    and doesn't stop the others.
    """
    for name, function in SOURCES.items():
        try:
            with transaction.atomic():
                reminders = list(function(on))
        except Exception:
            logger.exception("reminders of %s", name)
            continue
        yield from _unsent(reminders)


def send_due(on: date) -> int:
    """Send the notices that are due by a day; returns how many."""
    rows = Notice.objects.bulk_create(due(on), ignore_conflicts=True)
    return len(rows)


def read(notices: Iterable[Notice]) -> int:
    """Mark notices as read; returns how many were unread."""
    unread = Notice.objects.unread().filter(pk__in=[notice.pk for notice in notices])
    return unread.update(read_at=timezone.now())


def notice_texts(notices: Iterable[Notice]) -> list[NoticeText]:
    """The texts of notices; those of a kind that no longer exists are left out."""
    return [_text_of(notice, KINDS[notice.kind]) for notice in notices if notice.kind in KINDS]


def _text_of(notice: Notice, kind: NoticeKind) -> NoticeText:
    words = {
        name: kind.readers.get(name, _unchanged)(value) for name, value in notice.words.items()
    }
    try:
        url = reverse(notice.url_name, args=notice.url_args) if notice.url_name else ""
    except NoReverseMatch:
        url = ""
    return NoticeText(notice, str(kind.text % words), kind.icon, url)


def _unchanged(value: object) -> object:
    return value


def _rows(
    users: Iterable[User | None],
    kind: str,
    key: str,
    url: tuple[Any, ...],
    words: Mapping[str, object],
) -> list[Notice]:
    if kind not in KINDS:
        raise LookupError(f"{kind} isn't in accounts.notices.KINDS")
    plain = {
        name: value if isinstance(value, int) else mask_personal(str(value))
        for name, value in words.items()
    }
    way = {"url_name": url[0] if url else "", "url_args": list(url[1:])}
    here = [user for user in users if user and user.is_active and user.has_usable_password()]
    return [Notice(user=user, kind=kind, key=key, words=plain, **way) for user in here]


def _unsent(reminders: Iterable[Reminder]) -> Iterator[Notice]:
    rows = [
        row for one in reminders for row in _rows(one.users, one.kind, one.key, one.url, one.words)
    ]
    sent = set(
        Notice.objects.filter(key__in={row.key for row in rows}).values_list("user_id", "key")
    )
    for row in rows:
        if (row.user_id, row.key) not in sent:
            yield row
