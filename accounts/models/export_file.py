"""Ledgers that a job exported as files, kept for one day for the user who requested them."""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models.user import User

EXPORT_KEPT_FOR = timedelta(hours=24)


class ExportFileQuerySet(models.QuerySet["ExportFile"]):
    def visible_to(self, user: User) -> "ExportFileQuerySet":
        """The user's own files that have not expired, exported in the user's present role and
        town.
        """
        current = self.filter(created_at__gt=timezone.now() - EXPORT_KEPT_FOR)
        return current.filter(created_by=user, role=user.role, town=user.town_id)

    def expired(self) -> "ExportFileQuerySet":
        """Files older than `EXPORT_KEPT_FOR`."""
        return self.filter(created_at__lte=timezone.now() - EXPORT_KEPT_FOR)


class ExportFile(models.Model):
    """One exported ledger, stored under a random name, and where it came from."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(pgettext_lazy("export", "ledger"), max_length=100)
    name = models.CharField(_("file name"), max_length=200)
    file = models.FileField(_("File"), upload_to="exports")
    file_format = models.CharField(_("format"), max_length=4)
    rows = models.PositiveIntegerField(_("Rows"))
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    # The permission of the page that was exported, checked again at each download.
    permission = models.CharField(max_length=60)
    created_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("exported by")
    )
    # The user's role and town at the time: a user who has changed post can't open it any more.
    role = models.CharField(_("Role"), max_length=14)
    town = models.ForeignKey(
        "accounts.Town", models.PROTECT, null=True, related_name="+", verbose_name=_("Town")
    )
    created_at = models.DateTimeField(_("exported at"), default=timezone.now, db_index=True)

    objects = ExportFileQuerySet.as_manager()

    class Meta:
        app_label = "accounts"
        verbose_name = _("exported file")
        verbose_name_plural = _("exported files")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def kept_until(self) -> datetime:
        """When the file is deleted."""
        return self.created_at + EXPORT_KEPT_FOR
