"""Uploaded files awaiting import: encrypted and kept one hour for the user who uploaded them."""

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


class SheetFileQuerySet(models.QuerySet["SheetFile"]):
    def visible_to(self, user: "User") -> "SheetFileQuerySet":
        """The user's own files that have not expired."""
        return self.filter(uploaded_by=user, uploaded_at__gt=timezone.now() - KEPT_FOR)

    def expired(self) -> "SheetFileQuerySet":
        """Files older than `KEPT_FOR`."""
        return self.filter(uploaded_at__lte=timezone.now() - KEPT_FOR)


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
    def kept_until(self) -> datetime:
        """When the file is deleted."""
        return self.uploaded_at + KEPT_FOR
