"""Where officers are sent: villages, their yearly figures, what they need, and the titles they have won."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import SightQuerySet, Town, User
from accounts.moves import Move
from jingyan.quantity import Qualifier


class VillageQuerySet(SightQuerySet["Village"]):
    """Villages."""

    own_path = "pairings__officer__user"

    def in_programme(self) -> "VillageQuerySet":
        return self.filter(in_programme=True)

    def with_tier(self) -> "VillageQuerySet":
        """The villages that were listed as poor: the ones whose growth the programme reports."""
        return self.exclude(tier=Village.Tier.NONE)


class Village(models.Model):
    """An administrative village or residents' community under a town."""

    class Kind(models.TextChoices):
        VILLAGE = "village", _("Village")
        COMMUNITY = "community", _("Community")

    class Tier(models.TextChoices):
        PROVINCIAL = "provincial", _("Provincial-level poor village")
        MUNICIPAL = "municipal", _("Municipal-level poor village")
        NONE = "none", _("Not listed")

    code = models.CharField(_("village code"), max_length=12, unique=True)
    name = models.CharField(_("name"), max_length=50)
    full_name = models.CharField(_("full name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    town = models.ForeignKey(Town, models.PROTECT, related_name="villages", verbose_name=_("town"))
    tier = models.CharField(_("tier"), max_length=10, choices=Tier, default=Tier.NONE)
    in_programme = models.BooleanField(_("in the programme"), default=False)
    lead_industry = models.CharField(_("lead industry"), max_length=50, blank=True)

    objects = VillageQuerySet.as_manager()

    class Meta:
        verbose_name = _("village")
        verbose_name_plural = _("villages")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class VillageYearQuerySet(SightQuerySet["VillageYear"]):
    """Yearly figures."""

    town_path = "village__town"
    own_path = "village__pairings__officer__user"


class VillageYear(models.Model):
    """One village's figures of one year. Counts only: no household is named anywhere."""

    village = models.ForeignKey(Village, models.PROTECT, related_name="years", verbose_name=_("village"))
    year = models.PositiveSmallIntegerField(_("year"))
    households = models.PositiveIntegerField(_("households"), null=True, blank=True)
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    edge_households = models.PositiveIntegerField(_("edge households"), null=True, blank=True)
    operating_income = models.DecimalField(
        _("collective operating income"), max_digits=18, decimal_places=2, null=True, blank=True, help_text=_("Yuan.")
    )
    subsidy_income = models.DecimalField(
        _("subsidy income"), max_digits=18, decimal_places=2, null=True, blank=True, help_text=_("Yuan.")
    )
    household_income = models.DecimalField(
        _("mean household income"), max_digits=18, decimal_places=2, null=True, blank=True, help_text=_("Yuan.")
    )
    household_sample = models.PositiveIntegerField(_("households surveyed"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=100, blank=True)
    entered_at = models.DateTimeField(_("entered at"), default=timezone.now)

    objects = VillageYearQuerySet.as_manager()

    class Meta:
        verbose_name = _("yearly figures")
        verbose_name_plural = _("yearly figures")
        ordering = ["village__code", "-year"]
        constraints = [
            models.UniqueConstraint(name="village_year_once", fields=["village", "year"]),
            models.CheckConstraint(name="village_year_sane", condition=Q(year__gte=1990, year__lte=2100)),
            models.CheckConstraint(
                name="village_year_edge_within_households",
                condition=Q(edge_households=None) | Q(households=None) | Q(edge_households__lte=F("households")),
            ),
            models.CheckConstraint(
                name="village_year_income_not_negative",
                condition=(Q(operating_income=None) | Q(operating_income__gte=0))
                & (Q(subsidy_income=None) | Q(subsidy_income__gte=0))
                & (Q(household_income=None) | Q(household_income__gte=0)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.village} {self.year}"


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

    def visible_to(self, user: User) -> "DemandQuerySet":
        """Officers also see the open demands of all villages, so that they can take them up."""
        seen = super().visible_to(user)
        return seen | self.filter(state=Demand.State.OPEN) if user.may("demands.take_up") else seen


class Demand(models.Model):
    """Something a village needs, in the classified ledger."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
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
        "take_up": Move(_("Take up"), frozenset({State.OPEN}), State.TAKEN_UP, "demands.handle"),
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
    entered_at = models.DateTimeField(_("entered at"), default=timezone.now)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("entered by"))

    objects = DemandQuerySet.as_manager()

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


class TitleQuerySet(SightQuerySet["Title"]):
    """Titles."""

    own_path = "village__pairings__officer__user"


class Title(models.Model):
    """A demonstration title won by a village or a whole town. Counted once a place and name."""

    class Level(models.TextChoices):
        NATIONAL = "national", _("National")
        PROVINCIAL = "provincial", _("Provincial")
        MUNICIPAL = "municipal", _("Municipal")
        COUNTY = "county", _("County")

    town = models.ForeignKey(Town, models.PROTECT, related_name="titles", verbose_name=_("town"))
    village = models.ForeignKey(
        Village, models.PROTECT, related_name="titles", null=True, blank=True, verbose_name=_("village"),
        help_text=_("Empty: the title is the town's own."),
    )  # fmt: skip
    name = models.CharField(_("title"), max_length=100)
    level = models.CharField(_("level"), max_length=10, choices=Level)
    awarded_on = models.DateField(_("awarded on"))
    issuer = models.CharField(_("issuer"), max_length=100, blank=True)
    document = models.CharField(_("document"), max_length=100, blank=True)
    entered_at = models.DateTimeField(_("entered at"), default=timezone.now)

    objects = TitleQuerySet.as_manager()

    class Meta:
        verbose_name = _("demonstration title")
        verbose_name_plural = _("demonstration titles")
        ordering = ["-awarded_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="title_once_a_village", fields=["village", "name"], condition=Q(village__isnull=False)
            ),
            models.UniqueConstraint(name="title_once_a_town", fields=["town", "name"], condition=Q(village=None)),
        ]

    def __str__(self) -> str:
        return f"{self.village or self.town} {self.name}"
