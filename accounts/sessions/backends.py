"""The authentication backend, which loads what every page's frame shows of its user."""

from datetime import datetime
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import OuterRef
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import Notice, User
from accounts.models.user import UserQuerySet
from jingyan import demo
from jingyan.counting import CountUpTo

UNREAD_UP_TO = 100


def _with_unread(pk: int, at: datetime) -> UserQuerySet:
    unread = CountUpTo(Notice.objects.visible_to(OuterRef("pk"), at).unread(), UNREAD_UP_TO)
    rows: UserQuerySet = User.objects.annotate(unread_notices=unread).filter(pk=pk)
    return rows


class Backend(ModelBackend):
    """Loads a session's user together with the number of unread notices, so that the bell needs no
    query of its own.
    """

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **others: Any,
    ) -> User | None:
        """The user with this name and password; None for the published demo password outside demo
        mode.
        """
        if demo.opens_nothing(password):
            return None
        user = super().authenticate(request, username=username, password=password, **others)
        return user if isinstance(user, User) else None

    def get_user(self, user_id: int) -> User | None:
        """The user of a session; None if they may no longer log in."""
        user = _with_unread(user_id, timezone.now()).first()
        return user if user and self.user_can_authenticate(user) else None
