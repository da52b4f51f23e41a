"""The classified ledger of what villages need."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import (
    AbstractEntry,
    EvidenceFile,
    History,
    RecordedQuerySet,
    SightQuerySet,
    User,
    in_effect,
)
from accounts.moves import Move
from jingyan.quantity import Qualifier, Quantity
from villages.models.village import Village


class CategoryQuerySet(RecordedQuerySet["DemandCategory"]):
    def offered(self, current: int | None = None) -> Self:
        """Those in use, and the `current` one of a demand (primary key)."""
        return self.filter(Q(in_use=True) | Q(pk=current))


class DemandCategory(AbstractEntry):
    """A category of the demand ledger. The office may add more."""

    objects = CategoryQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("Demand category")
        verbose_name_plural = _("Demand categories")
        ordering = ["print_order", "code"]
        constraints = [
            models.UniqueConstraint(name="demand_category_code_once", fields=["code"]),
            models.UniqueConstraint(name="demand_category_name_once", fields=["name"]),
        ]


class DemandQuerySet(SightQuerySet["Demand"]):
    town_path = "village__town"
    own_path = "village__pairings__officer__user"
    own_when = in_effect("village__pairings")

    def visible_to(self, user: User) -> "DemandQuerySet":
        """Officers also see the open demands of all villages, so that they can take them up, and
        those that they have taken up.
        """
        demands = super().visible_to(user)
        if not user.may("demands.look_around"):
            return demands
        return demands | self.filter(Q(state=Demand.State.OPEN) | Q(taken_up_by=user))

    def open(self) -> "DemandQuerySet":
        """Those that have not been taken up yet."""
        return self.filter(state=Demand.State.OPEN)


class Demand(models.Model):
    """Something a village needs, in the classified ledger."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("demand", "Open")
        TAKEN_UP = "taken_up", _("Taken up")
        DELIVERING = "delivering", _("Delivering")
        MET = "met", _("Met")
        NOT_FEASIBLE = "not_feasible", _("Not feasible for now")
        CONTINUED = "continued", _("Continued by a later survey")

    class Urgency(models.TextChoices):
        HIGH = "high", _("High")
        NORMAL = "normal", _("Normal")
        LOW = "low", _("Low")

    class Source(models.TextChoices):
        SURVEY = "survey", _("Survey")
        MEETING = "meeting", pgettext_lazy("source", "Meeting")
        VISIT = "visit", pgettext_lazy("source", "Visit")

    MOVES = {
        "take_up": Move(_("Take up"), frozenset({State.OPEN}), State.TAKEN_UP, "demands.take_up"),
        # The same permission as taking up: an officer's promise makes both moves.
        "start": Move(
            _("Start delivery"), frozenset({State.TAKEN_UP}), State.DELIVERING, "demands.take_up"
        ),
        "meet": Move(
            _("Close as met"),
            frozenset({State.DELIVERING}),
            State.MET,
            "demands.handle",
            style="success",
        ),
        "reopen": Move(
            _("Reopen"),
            frozenset({State.TAKEN_UP, State.DELIVERING}),
            State.OPEN,
            "demands.handle",
            asks_reason=True,
            style="secondary",
        ),
        "set_aside": Move(
            _("Not feasible for now"),
            frozenset({State.OPEN}),
            State.NOT_FEASIBLE,
            "demands.handle",
            asks_reason=True,
            style="secondary",
        ),
        # Made only by the yearly survey, for all open demands of a place at once.
        "carry_over": Move(
            _("Carry over into a later survey"),
            frozenset({State.OPEN}),
            State.CONTINUED,
            "demands.raise",
            style="secondary",
        ),
    }

    village = models.ForeignKey(
        Village, models.PROTECT, related_name="demands", verbose_name=_("Village")
    )
    category = models.ForeignKey(
        DemandCategory, models.PROTECT, related_name="demands", verbose_name=_("category")
    )
    title = models.CharField(_("What is needed"), max_length=100)
    value = models.DecimalField(
        _("Quantity"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    unit = models.CharField(_("Unit"), max_length=10, blank=True)
    qualifier = models.CharField(
        _("qualifier"),
        max_length=2,
        blank=True,
        choices=[(sign.value, sign.value) for sign in Qualifier],
    )
    urgency = models.CharField(_("Urgency"), max_length=6, choices=Urgency, default=Urgency.NORMAL)
    raised_on = models.DateField(_("Raised on"))
    source = models.CharField(_("Source"), max_length=10, choices=Source, default=Source.SURVEY)
    state = models.CharField(_("State"), max_length=12, choices=State, default=State.OPEN)
    taken_up_by = models.ForeignKey(
        User,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("Taken up by"),
    )
    met_on = models.DateField(_("Met on"), null=True, blank=True, editable=False)
    proof = models.TextField(_("Proof"), blank=True, editable=False)
    # The same need as raised again by a later survey.
    continued_by = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="continues",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("Continued by"),
    )
    entered_at = models.DateTimeField(_("Entered at"), default=timezone.now)
    entered_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("Entered by")
    )

    objects = DemandQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("Demand")
        verbose_name_plural = pgettext_lazy("records", "demands")
        ordering = ["-raised_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="demand_raised_once", fields=["village", "category", "title", "raised_on"]
            ),
            models.CheckConstraint(
                name="demand_met_has_day_and_proof",
                condition=~Q(state="met") & Q(met_on=None)
                | Q(state="met", met_on__isnull=False) & ~Q(proof=""),
            ),
            models.CheckConstraint(
                name="demand_met_after_raised",
                condition=Q(met_on=None) | Q(met_on__gte=F("raised_on")),
            ),
            models.CheckConstraint(
                name="demand_continued_names_the_later",
                condition=Q(state="continued", continued_by__isnull=False)
                | ~Q(state="continued") & Q(continued_by=None),
            ),
            models.CheckConstraint(
                name="demand_not_continued_by_itself",
                condition=Q(continued_by=None) | ~Q(continued_by=F("id")),
            ),
        ]
        indexes = [
            # Contains the titles, so that the quick search reads only the rows that it shows.
            models.Index(
                fields=["-raised_on", "-id", "village", "title"], name="demand_newest_first"
            ),
            models.Index(fields=["state", "-raised_on", "-id"], name="demand_newest_of_a_state"),
            # The board of open demands reads only these two indexes; SQLite uses them only if they
            # contain the state.
            models.Index(
                fields=["category", "urgency", "raised_on", "state"],
                name="demand_nobodys",
                condition=Q(state="open"),
            ),
            models.Index(
                fields=["village", "raised_on", "urgency", "state"],
                name="demand_nobodys_by_place",
                condition=Q(state="open"),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def quantity(self) -> Quantity | None:
        """The quantity needed; None if unknown."""
        qualifier = Qualifier(self.qualifier) if self.qualifier else None
        return None if self.value is None else Quantity(self.value, self.unit, qualifier)


class DemandProofQuerySet(SightQuerySet["DemandProof"]):
    town_path = "demand__village__town"
    own_path = "demand__village__pairings__officer__user"
    own_when = in_effect("demand__village__pairings")


class DemandProof(EvidenceFile):
    """A file that proves that a demand was met."""

    demand = models.ForeignKey(
        Demand, models.PROTECT, related_name="proofs", verbose_name=_("Demand")
    )

    objects = DemandProofQuerySet.as_manager()

    class Meta:
        verbose_name = _("Proof")
        verbose_name_plural = _("proofs")
        ordering = ["pk"]
