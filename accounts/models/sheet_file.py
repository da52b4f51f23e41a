"""Uploaded files awaiting import: encrypted, and kept for the user who uploaded them until an hour
after the upload, or after the job that checks or imports them.
"""

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jingyan.crypto import EncryptedField

if TYPE_CHECKING:
    from accounts.models import User

KEPT_FOR = timedelta(hours=1)
_AWAITS_JOB = models.Q(job__isnull=False, job__finished_at__isnull=True)


def _kept_now() -> models.Q:
    """Files uploaded, or read by their job, within `KEPT_FOR`; those that a job has yet to read are
    kept however long the queue.
    """
    since = timezone.now() - KEPT_FOR
    return models.Q(uploaded_at__gt=since) | models.Q(job__finished_at__gt=since) | _AWAITS_JOB


class SheetFileQuerySet(models.QuerySet["SheetFile"]):
    def visible_to(self, user: "User") -> "SheetFileQuerySet":
        """The user's own files that have not expired."""
        return self.filter(_kept_now(), uploaded_by=user)

    def expired(self) -> "SheetFileQuerySet":
        """All others."""
        return self.exclude(_kept_now())

    def idle(self) -> "SheetFileQuerySet":
        """Files that no job has yet to check or import."""
        return self.exclude(_AWAITS_JOB)


class SheetFile(models.Model):
    """A workbook between its upload and its import, and what the check found in it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    register = models.CharField(_("register"), max_length=40)
    name = models.CharField(_("file name"), max_length=200)
    # Base64; emptied by the import.
    content = EncryptedField(blank=True)
    rows = models.PositiveIntegerField(_("Rows"))
    # What the dry run or the import found, as JSON; empty until then.
    report = EncryptedField(blank=True)
    job = models.ForeignKey(
        "accounts.Job", models.SET_NULL, null=True, related_name="+", verbose_name=_("job")
    )
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("Uploaded at"), default=timezone.now, db_index=True)
    imported_at = models.DateTimeField(_("imported at"), null=True)

    objects = SheetFileQuerySet.as_manager()

    class Meta:
        app_label = "accounts"
        verbose_name = _("uploaded workbook")
        verbose_name_plural = _("uploaded workbooks")

    def __str__(self) -> str:
        return self.name

    @property
    def kept_until(self) -> datetime | None:
        """When the file is deleted; None while a job has yet to read it."""
        read_at = self.job.finished_at if self.job else self.uploaded_at
        return max(self.uploaded_at, read_at) + KEPT_FOR if read_at else None
