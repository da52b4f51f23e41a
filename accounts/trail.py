"""The trail: every act writes one entry, in the transaction of the act itself."""

from collections.abc import Mapping
from typing import cast

from django.db import models
from django.http import HttpRequest

from accounts.models import TrailEntry, User
from jingyan.parsing import mask_personal


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
    """Record that `by` did `act` to `row`. Numbers of people are masked in `note`; mask them in `changes` first."""
    return TrailEntry.objects.create(
        by=by.username,
        by_name=by.full_name,
        role=by.role,
        act=act,
        target=row._meta.label if row is not None else "",
        target_id=row.pk if row is not None else None,
        subject=str(row)[:200] if row is not None else "",
        before=before,
        after=after,
        note=mask_personal(note),
        changes=dict(changes or {}),
    )


def exported(request: HttpRequest, title: str, count: int) -> None:
    """Record that a ledger was taken out as a file, under which conditions and how long it was."""
    user = cast(User, request.user)
    write("export", None, by=user, note=f"{title}: {count}", changes={"address": request.get_full_path()[:500]})
