"""Events of the programme: the launch conference, symposiums, commendations."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import EvidenceFile, History, User
from officers.models.officer import Officer


class ProgrammeEventQuerySet(models.QuerySet["ProgrammeEvent"]):
    def visible_to(self, user: User) -> "ProgrammeEventQuerySet":
        """All events for users with the right to read them, else none."""
        return self if user.may("events.view") else self.none()


class ProgrammeEvent(models.Model):
    """A gathering of the programme: what, when, where, who came."""

    class Kind(models.TextChoices):
        LAUNCH = "launch", _("Launch conference")
        SYMPOSIUM = "symposium", _("Symposium")
        COMMENDATION = "commendation", _("Commendation")
        TRAINING = "training", _("Training")
        VISIT = "visit", _("Study visit")
        OTHER = "other", _("Other event")

    kind = models.CharField(_("Kind"), max_length=12, choices=Kind)
    title = models.CharField(pgettext_lazy("event", "title"), max_length=100)
    held_on = models.DateField(_("Held on"))
    place = models.CharField(_("venue"), max_length=100)
    attendees = models.ManyToManyField(
        Officer, related_name="events", blank=True, verbose_name=_("Officers who attended")
    )
    others = models.TextField(
        _("others who attended"),
        max_length=1000,
        blank=True,
        help_text=_("Leaders, units and guests, separated by 、."),
    )
    summary = models.TextField(pgettext_lazy("event", "What was done"), max_length=4000, blank=True)
    entered_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("Entered by")
    )
    entered_at = models.DateTimeField(_("Entered at"), default=timezone.now, editable=False)

    objects = ProgrammeEventQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("event of the programme")
        verbose_name_plural = _("events of the programme")
        ordering = ["-held_on", "-pk"]
        constraints = [
            # A second click, or a second clerk, enters no event twice.
            models.UniqueConstraint(name="event_once_a_day", fields=["held_on", "title"])
        ]

    def __str__(self) -> str:
        return self.title


class EventFileQuerySet(models.QuerySet["EventFile"]):
    def visible_to(self, user: User) -> "EventFileQuerySet":
        """As the events."""
        return self if user.may("events.view") else self.none()


class EventFile(EvidenceFile):
    """A photo or a document of an event."""

    event = models.ForeignKey(
        ProgrammeEvent,
        models.PROTECT,
        related_name="files",
        verbose_name=pgettext_lazy("programme", "event"),
    )

    objects = EventFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of an event")
        verbose_name_plural = _("files of events")
        ordering = ["pk"]
