"""Terms of office."""

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import History, SightQuerySet, User, in_effect
from accounts.moves import Move
from officers.models.document import DocumentNumber
from officers.models.officer import Officer
from officers.models.registration import Registration
from officers.models.rules import Batch, Decision, Measures


class AppointmentQuerySet(SightQuerySet["Appointment"]):
    town_path = "pairings__village__town"
    town_when = in_effect("pairings")
    own_path = "officer__user"

    def in_office(self, on: date) -> "AppointmentQuerySet":
        """Active appointments whose term covers the date."""
        return self.filter(state=Appointment.State.ACTIVE, starts_on__lte=on, ends_on__gte=on)

    def lapsed(self, on: date) -> "AppointmentQuerySet":
        """Terms that still count though their last day has passed."""
        return self.filter(
            state__in=[Appointment.State.ACTIVE, Appointment.State.SUSPENDED], ends_on__lt=on
        )

    def expiring(self, on: date, days: int) -> "AppointmentQuerySet":
        """Running terms whose last day comes within so many days."""
        running = self.filter(state__in=[Appointment.State.ACTIVE, Appointment.State.SUSPENDED])
        return running.filter(ends_on__gte=on, ends_on__lte=on + timedelta(days=days))


class Appointment(models.Model):
    """One term of office, from the proposal to its end. Terms of one officer never overlap."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        REJECTED = "rejected", _("Rejected")
        ACTIVE = "active", _("In office")
        SUSPENDED = "suspended", _("Suspended")
        EXPIRED = "expired", _("Term expired")
        RENEWED = "renewed", _("Renewed")
        RESIGNED = "resigned", _("Resigned")
        DISMISSED = "dismissed", _("Dismissed")
        ENDED = "ended", _("Ended early")

    MOVES = {
        "approve": Decision(
            _("Approve"),
            frozenset({State.PROPOSED}),
            State.ACTIVE,
            "appointments.approve",
            not_by=("proposed_by",),
            style="success",
        ),
        "reject": Decision(
            _("Reject"),
            frozenset({State.PROPOSED}),
            State.REJECTED,
            "appointments.approve",
            not_by=("proposed_by",),
            asks_reason=True,
            style="danger",
        ),
        "suspend": Move(
            _("Suspend"),
            frozenset({State.ACTIVE}),
            State.SUSPENDED,
            "appointments.end",
            asks_reason=True,
            style="secondary",
        ),
        "resume": Move(_("Resume"), frozenset({State.SUSPENDED}), State.ACTIVE, "appointments.end"),
        # Ending a term ends its pairing, so these moves are offered by the pairings app.
        "resign": Move(
            _("Record the resignation"),
            frozenset({State.ACTIVE, State.SUSPENDED}),
            State.RESIGNED,
            "appointments.end",
            asks_reason=True,
            style="secondary",
            door="pairings:appointment_resign",
        ),
        "end_early": Move(
            _("End early"),
            frozenset({State.ACTIVE, State.SUSPENDED}),
            State.ENDED,
            "appointments.end",
            asks_reason=True,
            style="secondary",
            door="pairings:appointment_end_early",
        ),
        "dismiss": Move(
            _("Dismiss"),
            frozenset({State.ACTIVE, State.SUSPENDED}),
            State.DISMISSED,
            "appointments.end",
            asks_reason=True,
            style="danger",
            door="pairings:appointment_dismiss",
        ),
        # By date, without a button: `expire_appointments` makes them.
        "expire": Move(
            _("Expire"),
            frozenset({State.ACTIVE, State.SUSPENDED}),
            State.EXPIRED,
            "appointments.end",
        ),
        "renew": Move(
            _("Renew"),
            frozenset({State.ACTIVE, State.SUSPENDED}),
            State.RENEWED,
            "appointments.end",
        ),
    }

    officer = models.ForeignKey(
        Officer, models.PROTECT, related_name="appointments", verbose_name=_("Officer")
    )
    registration = models.ForeignKey(
        Registration,
        models.PROTECT,
        related_name="appointments",
        null=True,
        blank=True,
        verbose_name=_("registration"),
    )
    measures = models.ForeignKey(
        Measures, models.PROTECT, related_name="appointments", verbose_name=_("Management measures")
    )
    batch = models.ForeignKey(
        Batch,
        models.PROTECT,
        related_name="appointments",
        null=True,
        blank=True,
        verbose_name=_("Batch"),
    )
    starts_on = models.DateField(_("Term from"))
    ends_on = models.DateField(_("Term to"))
    # The term that this one follows: its officer has been publicised before.
    renews = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="renewals",
        null=True,
        blank=True,
        verbose_name=_("renews"),
    )
    # Of documents numbered here; the number of an older one is text alone.
    document = models.ForeignKey(
        DocumentNumber,
        models.PROTECT,
        related_name="appointments",
        null=True,
        blank=True,
        verbose_name=_("document"),
    )
    document_number = models.CharField(_("Document number"), max_length=50, blank=True)
    # Of a term that ended before its last day: the notice of dismissal, resignation or early end.
    end_document = models.ForeignKey(
        DocumentNumber,
        models.PROTECT,
        related_name="ended_terms",
        null=True,
        blank=True,
        verbose_name=_("Document of the end"),
    )
    state = models.CharField(_("State"), max_length=10, choices=State, default=State.PROPOSED)
    imported = models.BooleanField(_("Imported"), default=False)
    proposed_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("Proposed by")
    )
    approved_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, verbose_name=_("Approved by")
    )

    objects = AppointmentQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("Appointments")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="appointment_term_in_order", condition=Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="appointment_approved_by_another",
                condition=Q(imported=True) | Q(approved_by=None) | ~Q(approved_by=F("proposed_by")),
            ),
            models.UniqueConstraint(
                name="appointment_once_a_registration",
                fields=["registration"],
                condition=~Q(state="rejected"),
            ),
            models.UniqueConstraint(
                name="appointment_renewed_once", fields=["renews"], condition=~Q(state="rejected")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer} {self.starts_on}–{self.ends_on}"

    @property
    def leader_approval(self) -> bool:
        """Whether the measures of this term leave the decision to the leader alone."""
        return self.measures.leader_approval
