"""Evidence files."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.user import User
from jingyan.uploads import PICTURES, kind_of

ICONS = {
    "pdf": "file-earmark-pdf",
    "docx": "file-earmark-word",
    "xlsx": "file-earmark-excel",
    "jpg": "file-earmark-image",
    "png": "file-earmark-image",
}


class EvidenceFile(models.Model):
    """A file that proves something, stored under a random name and served as an attachment.

    Each app has a subclass that refers to its own record.
    """

    file = models.FileField(_("File"), upload_to="evidence/%Y/%m")
    name = models.CharField(_("file name"), max_length=200)
    caption = models.CharField(_("what it shows"), max_length=100, blank=True)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("Uploaded by")
    )
    uploaded_at = models.DateTimeField(_("Uploaded at"), default=timezone.now)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        """Whether a thumbnail can be made of it."""
        return kind_of(self.name) in PICTURES

    @property
    def icon(self) -> str:
        """The icon of its file type, shown if there is no thumbnail."""
        return ICONS.get(kind_of(self.name), "file-earmark")
