"""Notices to users."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: Any, at: datetime | None = None) -> "NoticeQuerySet":
        """The user's own notices whose `tell_from` has passed, by default now."""
        return self.filter(user=user, tell_from__lte=at or timezone.now())

    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at=None)


class Notice(models.Model):
    """One notice to one user: its kind and the words that fill the kind's sentence, so that it is
    shown in the reader's language.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", verbose_name=_("user")
    )
    kind = models.CharField(_("Kind"), max_length=40)
    # A user receives only one notice per key.
    key = models.CharField(_("key"), max_length=120)
    # Names, codes and days, never the number of a person.
    words = models.JSONField(default=dict)
    url_name = models.CharField(max_length=100, blank=True)
    url_args = models.JSONField(default=list)
    created_at = models.DateTimeField(_("written at"), default=timezone.now)
    tell_from = models.DateTimeField(_("told at"), default=timezone.now)
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("Notices")
        ordering = ["-tell_from", "-pk"]
        constraints = [models.UniqueConstraint(name="notice_told_once", fields=["user", "key"])]
        indexes = [
            models.Index(fields=["user", "-tell_from", "-id"], name="notice_newest_first"),
            models.Index(fields=["user"], condition=Q(read_at=None), name="notice_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
