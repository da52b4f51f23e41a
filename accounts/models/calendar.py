"""The work calendar."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CalendarDay(models.Model):
    """One stored day of the work calendar, official, estimated or manually entered."""

    class Source(models.TextChoices):
        OFFICIAL = "official", _("Official notice")
        ESTIMATED = "estimated", _("Estimated")
        MANUAL = "manual", _("Entered by hand")

    date = models.DateField(_("date"), unique=True)
    is_workday = models.BooleanField(_("workday"))
    source = models.CharField(_("Source"), max_length=10, choices=Source)
    name = models.CharField(_("Name"), max_length=50, blank=True)

    class Meta:
        verbose_name = _("calendar day")
        verbose_name_plural = _("Work calendar")
        ordering = ["date"]

    def __str__(self) -> str:
        return self.date.isoformat()
