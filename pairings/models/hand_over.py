"""What one person hands over to the next: frozen when opened, signed by both sides, nothing
reassigned by itself.
"""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import SightQuerySet, Town, User
from accounts.moves import Move
from pairings.models.liaison import Liaison
from pairings.models.meeting import Meeting
from pairings.models.pairing import Pairing
from pairings.models.promise import Promise
from villages.models import Demand


class Side(models.TextChoices):
    """Who signs a hand-over."""

    GIVING = "giving", _("Handing over")
    RECEIVING = "receiving", _("Taking over")


class HandOverQuerySet(SightQuerySet["HandOver"]):
    """Hand-overs; an officer sees only those of their own pairings."""

    own_path = "pairing__officer__user"

    def waiting(self) -> "HandOverQuerySet":
        """Those that not both sides have signed."""
        return self.filter(state=HandOver.State.OPEN)


class HandOver(models.Model):
    """The explicit hand-over at a change of liaison, or at the end of a pairing."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("hand-over", "Waiting for signatures")
        SIGNED = "signed", pgettext_lazy("hand-over", "Signed by both")

    MOVES = {
        "sign": Move(
            pgettext_lazy("hand-over", "Sign"),
            frozenset({State.OPEN}),
            State.SIGNED,
            "handovers.sign",
            style="success",
        ),
    }

    town = models.ForeignKey(
        Town, models.PROTECT, related_name="hand_overs", verbose_name=_("Town")
    )
    # Exactly one of the two: the pairing that ended, or the liaison who takes over.
    pairing = models.ForeignKey(
        Pairing,
        models.PROTECT,
        related_name="hand_overs",
        null=True,
        blank=True,
        verbose_name=_("Pairing"),
    )
    liaison = models.ForeignKey(
        Liaison,
        models.PROTECT,
        related_name="hand_overs",
        null=True,
        blank=True,
        verbose_name=pgettext_lazy("leadership", "town liaison"),
    )
    giver = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, verbose_name=_("log-in handing over")
    )
    giver_name = models.CharField(_("Handed over by"), max_length=50)
    receiver = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, verbose_name=_("log-in taking over")
    )
    receiver_name = models.CharField(_("Taken over by"), max_length=50, blank=True)
    opened_on = models.DateField(_("Opened on"))
    state = models.CharField(_("State"), max_length=6, choices=State, default=State.OPEN)
    opened_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("Opened by")
    )

    objects = HandOverQuerySet.as_manager()

    class Meta:
        verbose_name = _("hand-over")
        verbose_name_plural = _("Hand-overs")
        ordering = ["-opened_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="hand_over_of_a_pairing_or_a_liaison",
                condition=Q(pairing=None, liaison__isnull=False)
                | Q(pairing__isnull=False, liaison=None),
            ),
            models.UniqueConstraint(name="hand_over_once_a_pairing", fields=["pairing"]),
            models.UniqueConstraint(name="hand_over_once_a_liaison", fields=["liaison"]),
        ]

    def __str__(self) -> str:
        subject = self.pairing.village if self.pairing else self.town
        return f"{subject}：{self.giver_name} → {self.receiver_name or '—'}"


class HandOverItem(models.Model):
    """One open matter in a hand-over, in its state of that day."""

    class Kind(models.TextChoices):
        DEMAND = "demand", pgettext_lazy("hand-over", "Open demands")
        PROMISE = "promise", _("Promises to be kept")
        ACTION = "action", _("Action points")
        OWED = "owed", _("Meetings owed")
        MEETING = "meeting", _("Last meetings")
        OBJECTION = "objection", _("Open objections")
        CONTACT = "contact", _("Contacts")

    hand_over = models.ForeignKey(
        HandOver, models.CASCADE, related_name="items", verbose_name=_("hand-over")
    )
    kind = models.CharField(_("Kind"), max_length=9, choices=Kind)
    text = models.CharField(_("What"), max_length=300)
    standing = models.CharField(_("current status"), max_length=300, blank=True)
    demand = models.ForeignKey(
        Demand, models.PROTECT, related_name="+", null=True, verbose_name=_("Demand")
    )
    promise = models.ForeignKey(
        Promise, models.PROTECT, related_name="+", null=True, verbose_name=_("promise")
    )
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, related_name="+", null=True, verbose_name=_("meeting")
    )

    class Meta:
        verbose_name = _("item of a hand-over")
        verbose_name_plural = _("items of hand-overs")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text


class HandOverSignature(models.Model):
    """That one side signed a hand-over: who, when, and whose log-in recorded it."""

    hand_over = models.ForeignKey(
        HandOver, models.CASCADE, related_name="signatures", verbose_name=_("hand-over")
    )
    side = models.CharField(_("side"), max_length=9, choices=Side)
    name = models.CharField(_("signed by"), max_length=50)
    remark = models.CharField(_("Remark"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("Recorded by")
    )
    signed_at = models.DateTimeField(_("signed at"), default=timezone.now)

    class Meta:
        verbose_name = _("signature of a hand-over")
        verbose_name_plural = _("signatures of hand-overs")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="hand_over_signed_once_a_side", fields=["hand_over", "side"]
            ),
            # Giver and receiver are different users.
            models.UniqueConstraint(
                name="hand_over_signed_by_two_log_ins", fields=["hand_over", "recorded_by"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_side_display()} {self.name}"
