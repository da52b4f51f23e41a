"""The classified ledger of what villages need."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import History, SightQuerySet, User, in_effect
from accounts.moves import Move
from jingyan.quantity import Qualifier, Quantity
from villages.models.village import Village


class DemandCategory(models.Model):
    """A class of the demand ledger. The office may add more."""

    code = models.CharField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=50)
    print_order = models.PositiveSmallIntegerField(_("print order"), default=100)

    class Meta:
        verbose_name = _("demand category")
        verbose_name_plural = _("demand categories")
        ordering = ["print_order", "code"]

    def __str__(self) -> str:
        return self.name


class DemandQuerySet(SightQuerySet["Demand"]):
    """Demands."""

    town_path = "village__town"
    own_path = "village__pairings__officer__user"
    own_when = in_effect("village__pairings")

    def visible_to(self, user: User) -> "DemandQuerySet":
        """Officers also see the open demands of all villages, to take them up, and those that they have taken up."""
        seen = super().visible_to(user)
        if not user.may("demands.look_around"):
            return seen
        return seen | self.filter(Q(state=Demand.State.OPEN) | Q(taken_up_by=user))

    def open(self) -> "DemandQuerySet":
        """Those that nobody has taken up yet."""
        return self.filter(state=Demand.State.OPEN)


class Demand(models.Model):
    """Something a village needs, in the classified ledger."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("demand", "Open")
        TAKEN_UP = "taken_up", _("Taken up")
        DELIVERING = "delivering", _("Delivering")
        MET = "met", _("Met")
        NOT_FEASIBLE = "not_feasible", _("Not feasible for now")

    class Urgency(models.TextChoices):
        HIGH = "high", _("High")
        NORMAL = "normal", _("Normal")
        LOW = "low", _("Low")

    class Source(models.TextChoices):
        SURVEY = "survey", _("Survey")
        MEETING = "meeting", _("Meeting")
        VISIT = "visit", _("Visit")

    MOVES = {
        "take_up": Move(_("Take up"), frozenset({State.OPEN}), State.TAKEN_UP, "demands.take_up"),
        "start": Move(_("Start delivery"), frozenset({State.TAKEN_UP}), State.DELIVERING, "demands.handle"),
        "meet": Move(_("Met"), frozenset({State.DELIVERING}), State.MET, "demands.handle", style="success"),
        "reopen": Move(
            _("Reopen"), frozenset({State.TAKEN_UP, State.DELIVERING}), State.OPEN, "demands.handle",
            asks_reason=True, style="secondary",
        ),
        "set_aside": Move(
            _("Not feasible for now"), frozenset({State.OPEN}), State.NOT_FEASIBLE, "demands.handle",
            asks_reason=True, style="secondary",
        ),
    }  # fmt: skip

    village = models.ForeignKey(Village, models.PROTECT, related_name="demands", verbose_name=_("village"))
    category = models.ForeignKey(DemandCategory, models.PROTECT, related_name="demands", verbose_name=_("category"))
    title = models.CharField(_("what is needed"), max_length=100)
    value = models.DecimalField(_("quantity"), max_digits=18, decimal_places=2, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=10, blank=True)
    qualifier = models.CharField(
        _("qualifier"), max_length=2, blank=True, choices=[(sign.value, sign.value) for sign in Qualifier]
    )
    urgency = models.CharField(_("urgency"), max_length=6, choices=Urgency, default=Urgency.NORMAL)
    raised_on = models.DateField(_("raised on"))
    source = models.CharField(_("source"), max_length=10, choices=Source, default=Source.SURVEY)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.OPEN)
    taken_up_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, blank=True, editable=False, verbose_name=_("taken up by")
    )
    entered_at = models.DateTimeField(_("entered at"), default=timezone.now)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("entered by"))

    objects = DemandQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("demand")
        verbose_name_plural = _("demands")
        ordering = ["-raised_on", "-pk"]
        constraints = [
            models.UniqueConstraint(name="demand_raised_once", fields=["village", "category", "title", "raised_on"]),
        ]
        indexes = [models.Index(fields=["-raised_on", "-id"], name="demand_newest_first")]

    def __str__(self) -> str:
        return self.title

    @property
    def quantity(self) -> Quantity | None:
        """How much is needed, where the ledger says."""
        qualifier = Qualifier(self.qualifier) if self.qualifier else None
        return None if self.value is None else Quantity(self.value, self.unit, qualifier)
