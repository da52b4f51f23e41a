"""Notices: what is told, to whom, once. An act tells in its own transaction; beat tells what falls
due by date.

A kind is a sentence in `KINDS`; what stands in it is kept as names, codes and days, and read in the
reader's language. A source in `SOURCES` looks at a day and yields every reminder due by then, told
or not: the key of a reminder sees to it that nothing is told twice, so a run that is missed is made
up for by the next. Apps have both in `reminders.py`.
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
    """One kind of notice: its sentence, its icon, and how a code in the sentence is read out."""

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
    """What falls due by date: the same sentence for all its users, under a key that stands for the
    occasion.
    """

    users: Collection[User | None]
    kind: str
    key: str
    url: tuple[Any, ...] = ()
    words: Mapping[str, object] = field(default_factory=dict)


Source = Callable[[date], Iterable[Reminder]]
SOURCES: dict[str, Source] = {}


def source(name: str) -> Callable[[Source], Source]:
    """Register what gives the reminders due on a day."""

    def register(function: Source) -> Source:
        SOURCES[name] = function
        return function

    return register


@dataclass(frozen=True)
class NoticeText:
    """A notice in the words of whoever reads it; `url` is empty where its page is gone."""

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
    """Tell each of `users` who can log in, in the transaction of the caller; returns to how many it
    was written.

    `url` is a URL's name and its arguments. Under the same key nobody is told twice; without one it
    is told anew. After a move this writes behind the end of the trail, so the action is a
    `trail.together`.
    """
    rows = _rows(users, kind, key or uuid.uuid4().hex, url, words)
    for row in rows:
        row.tell_from = tell_from or row.tell_from
    return len(Notice.objects.bulk_create(rows, ignore_conflicts=True))


def due(on: date) -> Iterator[Notice]:
    """What is due on a day and has not been told yet, not saved. A source that breaks does not
    silence the others.
    """
    for name, function in SOURCES.items():
        try:
            with transaction.atomic():
                reminders = list(function(on))
        except Exception:
            logger.exception("reminders of %s", name)
            continue
        yield from _untold(reminders)


def send_due(on: date) -> int:
    """Tell what is due on a day; returns how many notices that were."""
    rows = Notice.objects.bulk_create(due(on), ignore_conflicts=True)
    return len(rows)


def read(notices: Iterable[Notice]) -> int:
    """Mark notices as read; returns how many were not yet."""
    unread = Notice.objects.unread().filter(pk__in=[notice.pk for notice in notices])
    return unread.update(read_at=timezone.now())


def notice_texts(notices: Iterable[Notice]) -> list[NoticeText]:
    """Notices as they are read. One of a kind that is no more is left out."""
    return [_told(notice, KINDS[notice.kind]) for notice in notices if notice.kind in KINDS]


def _told(notice: Notice, kind: NoticeKind) -> NoticeText:
    words = {name: kind.readers.get(name, _as_it_is)(value) for name, value in notice.words.items()}
    try:
        url = reverse(notice.url_name, args=notice.url_args) if notice.url_name else ""
    except NoReverseMatch:
        url = ""
    return NoticeText(notice, str(kind.text % words), kind.icon, url)


def _as_it_is(value: object) -> object:
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


def _untold(reminders: Iterable[Reminder]) -> Iterator[Notice]:
    rows = [
        row for one in reminders for row in _rows(one.users, one.kind, one.key, one.url, one.words)
    ]
    told = set(
        Notice.objects.filter(key__in={row.key for row in rows}).values_list("user_id", "key")
    )
    for row in rows:
        if (row.user_id, row.key) not in told:
            yield row
