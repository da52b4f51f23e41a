"""The quarterly work-promotion meetings of the towns."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import EvidenceFile, History, SightQuerySet, Town, User
from accounts.moves import Move
from accounts.roles import SIGHT, Sight
from jingyan.periods import Period, parse_period
from officers.models import Officer
from villages.models import Demand


class MeetingQuerySet(SightQuerySet["Meeting"]):
    own_path = "attendances__officer__user"

    def visible_to(self, user: User) -> "MeetingQuerySet":
        """Those of their own town, those attended, and the county's once announced; a town reads
        these in outline only.
        """
        seen = self.in_full(user)
        if SIGHT.get(user.role) != Sight.TOWN or not user.town_id:
            return seen
        return seen | self.filter(town=None).exclude(state=Meeting.State.DRAFT)

    def in_full(self, user: User) -> "MeetingQuerySet":
        """Those of which `user` reads everything: what the county's meetings say of other towns is
        not for a town.
        """
        return super().visible_to(user)

    def counted(self) -> "MeetingQuerySet":
        """The meetings that were held: what a town owes once a quarter."""
        return self.filter(state__in=[Meeting.State.HELD, Meeting.State.CLOSED])


@dataclass(frozen=True)
class MeetingMove(Move):
    """A move of those who may record the meeting: one of the whole county is the county's."""

    def is_for(self, row: Any, user: User) -> bool:
        """Whether the move is one of the role of `user`."""
        return super().is_for(row, user) and user.may(row.log_permission)


class Meeting(models.Model):
    """A town's work-promotion meeting in one quarter; without a town, the county's."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("meeting", "Planned")
        OPEN = "open", pgettext_lazy("meeting", "Open")
        HELD = "held", _("Held")
        CLOSED = "closed", _("Closed")
        SKIPPED = "skipped", _("Skipped")

    MOVES = {
        "announce": MeetingMove(
            _("Announce"), frozenset({State.DRAFT}), State.OPEN, "meetings.log"
        ),
        "hold": MeetingMove(
            _("Record as held"),
            frozenset({State.OPEN}),
            State.HELD,
            "meetings.log",
            style="success",
        ),
        "close": MeetingMove(_("Close"), frozenset({State.HELD}), State.CLOSED, "meetings.log"),
        "skip": MeetingMove(
            _("Skip this quarter"),
            frozenset({State.DRAFT, State.OPEN}),
            State.SKIPPED,
            "meetings.log",
            asks_reason=True,
            style="secondary",
        ),
    }

    town = models.ForeignKey(
        Town, models.PROTECT, related_name="meetings", null=True, blank=True, verbose_name=_("Town")
    )
    quarter = models.CharField(_("Quarter"), max_length=6)
    state = models.CharField(_("State"), max_length=8, choices=State, default=State.DRAFT)
    planned_on = models.DateField(_("Planned on"), null=True, blank=True)
    held_on = models.DateField(_("Held on"), null=True, blank=True)
    place = models.CharField(pgettext_lazy("meeting", "Place"), max_length=100, blank=True)
    chair = models.CharField(_("Chair"), max_length=50, blank=True)
    experience = models.TextField(_("Experience exchanged"), blank=True)
    problems = models.TextField(_("Problems"), blank=True)
    measures = models.TextField(_("Improvement measures"), blank=True)
    agreed = models.TextField(_("Work agreed"), blank=True)
    guests = models.TextField(_("Other attendees"), blank=True)
    reason = models.TextField(_("Reason for skipping"), blank=True)
    day_reason = models.TextField(_("Why on a day outside the quarter"), blank=True)
    demands = models.ManyToManyField(
        Demand, related_name="meetings", blank=True, verbose_name=_("demands raised")
    )
    # The name that a browser gave the entry: sent twice, it is answered with this record.
    client_uuid = models.UUIDField(null=True, editable=False)
    entered_at = models.DateTimeField(_("Entered at"), default=timezone.now)
    entered_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("Entered by")
    )

    objects = MeetingQuerySet.as_manager()
    history = History(without=("client_uuid",))

    class Meta:
        verbose_name = _("Quarterly meeting")
        verbose_name_plural = _("Quarterly meetings")
        ordering = ["-quarter", "town__print_order"]
        constraints = [
            models.UniqueConstraint(
                name="meeting_held_once_a_town_and_quarter",
                fields=["town", "quarter"],
                condition=Q(state__in=["held", "closed"]),
            ),
            models.UniqueConstraint(
                name="county_meeting_held_once_a_quarter",
                fields=["quarter"],
                condition=Q(state__in=["held", "closed"], town=None),
            ),
            models.UniqueConstraint(name="meeting_sent_once", fields=["entered_by", "client_uuid"]),
            models.CheckConstraint(
                name="meeting_held_has_date",
                condition=~Q(state__in=["held", "closed"]) | Q(held_on__isnull=False),
            ),
            models.CheckConstraint(
                name="meeting_skipped_has_reason", condition=~Q(state="skipped") | ~Q(reason="")
            ),
        ]
        indexes = [models.Index(fields=["-held_on", "-id"], name="meeting_newest_first")]

    def __str__(self) -> str:
        place = self.town or _("County")
        return f"{place} {self.period.label()}"

    def is_visible_in_full_to(self, user: User) -> bool:
        """Whether a user who may see it reads all of it; the rule of `MeetingQuerySet.in_full`."""
        return self.town_id is not None or SIGHT.get(user.role) != Sight.TOWN

    @property
    def log_permission(self) -> str:
        """The permission needed to record it."""
        return "meetings.log" if self.town_id else "meetings.log_county"

    @property
    def period(self) -> Period:
        """The quarter that it counts for."""
        return parse_period(self.quarter)


class AttendanceQuerySet(SightQuerySet["Attendance"]):
    town_path = "meeting__town"
    own_path = "officer__user"

    def visible_to(self, user: User) -> "AttendanceQuerySet":
        """Attendance at their own town's meetings, and of the town's officers at the county's."""
        seen = super().visible_to(user)
        if SIGHT.get(user.role) != Sight.TOWN:
            return seen
        officers = Officer.objects.visible_to(user).order_by().values("pk")
        return seen | self.filter(
            meeting__in=Meeting.objects.filter(town=None).order_by().values("pk"),
            officer__in=officers,
        )


