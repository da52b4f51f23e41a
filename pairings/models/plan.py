"""The assistance plan of a pairing: versions, and the three signatures under each."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import History, SightQuerySet, User, in_effect
from accounts.moves import Move
from pairings.models.pairing import Pairing


class PlanQuerySet(SightQuerySet["Plan"]):
    town_path = "pairing__village__town"
    own_path = "pairing__officer__user"
    town_when = own_when = in_effect("pairing")

    def in_force(self) -> "PlanQuerySet":
        """The signed ones: of all versions of a plan at most one."""
        return self.filter(state=Plan.State.SIGNED)


class Party(models.TextChoices):
    """Who writes and signs a plan together."""

    TOWN = "town", _("Town")
    VILLAGE = "village", pgettext_lazy("party of a plan", "Village")
    OFFICER = "officer", _("Officer")


class Plan(models.Model):
    """One version of what town, village and officer agree on for a time. Its measures are its
    promises.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SIGNING = "signing", _("Being signed")
        SIGNED = "signed", _("In force")
        SUPERSEDED = "superseded", _("Superseded")

    MOVES = {
        "submit": Move(
            _("Give out for signing"), frozenset({State.DRAFT}), State.SIGNING, "plans.write"
        ),
        "send_back": Move(
            _("Back to the draft"),
            frozenset({State.SIGNING}),
            State.DRAFT,
            "plans.write",
            asks_reason=True,
            style="secondary",
        ),
        # The third signature makes it; the first two leave the state as it is.
        "sign": Move(
            _("Sign"), frozenset({State.SIGNING}), State.SIGNED, "plans.sign", style="success"
        ),
        # Made by the third signature under the next version.
        "supersede": Move(
            _("Supersede by a new version"),
            frozenset({State.SIGNED}),
            State.SUPERSEDED,
            "plans.sign",
            style="secondary",
        ),
    }

    pairing = models.ForeignKey(
        Pairing, models.PROTECT, related_name="plans", verbose_name=_("Pairing")
    )
    version = models.PositiveSmallIntegerField(_("Version"), default=1)
    previous = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="amendments",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("amends"),
    )
    starts_on = models.DateField(_("Plan from"))
    ends_on = models.DateField(_("Plan to"))
    goals = models.TextField(_("Aims and approach"), blank=True)
    support = models.TextField(_("What town and village contribute"), blank=True)
    reason = models.TextField(_("Reason for the amendment"), blank=True)
    state = models.CharField(_("State"), max_length=10, choices=State, default=State.DRAFT)
    entered_at = models.DateTimeField(_("Entered at"), default=timezone.now)
    entered_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("Entered by")
    )

    history = History()
    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("Assistance plan")
        verbose_name_plural = _("Assistance plans")
        ordering = ["-starts_on", "pairing__village__code", "-version"]
        constraints = [
            models.UniqueConstraint(
                name="plan_version_once", fields=["pairing", "starts_on", "version"]
            ),
            models.UniqueConstraint(
                name="plan_signed_once",
                fields=["pairing", "starts_on"],
                condition=Q(state="signed"),
            ),
            models.UniqueConstraint(
                name="plan_written_once",
                fields=["pairing", "starts_on"],
                condition=Q(state__in=["draft", "signing"]),
            ),
            models.CheckConstraint(
                name="plan_dates_in_order", condition=Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="plan_amendment_has_reason",
                condition=Q(previous=None, version=1)
                | Q(previous__isnull=False, version__gt=1) & ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return _("%(pairing)s, %(from)s to %(to)s, version %(version)d") % {
            "pairing": self.pairing,
            "from": self.starts_on,
            "to": self.ends_on,
            "version": self.version,
        }


class SignatureQuerySet(SightQuerySet["Signature"]):
    town_path = "plan__pairing__village__town"
    own_path = "plan__pairing__officer__user"


class Signature(models.Model):
    """That one of the three parties signed a plan: who, for whom, when, and whose log-in recorded
    it.
    """

    plan = models.ForeignKey(
        Plan, models.CASCADE, related_name="signatures", verbose_name=_("Assistance plan")
    )
    party = models.CharField(_("for whom"), max_length=8, choices=Party)
    name = models.CharField(_("signed by"), max_length=50)
    recorded_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("Recorded by")
    )
    signed_at = models.DateTimeField(_("signed at"), default=timezone.now)

    objects = SignatureQuerySet.as_manager()

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="signature_once_a_party", fields=["plan", "party"])
        ]

    def __str__(self) -> str:
        return f"{self.get_party_display()} {self.name}"
