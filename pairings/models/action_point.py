"""What meetings decided to have done by a day (督办), its progress, and who checked whether
it was done.
"""

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import CHANGED_BY, Authored, EvidenceFile, History, SightQuerySet, User
from accounts.moves import Move
from officers.models import Officer
from pairings.models.meeting import Meeting

# Amber: due within so many days.
SOON = timedelta(days=7)
# The lights in words: red, amber, green.
LIGHTS = {"late": _("Past due"), "due": _("Due soon"), "on_time": _("On time")}


def owned_by(user: User) -> Q:
    """The condition that an action point is `user`'s own, in person or as an officer."""
    return Q(owner=user) | Q(officer__in=Officer.objects.filter(user=user).order_by().values("pk"))


class ActionPointQuerySet(SightQuerySet["ActionPoint"]):
    town_path = "meeting__town"
    own_path = "officer__user"

    def visible_to(self, user: User) -> "ActionPointQuerySet":
        """Those of their town's meetings, their own, and those that the county's meetings assign
        to the town's officers.
        """
        seen = super().visible_to(user)
        if not user.may("action_points.view"):
            return seen
        county = Q(meeting__in=Meeting.objects.filter(town=None).values("pk"))
        return seen | self.filter(
            Q(owner=user)
            | county & Q(officer__in=Officer.objects.visible_to(user).order_by().values("pk"))
        )

    def open(self) -> "ActionPointQuerySet":
        """Those not yet reported as done."""
        return self.filter(state=ActionPoint.State.OPEN)

    def unfinished(self) -> "ActionPointQuerySet":
        """What is still to be done, or of high priority and still to be verified: what heads the
        next agenda.
        """
        unverified = Q(state=ActionPoint.State.DONE, priority=ActionPoint.Priority.HIGH)
        return self.filter(Q(state=ActionPoint.State.OPEN) | unverified)

    def overdue(self, on: date) -> "ActionPointQuerySet":
        """Those that are past due and not done."""
        return self.open().filter(due_on__lt=on)

    def of(self, user: User) -> "ActionPointQuerySet":
        """Those that `user` owns, in person or as an officer."""
        return self.filter(owned_by(user))


