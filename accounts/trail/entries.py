"""The trail: every act writes one entry, in the transaction of the act itself.

The entries form a chain, so the row that holds its end is locked from the first entry to the end of
the transaction. That lock must be the last one taken: a transaction that locks another row after it
could deadlock. An action that writes after an entry, or makes several moves, must therefore be a
`together`.
"""

import json
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import cast

from django.conf import settings
from django.db import models, transaction
from django.http import HttpRequest
from django.utils.translation import override

from accounts.models import TrailEntry, TrailHead, User
from jingyan import chain
from jingyan.parsing import mask_personal

BATCH = 2000


class _PendingEntries(threading.local):
    """The entries of this thread's `together`, None outside of one."""

    entries: list[TrailEntry] | None = None


_pending = _PendingEntries()


@contextmanager
def together() -> Iterator[None]:
    """A transaction that writes its entries at its end, in their order. Also a decorator:
    `@trail.together()`.
    """
    if _pending.entries is None:
        with transaction.atomic(), _collected() as entries:
            yield
            _append(entries)
        return
    count_before = len(_pending.entries)
    try:
        with transaction.atomic():
            yield
    except BaseException:
        # The entries of what was rolled back must not be written.
        del _pending.entries[count_before:]
        raise


@contextmanager
def _collected() -> Iterator[list[TrailEntry]]:
    entries: list[TrailEntry] = []
    _pending.entries = entries
    try:
        yield entries
    finally:
        _pending.entries = None


def write(
    act: str,
    row: models.Model | None,
    *,
    by: User,
    before: str = "",
    after: str = "",
    note: str = "",
    changes: Mapping[str, object] | None = None,
) -> TrailEntry:
    """Record that `by` did `act` to `row`. Personal numbers are masked in `note`; the caller must
    mask them in `changes`.

    Inside a `together` the entry is saved, and takes its place in the chain, at the end of that.
    """
    entry = TrailEntry(
        by=by.username,
        by_name=by.full_name,
        role=by.role,
        act=act,
        target=row._meta.label if row is not None else "",
        target_id=row.pk if row is not None else None,
        subject=_named(row)[:200] if row is not None else "",
        before=before,
        after=after,
        note=mask_personal(note),
        changes=_plain(changes or {}),
    )
    extend([entry])
    return entry


def _named(row: models.Model) -> str:
    """The name of `row` in the default language, whichever language its actor uses."""
    with override(settings.LANGUAGE_CODE):
        return str(row)


def _plain(changes: Mapping[str, object]) -> dict[str, object]:
    """`changes` as JSON data. Raises TypeError for floats, which databases return differently."""
    plain: dict[str, object] = json.loads(json.dumps(dict(changes)), parse_float=_refuse_float)
    return plain


def _refuse_float(number: str) -> None:
    raise TypeError(f"The trail takes numbers with decimals as text: {number}")


def extend(entries: Iterable[TrailEntry]) -> None:
    """Append new entries to the chain, in this order."""
    if _pending.entries is None:
        _append(list(entries))
    else:
        _pending.entries.extend(entries)


@transaction.atomic
def _append(entries: list[TrailEntry]) -> None:
    if not entries:
        return
    head = TrailHead.objects.select_for_update(no_key=True).get(pk=TrailHead.ONLY)
    for entry in entries:
        entry.number, entry.previous = head.number + 1, head.hash
        entry.hash = chain.seal(entry.previous, vars(entry))
        head.number, head.hash = entry.number, entry.hash
    TrailEntry.objects.bulk_create(entries, batch_size=BATCH)
    head.save(update_fields=["number", "hash"])


def exported(request: HttpRequest, title: str, count: int) -> None:
    """Record the export of a ledger: its title, address with filters, and number of rows."""
    user = cast(User, request.user)
    write(
        "export",
        None,
        by=user,
        note=f"{title}: {count}",
        changes={"address": request.get_full_path()[:500]},
    )
