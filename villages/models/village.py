"""Villages and their yearly figures."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import History, SightQuerySet, Town, in_effect
from jingyan.quantity import Qualifier, Quantity
from jingyan.search import NamedModel, PinyinField


class VillageQuerySet(SightQuerySet["Village"]):
    own_path = "pairings__officer__user"
    own_when = in_effect("pairings")

    def in_programme(self) -> "VillageQuerySet":
        return self.filter(in_programme=True)


class Village(NamedModel):
    """An administrative village or residents' community under a town."""

    class Kind(models.TextChoices):
        VILLAGE = "village", pgettext_lazy("kind of place", "Village")
        COMMUNITY = "community", _("Community")

    class Tier(models.TextChoices):
        PROVINCIAL = "provincial", _("Provincial-level poor village")
        MUNICIPAL = "municipal", _("Municipal-level poor village")
        NONE = "none", _("Not listed")

    code = models.CharField(_("Village code"), max_length=12, unique=True)
    name = models.CharField(_("Name"), max_length=50)
    pinyin = PinyinField(of="name")
    full_name = models.CharField(pgettext_lazy("place", "Full name"), max_length=80)
    kind = models.CharField(_("Kind"), max_length=10, choices=Kind)
    town = models.ForeignKey(Town, models.PROTECT, related_name="villages", verbose_name=_("Town"))
    tier = models.CharField(_("Tier"), max_length=10, choices=Tier, default=Tier.NONE)
    in_programme = models.BooleanField(_("In the programme"), default=False)
    lead_industry = models.CharField(_("Lead industry"), max_length=50, blank=True)

    objects = VillageQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("Village")
        verbose_name_plural = _("Villages")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class VillageYearQuerySet(SightQuerySet["VillageYear"]):
    town_path = "village__town"
    own_path = "village__pairings__officer__user"
    own_when = in_effect("village__pairings")


def _qualifier(income: Any) -> "models.CharField[str, str]":
    """A field for how a reported income relates to the exact figure: 余, 近, 约…"""
    signs = [(sign.value, sign.value) for sign in Qualifier]
    return models.CharField(income, max_length=2, blank=True, choices=signs, editable=False)


class VillageYear(models.Model):
    """One village's figures of one year. Counts only: no household is named anywhere."""

    INCOMES = ("operating_income", "subsidy_income", "household_income")

    village = models.ForeignKey(
        Village, models.PROTECT, related_name="years", verbose_name=_("Village")
    )
    year = models.PositiveSmallIntegerField(_("Year"))
    households = models.PositiveIntegerField(_("Households"), null=True, blank=True)
    population = models.PositiveIntegerField(_("Population"), null=True, blank=True)
    edge_households = models.PositiveIntegerField(_("Edge households"), null=True, blank=True)
    operating_income = models.DecimalField(
        _("Collective operating income"),
        max_digits=18,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Yuan."),
    )
    operating_income_qualifier = _qualifier(_("qualifier of the operating income"))
    subsidy_income = models.DecimalField(
        _("Subsidy income"),
        max_digits=18,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Yuan."),
    )
    subsidy_income_qualifier = _qualifier(_("qualifier of the subsidy income"))
    household_income = models.DecimalField(
        _("Mean household income"),
        max_digits=18,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Yuan."),
    )
    household_income_qualifier = _qualifier(_("qualifier of the household income"))
    household_sample = models.PositiveIntegerField(_("households surveyed"), null=True, blank=True)
    source = models.CharField(_("Source"), max_length=100, blank=True)
    entered_at = models.DateTimeField(_("Entered at"), default=timezone.now)

    objects = VillageYearQuerySet.as_manager()
    history = History(
        units=dict.fromkeys(("operating_income", "subsidy_income", "household_income"), "元")
    )

    class Meta:
        verbose_name = _("Yearly figures")
        verbose_name_plural = _("Yearly figures")
        ordering = ["village__code", "-year"]
        constraints = [
            models.UniqueConstraint(name="village_year_once", fields=["village", "year"]),
            models.CheckConstraint(
                name="village_year_sane",
                condition=Q(year__gte=1990, year__lte=2100),
                violation_error_message=_("Enter a year from 1990 to 2100."),
            ),
            models.CheckConstraint(
                name="village_year_edge_within_households",
                condition=Q(edge_households=None)
                | Q(households=None)
                | Q(edge_households__lte=F("households")),
                violation_error_message=_("There can't be more edge households than households."),
            ),
            models.CheckConstraint(
                name="village_year_income_not_negative",
                condition=(Q(operating_income=None) | Q(operating_income__gte=0))
                & (Q(subsidy_income=None) | Q(subsidy_income__gte=0))
                & (Q(household_income=None) | Q(household_income__gte=0)),
                violation_error_message=_("An income can't be below zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.village} {self.year}"

    def income(self, name: str) -> Quantity | None:
        """One of the three `INCOMES` as it was reported: 168.6万元, 20余万元; None if unknown."""
        value, sign = getattr(self, name), getattr(self, f"{name}_qualifier")
        return None if value is None else Quantity(value, "元", Qualifier(sign) if sign else None)

    @property
    def operating(self) -> Quantity | None:
        """The collective operating income as it was reported."""
        return self.income("operating_income")

    @property
    def subsidy(self) -> Quantity | None:
        """The subsidy income as it was reported."""
        return self.income("subsidy_income")

    @property
    def mean_household(self) -> Quantity | None:
        """The mean household income as it was reported."""
        return self.income("household_income")
