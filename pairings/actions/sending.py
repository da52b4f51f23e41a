"""Entries that a browser sends, and sends again where the answer was lost
(`jingyan.forms.SENT_AS`).
"""

from typing import Any, TypeVar, cast
from uuid import UUID

from django.db import models

from accounts.models import User

M = TypeVar("M", bound=models.Model)


def sent_before(model: type[M], by: User, client_uuid: UUID | None) -> M | None:
    """The record that `by` has made by sending an entry with this `client_uuid`; None for an entry
    without one.
    """
    if client_uuid is None:
        return None
    rows: Any = model._default_manager.filter(entered_by=by, client_uuid=client_uuid)
    return cast("M | None", rows.first())
