"""What users are told."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices."""

    def visible_to(self, user: Any, at: datetime | None = None) -> "NoticeQuerySet":
        """One's own, once their day has come: by now, unless another moment is meant."""
        return self.filter(user=user, tell_from__lte=at or timezone.now())

    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at=None)


class Notice(models.Model):
    """One thing told to one user: a kind and what fills its sentence, so that it reads in the
    reader's language.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", verbose_name=_("user")
    )
    kind = models.CharField(_("Kind"), max_length=40)
    # What is told under a key is told once.
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
