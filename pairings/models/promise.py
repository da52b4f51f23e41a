"""What was promised to a village: the measures of plans, and what officers took up beside their
plans.
"""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import CHANGED_BY, Authored, EvidenceFile, History, SightQuerySet, User
from accounts.moves import Move
from jingyan.lazy_text import LazyText
from jingyan.quantity import Qualifier, Quantity
from officers.models import Officer
from pairings.models.pairing import Pairing
from pairings.models.plan import Plan
from villages.models import Demand, Village


class PromiseQuerySet(SightQuerySet["Promise"]):
    town_path = "village__town"
    own_path = "owner__user"

    def in_force(self) -> "PromiseQuerySet":
        """Those of signed plans, and those beside any plan. The rest is a draft, or an earlier
        version.
        """
        return self.filter(Q(plan=None) | Q(plan__state=Plan.State.SIGNED))

    def alive(self) -> "PromiseQuerySet":
        """Those on which something is still to be done or looked at."""
        return self.in_force().filter(state__in=[*Promise.UNDONE, Promise.State.DELIVERED])

    def overdue(self, on: date) -> "PromiseQuerySet":
        """Those that are past due and not delivered."""
        return self.in_force().filter(state__in=Promise.UNDONE, due_on__lt=on)

    def due_in(self, start: date, end: date) -> "PromiseQuerySet":
        """Those whose due day lies in a span, both ends included."""
        return self.in_force().filter(due_on__gte=start, due_on__lte=end)

    def kept(self, by: date | None = None) -> "PromiseQuerySet":
        """Those that were verified; with `by`, that were delivered by that day."""
        verified = self.in_force().filter(state=Promise.State.VERIFIED)
        return verified.filter(delivered_on__lte=by) if by else verified


def not_in_force(row: "Promise", _user: User) -> str:
    """Why nothing is done about a promise of a draft or of an earlier version of a plan."""
    if row.plan is None or row.is_in_force:
        return ""
    return _("The plan of this promise is “%s”, not in force.") % row.plan.get_state_display()


def not_owed(row: "Promise", user: User) -> str | LazyText:
    """Why a promise isn't returned: it isn't in force, or the pairing has ended. Then it is either
    verified or broken.
    """
    refusal = not_in_force(row, user)
    if refusal or row.plan is None or row.plan.pairing.state == Pairing.State.ACTIVE:
        return refusal
    return _("The pairing has ended. Verify the promise as kept, or declare it broken.")


class Promise(Authored):
    """What an officer is to bring to a village by a day, for one or more of its demands or beside
    the ledger.

    `changed_by` lists everyone who has ever reported it as delivered, even if it was returned.
    """

    class State(models.TextChoices):
        PROMISED = "promised", _("Promised")
        DELIVERING = "delivering", _("Delivering")
        DELIVERED = "delivered", _("Delivered")
        VERIFIED = "verified", _("Verified")
        BROKEN = "broken", _("Broken")

    UNDONE = (State.PROMISED, State.DELIVERING)
    MOVES = {
        "start": Move(
            _("Begin"),
            frozenset({State.PROMISED}),
            State.DELIVERING,
            "promises.deliver",
            unless=not_in_force,
        ),
        "deliver": Move(
            _("Report as delivered"),
            frozenset({State.DELIVERING}),
            State.DELIVERED,
            "promises.deliver",
            style="success",
            unless=not_in_force,
        ),
        "verify": Move(
            _("Verify"),
            frozenset({State.DELIVERED}),
            State.VERIFIED,
            "promises.verify",
            not_by=("delivered_by", "owner__user", CHANGED_BY),
            style="success",
            unless=not_in_force,
        ),
        "send_back": Move(
            _("Not delivered yet"),
            frozenset({State.DELIVERED}),
            State.DELIVERING,
            "promises.verify",
            not_by=("delivered_by", CHANGED_BY),
            asks_reason=True,
            style="secondary",
            unless=not_owed,
        ),
        "break": Move(
            _("Declare broken"),
            frozenset({State.PROMISED, State.DELIVERING, State.DELIVERED}),
            State.BROKEN,
            "promises.verify",
            asks_reason=True,
            style="danger",
            unless=not_in_force,
        ),
    }

    plan = models.ForeignKey(
        Plan,
        models.CASCADE,
        related_name="promises",
        null=True,
        blank=True,
        verbose_name=_("Assistance plan"),
    )
    follows = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="followed_by",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("follows"),
    )
    owner = models.ForeignKey(
        Officer, models.PROTECT, related_name="promises", verbose_name=_("Owner")
    )
    village = models.ForeignKey(
        Village, models.PROTECT, related_name="promises", verbose_name=_("Village")
    )
    demands = models.ManyToManyField(
        Demand,
        related_name="promises",
        blank=True,
        verbose_name=pgettext_lazy("records", "demands"),
    )
    unplanned = models.BooleanField(_("outside the demand ledger"), default=False)
    title = models.CharField(_("What is promised"), max_length=100)
    due_on = models.DateField(_("Due on"))
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
    budget = models.DecimalField(
        _("Budget"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    state = models.CharField(_("State"), max_length=10, choices=State, default=State.PROMISED)
    done = models.TextField(_("What was done"), blank=True)
    delivered_on = models.DateField(_("Delivered on"), null=True, blank=True)
    delivered_by = models.ForeignKey(
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
    reason = models.TextField(_("Why it was broken"), blank=True)
    entered_at = models.DateTimeField(_("Entered at"), default=timezone.now)
    entered_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("Entered by")
    )

    history = History(units={"budget": "元"})
    objects = PromiseQuerySet.as_manager()

    class Meta:
        verbose_name = _("promise")
        verbose_name_plural = _("Promises")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="promise_delivered_says_what",
                condition=~Q(state__in=["delivered", "verified"])
                | Q(delivered_on__isnull=False, delivered_by__isnull=False) & ~Q(done=""),
            ),
            models.CheckConstraint(
                name="promise_verified_by_another",
                condition=~Q(state="verified")
                | Q(verified_by__isnull=False, verified_at__isnull=False)
                & ~Q(verified_by=F("delivered_by")),
            ),
            models.CheckConstraint(
                name="promise_broken_says_why", condition=~Q(state="broken") | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="promise_budget_not_negative", condition=Q(budget=None) | Q(budget__gte=0)
            ),
        ]
        indexes = [
            models.Index(fields=["due_on", "state", "village"], name="promise_due"),
            models.Index(fields=["owner", "due_on"], name="promise_of_owner"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_in_force(self) -> bool:
        """Whether it is of a signed plan, or beside any plan."""
        return self.plan is None or self.plan.state == Plan.State.SIGNED

    @property
    def quantity(self) -> Quantity | None:
        """How much is promised, where the plan says."""
        qualifier = Qualifier(self.qualifier) if self.qualifier else None
        return None if self.value is None else Quantity(self.value, self.unit, qualifier)

    @property
    def delivery_text(self) -> str:
        """What was delivered when, in one line: the first draft of a proof."""
        return (
            f"{self.title}：{self.done}（{self.delivered_on}）" if self.delivered_on else self.title
        )


class PromiseEvidenceQuerySet(SightQuerySet["PromiseEvidence"]):
    town_path = "promise__village__town"
    own_path = "promise__owner__user"


class PromiseEvidence(EvidenceFile):
    """A file that shows what was delivered."""

    promise = models.ForeignKey(
        Promise, models.PROTECT, related_name="evidence", verbose_name=_("promise")
    )

    objects = PromiseEvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence of a promise")
        verbose_name_plural = _("evidence of promises")
        ordering = ["pk"]