class Attendance(models.Model):
    """Whether one officer came to one meeting."""

    class Status(models.TextChoices):
        PRESENT = "present", _("Present")
        LEAVE = "leave", _("On leave")
        ABSENT = "absent", _("Absent")

    meeting = models.ForeignKey(
        Meeting, models.CASCADE, related_name="attendances", verbose_name=_("meeting")
    )
    officer = models.ForeignKey(
        Officer, models.PROTECT, related_name="attendances", verbose_name=_("Officer")
    )
    status = models.CharField(_("Attendance"), max_length=8, choices=Status, default=Status.PRESENT)

    objects = AttendanceQuerySet.as_manager()
    history = History(part_of="meeting", called="officer")

    class Meta:
        verbose_name = _("Attendance")
        verbose_name_plural = _("attendances")
        ordering = ["officer__officer_code"]
        constraints = [
            models.UniqueConstraint(name="attendance_once_a_meeting", fields=["meeting", "officer"])
        ]

    def __str__(self) -> str:
        return f"{self.officer} {self.get_status_display()}"


class MeetingEvidenceQuerySet(SightQuerySet["MeetingEvidence"]):
    town_path = "meeting__town"
    own_path = "meeting__attendances__officer__user"


class MeetingEvidence(EvidenceFile):
    """A file of a meeting: the sign-in sheet, or a picture."""

    meeting = models.ForeignKey(
        Meeting, models.PROTECT, related_name="evidence", verbose_name=_("meeting")
    )

    objects = MeetingEvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of a meeting")
        verbose_name_plural = _("files of meetings")
        ordering = ["pk"]
