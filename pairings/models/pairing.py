"""Who serves where, from when to when, and why."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import History, SightQuerySet, User, in_effect
from accounts.moves import Move
from officers.models import Appointment, Officer
from villages.models import Village


class PairingQuerySet(SightQuerySet["Pairing"]):
    town_path = "village__town"
    own_path = "officer__user"
    town_when = own_when = in_effect()

    def current(self) -> "PairingQuerySet":
        return self.filter(state=Pairing.State.ACTIVE)

    def active_on(self, on: date) -> "PairingQuerySet":
        """Those that ran on a date, whatever became of them later."""
        return self.active_in(on, on)

    def active_in(self, start: date, end: date) -> "PairingQuerySet":
        """Those that ran on at least one day of a span, both ends included."""
        started = self.filter(
            state__in=[Pairing.State.ACTIVE, Pairing.State.ENDED], starts_on__lte=end
        )
        return started.filter(Q(ends_on=None) | Q(ends_on__gte=start))


class Pairing(models.Model):
    """One officer in one village for a time."""

    class State(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("pairing", "Proposed")
        ACTIVE = "active", _("Active")
        REJECTED = "rejected", _("Rejected")
        ENDED = "ended", _("Ended")

    MOVES = {
        "approve": Move(
            _("Approve"),
            frozenset({State.PROPOSED}),
            State.ACTIVE,
            "pairings.approve",
            not_by=("proposed_by",),
            style="success",
        ),
        "reject": Move(
            _("Reject"),
            frozenset({State.PROPOSED}),
            State.REJECTED,
            "pairings.approve",
            not_by=("proposed_by",),
            asks_reason=True,
            style="danger",
        ),
        "end": Move(
            _("End the pairing"),
            frozenset({State.ACTIVE}),
            State.ENDED,
            "pairings.end",
            asks_reason=True,
            style="danger",
        ),
    }

    appointment = models.ForeignKey(
        Appointment, models.PROTECT, related_name="pairings", verbose_name=_("appointment")
    )
    # The appointment's officer again, so that the database can hold one active pairing an officer.
    officer = models.ForeignKey(
        Officer, models.PROTECT, related_name="pairings", verbose_name=_("Officer")
    )
    village = models.ForeignKey(
        Village, models.PROTECT, related_name="pairings", verbose_name=_("Village")
    )
    starts_on = models.DateField(_("Paired from"))
    ends_on = models.DateField(_("Paired to"), null=True, blank=True)
    reason = models.TextField(_("Reasons for the pairing"), blank=True)
    joint = models.BooleanField(
        _("Joint pairing"), default=False, help_text=_("An exception from one-to-one.")
    )
    state = models.CharField(_("State"), max_length=8, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("Proposed by")
    )
    approved_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, verbose_name=_("Approved by")
    )

    objects = PairingQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("Pairing")
        verbose_name_plural = _("Pairings")
        ordering = ["village__code", "-starts_on"]
        constraints = [
            models.UniqueConstraint(
                name="pairing_active_once_a_village",
                fields=["village"],
                condition=Q(state="active", joint=False),
            ),
            models.UniqueConstraint(
                name="pairing_active_once_an_officer",
                fields=["officer"],
                condition=Q(state="active", joint=False),
            ),
            models.CheckConstraint(
                name="pairing_dates_in_order",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="pairing_joint_has_reason", condition=Q(joint=False) | ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer} – {self.village}"
