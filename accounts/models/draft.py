"""What a user has typed into a long form and not submitted yet."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jingyan.crypto import EncryptedField

if TYPE_CHECKING:
    from accounts.models.user import User

KEPT_FOR = timedelta(days=30)


class DraftQuerySet(models.QuerySet["Draft"]):
    def visible_to(self, user: "User") -> "DraftQuerySet":
        """The user's own drafts that have not expired."""
        return self.filter(user=user, saved_at__gt=timezone.now() - KEPT_FOR)

    def expired(self) -> "DraftQuerySet":
        """Drafts that were not saved again within `KEPT_FOR`."""
        return self.filter(saved_at__lte=timezone.now() - KEPT_FOR)


class Draft(models.Model):
    """The fields of one unfinished form of one user, encrypted. It never holds personal numbers or
    files.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    # The address of the form's page.
    form = models.CharField(_("form"), max_length=200)
    title = models.CharField(_("Entry"), max_length=200)
    # JSON: field → value or values.
    content = EncryptedField()
    saved_at = models.DateTimeField(_("Saved at"), default=timezone.now, db_index=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        app_label = "accounts"
        verbose_name = _("Draft")
        verbose_name_plural = _("drafts")
        ordering = ["-saved_at", "-pk"]
        constraints = [models.UniqueConstraint(name="draft_once_a_form", fields=["user", "form"])]

    def __str__(self) -> str:
        return self.title

    @property
    def kept_until(self) -> datetime:
        """When the draft is deleted."""
        return self.saved_at + KEPT_FOR
