"""Generated papers, kept one day for the user who requested them, and the office's templates."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from accounts.models import User

PAPERS_KEPT_FOR = timedelta(hours=24)


class PaperFileQuerySet(models.QuerySet["PaperFile"]):
    def visible_to(self, user: "User") -> "PaperFileQuerySet":
        """The user's own papers that have not expired."""
        return self.filter(made_by=user, made_at__gt=timezone.now() - PAPERS_KEPT_FOR)

    def expired(self) -> "PaperFileQuerySet":
        """Papers older than `PAPERS_KEPT_FOR`."""
        return self.filter(made_at__lte=timezone.now() - PAPERS_KEPT_FOR)


class PaperFile(models.Model):
    """One paper, or an archive of several. It is stored in the database, so that it exists exactly
    when its job is done.
    """

    paper = models.CharField(_("Paper"), max_length=40)
    # The records that the paper is about; a user who downloads it must still be able to see them.
    keys = models.JSONField(default=list)
    name = models.CharField(_("file name"), max_length=200)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made for")
    )
    made_at = models.DateTimeField(_("made at"), default=timezone.now, db_index=True)

    objects = PaperFileQuerySet.as_manager()

    class Meta:
        app_label = "accounts"
        verbose_name = _("made paper")
        verbose_name_plural = _("made papers")

    def __str__(self) -> str:
        return self.name


class PaperTemplateQuerySet(models.QuerySet["PaperTemplate"]):
    def unaccepted(self) -> "PaperTemplateQuerySet":
        """Templates that wait for their check or were refused; none was ever in use."""
        return self.exclude(state=PaperTemplate.State.ACCEPTED)

    def visible_to(self, user: "User") -> "PaperTemplateQuerySet":
        """All templates, without their content, for users who may replace them."""
        rows = self if user.may("accounts.paper_templates") else self.none()
        return rows.select_related("uploaded_by", "job").defer("content")


class PaperTemplate(models.Model):
    """A Word template that the office uploaded in place of the shipped one."""

    class State(models.TextChoices):
        CHECKING = "checking", _("being checked")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", pgettext_lazy("template", "refused")

    paper = models.CharField(_("Paper"), max_length=40)
    name = models.CharField(_("file name"), max_length=200)
    # Emptied if the check refuses it.
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(_("State"), max_length=8, choices=State, default=State.ACCEPTED)
    # What the check found wrong, in the language of the uploading user.
    faults = models.JSONField(pgettext_lazy("template", "faults"), default=list)
    job = models.ForeignKey(
        "accounts.Job", models.SET_NULL, null=True, related_name="+", verbose_name=_("job")
    )
    in_use = models.BooleanField(_("In use"), default=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Uploaded by")
    )
    uploaded_at = models.DateTimeField(_("Uploaded at"), default=timezone.now)

    objects = PaperTemplateQuerySet.as_manager()

    class Meta:
        app_label = "accounts"
        verbose_name = _("template of a paper")
        verbose_name_plural = _("Templates of papers")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                name="paper_template_one_in_use", fields=["paper"], condition=Q(in_use=True)
            ),
            models.CheckConstraint(
                name="paper_template_in_use_is_accepted",
                condition=Q(in_use=False) | Q(state="accepted"),
            ),
        ]

    def __str__(self) -> str:
        return self.name
