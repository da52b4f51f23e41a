"""What a quarterly meeting noted of each officer: what the routine evaluation begins with."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import History, SightQuerySet
from officers.models import Officer
from pairings.models.meeting import Meeting


class MeetingNoteQuerySet(SightQuerySet["MeetingNote"]):
    """Notes on officers. The town and the county read them, the officers do not."""

    town_path = "meeting__town"


class MeetingNote(models.Model):
    """The assessment of one officer's work at one meeting: a mark and a line."""

    class Mark(models.TextChoices):
        WELL_DONE = "well_done", _("Well done")
        TO_IMPROVE = "to_improve", _("To improve")
        NEEDS_SUPPORT = "needs_support", _("Needs support")

    meeting = models.ForeignKey(
        Meeting, models.CASCADE, related_name="notes", verbose_name=_("meeting")
    )
    officer = models.ForeignKey(
        Officer, models.PROTECT, related_name="meeting_notes", verbose_name=_("Officer")
    )
    mark = models.CharField(_("mark"), max_length=13, choices=Mark)
    line = models.CharField(_("Note"), max_length=200, blank=True)

    objects = MeetingNoteQuerySet.as_manager()
    history = History(
        part_of="meeting",
        called="officer",
        restricted={"mark": "meetings.notes", "line": "meetings.notes"},
    )

    class Meta:
        verbose_name = _("note on an officer")
        verbose_name_plural = _("Notes on officers")
        ordering = ["officer__officer_code"]
        constraints = [
            models.UniqueConstraint(name="note_once_a_meeting", fields=["meeting", "officer"])
        ]

    def __str__(self) -> str:
        return f"{self.officer}：{self.get_mark_display()}{f'，{self.line}' if self.line else ''}"