class ActionPoint(Authored):
    """One thing that a meeting decided: who does what by when.

    `changed_by` lists everyone who has reported it as done or was its owner before: they must not
    verify it.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("action point", "Open")
        DONE = "done", _("Done")
        VERIFIED = "verified", _("Verified")

    class Priority(models.TextChoices):
        HIGH = "high", _("High")
        NORMAL = "normal", _("Normal")

    MOVES = {
        "finish": Move(
            _("Report as done"),
            frozenset({State.OPEN}),
            State.DONE,
            "action_points.progress",
            style="success",
            door="pairings:action_point_progress",
        ),
        "verify": Move(
            _("Verify"),
            frozenset({State.DONE}),
            State.VERIFIED,
            "action_points.verify",
            not_by=("owner", "officer__user", "done_by", CHANGED_BY),
            style="success",
        ),
        "reopen": Move(
            pgettext_lazy("action point", "Reopen"),
            frozenset({State.DONE}),
            State.OPEN,
            "action_points.verify",
            asks_reason=True,
            style="secondary",
        ),
    }

    meeting = models.ForeignKey(
        Meeting, models.PROTECT, related_name="action_points", verbose_name=_("meeting")
    )
    title = models.CharField(_("What is to be done"), max_length=200)
    owner = models.ForeignKey(
        User,
        models.PROTECT,
        related_name="action_points",
        null=True,
        blank=True,
        verbose_name=_("Owner"),
    )
    officer = models.ForeignKey(
        Officer,
        models.PROTECT,
        related_name="action_points",
        null=True,
        blank=True,
        verbose_name=_("Officer"),
    )
    unit = models.CharField(_("responsible unit"), max_length=50, blank=True)
    due_on = models.DateField(_("Due on"))
    priority = models.CharField(
        _("Priority"), max_length=6, choices=Priority, default=Priority.NORMAL
    )
    state = models.CharField(_("State"), max_length=8, choices=State, default=State.OPEN)
    done = models.TextField(_("Action taken"), blank=True)
    done_on = models.DateField(_("Done on"), null=True, blank=True)
    done_by = models.ForeignKey(
        User,
        models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
        verbose_name=_("reported by"),
    )
    verified_by = models.ForeignKey(
        User,
        models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
        verbose_name=_("Verified by"),
    )
    verified_at = models.DateTimeField(_("verified at"), null=True, editable=False)
    entered_at = models.DateTimeField(_("Entered at"), default=timezone.now)
    entered_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("Entered by")
    )

    objects = ActionPointQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("action point")
        verbose_name_plural = _("Action points")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="action_point_has_one_owner",
                condition=Q(owner__isnull=False, officer=None, unit="")
                | Q(owner=None, officer__isnull=False, unit="")
                | Q(owner=None, officer=None) & ~Q(unit=""),
            ),
            models.CheckConstraint(
                name="action_point_done_says_what",
                condition=Q(state="open")
                | Q(done_on__isnull=False, done_by__isnull=False) & ~Q(done=""),
            ),
            models.CheckConstraint(
                name="action_point_verified_by_another",
                condition=~Q(state="verified")
                | Q(verified_by__isnull=False, verified_at__isnull=False)
                & ~Q(verified_by=F("done_by"))
                & (Q(owner=None) | ~Q(verified_by=F("owner"))),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_on"], name="action_point_due"),
            models.Index(fields=["owner", "due_on"], name="action_point_of_owner"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def owner_name(self) -> str:
        """Who does it: a person of the town or county, an officer, or a unit."""
        return str(self.owner or self.officer or self.unit)

    @property
    def doer(self) -> User | None:
        """The user who does it, in person or as an officer; a unit, or an officer without a log-in,
        is none.
        """
        return self.owner or (self.officer.user if self.officer else None)

    @property
    def urgency(self) -> str:
        """Today's urgency, the word beside its light: `late` red, `due` amber, `on_time` green;
        otherwise the state.
        """
        if self.state != self.State.OPEN:
            return str(self.state)
        today = timezone.localdate()
        if self.due_on < today:
            return "late"
        return "due" if self.due_on <= today + SOON else "on_time"

    def get_urgency_display(self) -> str:
        """The light in words."""
        return str(LIGHTS.get(self.urgency) or self.get_state_display())


class ActionPointUpdateQuerySet(SightQuerySet["ActionPointUpdate"]):
    def visible_to(self, user: User) -> "ActionPointUpdateQuerySet":
        """That of the action points in sight."""
        return self.filter(
            action_point__in=ActionPoint.objects.visible_to(user).order_by().values("pk")
        )


class ActionPointUpdate(models.Model):
    """One dated line of progress on an action point; it never changes."""

    class Progress(models.TextChoices):
        DONE = "done", _("Done")
        GOING_ON = "going_on", _("In progress")
        NOT_YET = "not_yet", _("Not yet")

    action_point = models.ForeignKey(
        ActionPoint, models.PROTECT, related_name="updates", verbose_name=_("action point")
    )
    meeting = models.ForeignKey(
        Meeting,
        models.PROTECT,
        related_name="updates",
        null=True,
        blank=True,
        verbose_name=_("reported at the meeting"),
    )
    happened_on = models.DateField(_("Day"))
    progress = models.CharField(_("progress"), max_length=8, choices=Progress)
    line = models.CharField(_("what has happened"), max_length=500, blank=True)
    client_uuid = models.UUIDField(null=True, editable=False)
    entered_at = models.DateTimeField(_("Entered at"), default=timezone.now)
    entered_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("Entered by")
    )

    objects = ActionPointUpdateQuerySet.as_manager()

    class Meta:
        verbose_name = _("progress of an action point")
        verbose_name_plural = _("progress of action points")
        ordering = ["-happened_on", "-pk"]
        constraints = [
            models.UniqueConstraint(name="update_sent_once", fields=["entered_by", "client_uuid"]),
            models.UniqueConstraint(
                name="update_once_a_meeting", fields=["action_point", "meeting"]
            ),
        ]

    def __str__(self) -> str:
        return (
            f"{self.get_progress_display()}：{self.line}"
            if self.line
            else self.get_progress_display()
        )


class ActionPointEvidenceQuerySet(SightQuerySet["ActionPointEvidence"]):
    """Evidence of action points."""

    def visible_to(self, user: User) -> "ActionPointEvidenceQuerySet":
        """The files of the action points in sight."""
        return self.filter(
            action_point__in=ActionPoint.objects.visible_to(user).order_by().values("pk")
        )


class ActionPointEvidence(EvidenceFile):
    """A file that shows what was done."""

    action_point = models.ForeignKey(
        ActionPoint, models.PROTECT, related_name="evidence", verbose_name=_("action point")
    )

    objects = ActionPointEvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence of an action point")
        verbose_name_plural = _("evidence of action points")
        ordering = ["pk"]
