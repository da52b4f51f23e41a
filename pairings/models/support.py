"""What supports a pair beside money: office and facilities, preferential policies, and what its
interests are.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import EvidenceFile, History, SightQuerySet, User, in_effect
from officers.models import Officer
from pairings.models.contribution import Project
from villages.models import Village

FACILITIES = ("room", "sign", "desk", "computer", "internet", "printer", "cabinet", "board")


class OfficeQuerySet(SightQuerySet["OfficeProvision"]):
    town_path = "village__town"
    own_path = "village__pairings__officer__user"
    own_when = in_effect("village__pairings")


class OfficeProvision(models.Model):
    """A village's fixed office and its facilities: what is there, what is missing, what has not
    been checked.
    """

    village = models.OneToOneField(
        Village, models.PROTECT, related_name="office", verbose_name=_("Village")
    )
    place = models.CharField(_("Where the office is"), max_length=100, blank=True)
    room = models.BooleanField(_("fixed office room"), null=True)
    sign = models.BooleanField(_("sign of the post"), null=True)
    desk = models.BooleanField(_("desk and chairs"), null=True)
    computer = models.BooleanField(_("computer"), null=True)
    internet = models.BooleanField(_("internet access"), null=True)
    printer = models.BooleanField(_("printer"), null=True)
    cabinet = models.BooleanField(_("filing cabinet"), null=True)
    board = models.BooleanField(_("notice board with duties"), null=True)
    note = models.CharField(_("Note"), max_length=300, blank=True)
    checked_on = models.DateField(_("Checked on"))
    checked_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("Checked by")
    )

    objects = OfficeQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("office of a village")
        verbose_name_plural = _("offices of villages")
        ordering = ["village__code"]

    def __str__(self) -> str:
        return str(self.village)

    def named(self, answer: bool | None) -> list[str]:
        """The facilities with this answer: there (True), missing (False), not looked at (None)."""
        return [facility(name) for name in FACILITIES if getattr(self, name) is answer]

    @property
    def gaps(self) -> list[str]:
        """What is missing."""
        return self.named(False)


def facility(name: str) -> str:
    """What one of `FACILITIES` is called."""
    field: Any = OfficeProvision._meta.get_field(name)
    return str(field.verbose_name)


class OfficePhotoQuerySet(SightQuerySet["OfficePhoto"]):
    town_path = "office__village__town"
    own_path = "office__village__pairings__officer__user"
    own_when = in_effect("office__village__pairings")


class OfficePhoto(EvidenceFile):
    """A photo of a village's office."""

    office = models.ForeignKey(
        OfficeProvision, models.PROTECT, related_name="photos", verbose_name=_("office")
    )

    objects = OfficePhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo of an office")
        verbose_name_plural = _("photos of offices")
        ordering = ["-pk"]


class PolicyBenefitQuerySet(SightQuerySet["PolicyBenefit"]):
    town_path = "project__village__town"
    own_path = "project__village__pairings__officer__user"
    own_when = in_effect("project__village__pairings")


class PolicyBenefit(models.Model):
    """A preferential policy applied to one project: no donation, and never counted as one."""

    project = models.ForeignKey(
        Project, models.PROTECT, related_name="benefits", verbose_name=_("Project")
    )
    item = models.CharField(_("Policy item"), max_length=100)
    legal_basis = models.CharField(_("Legal basis"), max_length=200)
    approving_body = models.CharField(_("Approving body"), max_length=100)
    approved_on = models.DateField(_("Approved on"))
    document_number = models.CharField(_("Document number"), max_length=100, blank=True)
    amount = models.DecimalField(
        _("Amount"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    note = models.TextField(_("Note"), blank=True)
    entered_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("Entered by")
    )
    entered_at = models.DateTimeField(_("Entered at"), default=timezone.now)

    objects = PolicyBenefitQuerySet.as_manager()
    history = History(units={"amount": "元"})

    class Meta:
        verbose_name = _("policy benefit")
        verbose_name_plural = _("Policy benefits")
        ordering = ["-approved_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="policy_benefit_once", fields=["project", "item", "approved_on"]
            ),
            models.CheckConstraint(
                name="policy_benefit_has_basis",
                condition=~Q(item="") & ~Q(legal_basis="") & ~Q(approving_body=""),
            ),
            models.CheckConstraint(
                name="policy_benefit_positive", condition=Q(amount=None) | Q(amount__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.item}"


class RelatedPartyQuerySet(SightQuerySet["RelatedParty"]):
    town_path = "village__town"
    own_path = "officer__user"

    def standing(self, on: date) -> "RelatedPartyQuerySet":
        """Those in effect on a day."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gte=on), declared_on__lte=on)

    def touching(
        self, *, officers: Iterable[int], village: int | None, on: date
    ) -> "RelatedPartyQuerySet":
        """Those of these officers in a village that are in effect on a day."""
        return self.standing(on).filter(officer__in=list(officers), village=village)


class RelatedParty(models.Model):
    """An interest of an officer, or of their firm, in a village: a conflict that is shown wherever
    it matters.
    """

    class Nature(models.TextChoices):
        INVESTS = "invests", _("Own firm invests in the village")
        SUPPLIES = "supplies", _("Own firm sells to the village or works for it")
        KIN = "kin", _("Related to a village official")
        OTHER = "other", pgettext_lazy("related party", "Another interest")

    officer = models.ForeignKey(
        Officer, models.PROTECT, related_name="related_parties", verbose_name=_("Officer")
    )
    village = models.ForeignKey(
        Village, models.PROTECT, related_name="related_parties", verbose_name=_("Village")
    )
    project = models.ForeignKey(
        Project,
        models.PROTECT,
        related_name="related_parties",
        null=True,
        blank=True,
        verbose_name=_("Project"),
    )
    nature = models.CharField(_("Kind of interest"), max_length=8, choices=Nature)
    counterpart = models.CharField(
        _("With whom"),
        max_length=100,
        help_text=_("The firm, supplier or village official concerned."),
    )
    note = models.TextField(_("What it consists of"), blank=True)
    declared_on = models.DateField(_("Declared on"))
    ended_on = models.DateField(_("Ended on"), null=True, blank=True)
    entered_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("Entered by")
    )
    entered_at = models.DateTimeField(_("Entered at"), default=timezone.now)

    objects = RelatedPartyQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("related-party disclosure")
        verbose_name_plural = _("related-party disclosures")
        ordering = ["-declared_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="related_party_dates_in_order",
                condition=Q(ended_on=None) | Q(ended_on__gte=F("declared_on")),
            ),
            models.CheckConstraint(
                name="related_party_says_with_whom", condition=~Q(counterpart="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer} – {self.village}：{self.counterpart}"

    def stands_on(self, day: date) -> bool:
        """Whether the interest is in effect on a day; `standing` is the query for many."""
        return self.declared_on <= day and (self.ended_on is None or self.ended_on >= day)
