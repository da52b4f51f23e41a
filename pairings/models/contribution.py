"""What officers brought: dated contributions with quantities and evidence."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import (
    CHANGED_BY,
    Authored,
    EvidenceFile,
    History,
    SightQuerySet,
    Town,
    User,
    in_effect,
)
from accounts.moves import Move
from jingyan.lazy_text import LazyText
from jingyan.quantity import Qualifier, Quantity
from officers.models import Enterprise, Officer
from pairings.models.metric import Metric
from villages.models import Village

# The authors of a contribution must not verify, confirm or return it.
_AUTHORS = ("entered_by", CHANGED_BY)


class ProjectQuerySet(SightQuerySet["Project"]):
    town_path = "village__town"
    own_path = "village__pairings__officer__user"
    own_when = in_effect("village__pairings")

    def usable_by(self, user: User) -> "ProjectQuerySet":
        """Those that `user` may tie a contribution to: in sight, or of contributions in sight, such
        as one of no village.
        """
        of_visible = (
            Contribution.objects.visible_to(user)
            .filter(project__isnull=False)
            .order_by()
            .values("project")
        )
        return self.filter(
            Q(pk__in=self.visible_to(user).order_by().values("pk")) | Q(pk__in=of_visible)
        )


class Project(models.Model):
    """A project that an officer brought to a village, followed from lead to production."""

    # Unique per village: a town can't see another's projects and may use the same code.
    code = models.CharField(_("Project code"), max_length=30)
    name = models.CharField(_("Name"), max_length=100)
    village = models.ForeignKey(
        Village,
        models.PROTECT,
        related_name="projects",
        null=True,
        blank=True,
        verbose_name=_("Village"),
    )
    enterprise = models.ForeignKey(
        Enterprise,
        models.PROTECT,
        related_name="projects",
        null=True,
        blank=True,
        verbose_name=_("Enterprise"),
    )

    objects = ProjectQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("Project")
        verbose_name_plural = _("projects")
        ordering = ["code", "pk"]
        constraints = [
            models.UniqueConstraint(name="project_code_once_a_village", fields=["code", "village"]),
            models.UniqueConstraint(
                name="project_code_once_without_village", fields=["code"], condition=Q(village=None)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ContributionQuerySet(SightQuerySet["Contribution"]):
    own_path = "officer__user"

    def confirmed(self) -> "ContributionQuerySet":
        """The only ones that enter a report."""
        return self.filter(state=Contribution.State.COUNTY_CONFIRMED)

    def with_outcomes(self) -> "ContributionQuerySet":
        """Each with its quantities and what they count as `counted`, in one query for all."""
        outcomes = Outcome.objects.select_related("metric")
        return self.prefetch_related(models.Prefetch("outcomes", outcomes, to_attr="counted"))


@dataclass(frozen=True)
class ReporterMove(Move):
    """A move of those who may correct the contribution."""

    def is_for(self, row: Any, user: User) -> bool:
        """Whether the contribution is the user's to correct."""
        return super().is_for(row, user) and bool(row.may_be_edited_by(user))


def left_to_others(row: "Contribution", user: User) -> str | LazyText:
    """Why `user` doesn't verify a contribution for its town: it has none, or a liaison who can.
    County staff verify only what all liaisons of the town have entered or changed.
    """
    if row.town_id is None:
        return _("This contribution belongs to no town. The county confirms it directly.")
    if user.town_id is not None:
        return ""
    liaisons = User.objects.filter(town=row.town_id, is_active=True).exclude(pk=row.entered_by_id)
    others = liaisons.exclude(pk__in=row.changed_by.order_by().values("pk"))
    names = "、".join(str(liaison) for liaison in others)
    refusal = _("%(town)s has a liaison who can verify this: %(names)s.")
    return refusal % {"town": row.town, "names": names} if names else ""


def town_must_verify(row: "Contribution", _user: User) -> str:
    """Why a contribution of a town doesn't go straight to the county."""
    if row.town_id is None:
        return ""
    return _("%(town)s has to verify this contribution first.") % {"town": row.town}


class Contribution(Authored):
    """One dated contribution: what was brought to a village, by whom, through which carrier."""

    class State(models.TextChoices):
        REPORTED = "reported", _("Reported")
        TOWN_VERIFIED = "town_verified", _("Verified by the town")
        COUNTY_CONFIRMED = "county_confirmed", _("Confirmed by the county")
        RETURNED = "returned", _("Returned")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Carrier(models.TextChoices):
        INTELLECT = "intellect", _("Intellectual support")
        PROJECT = "project", _("Project recruitment")
        CAPITAL = "capital", _("Capital investment")

    class Stage(models.TextChoices):
        LEAD = "lead", _("Lead")
        SIGNED = "signed", _("Signed")
        LANDED = "landed", _("Landed")
        STARTED = "started", _("Started")
        PRODUCING = "producing", _("In production")
        ENDED = "ended", _("Ended")

    MOVES = {
        "verify": Move(
            _("Verify for the town"),
            frozenset({State.REPORTED}),
            State.TOWN_VERIFIED,
            "contributions.verify",
            not_by=_AUTHORS,
            style="success",
            unless=left_to_others,
        ),
        "confirm": Move(
            _("Confirm for the county"),
            frozenset({State.TOWN_VERIFIED}),
            State.COUNTY_CONFIRMED,
            "contributions.confirm",
            not_by=("verified_by", *_AUTHORS),
            style="success",
        ),
        "confirm_without_town": Move(
            _("Confirm for the county"),
            frozenset({State.REPORTED}),
            State.COUNTY_CONFIRMED,
            "contributions.confirm",
            not_by=_AUTHORS,
            style="success",
            unless=town_must_verify,
        ),
        "send_back": Move(
            _("Return"),
            frozenset({State.REPORTED, State.TOWN_VERIFIED}),
            State.RETURNED,
            "contributions.verify",
            not_by=_AUTHORS,
            asks_reason=True,
            style="secondary",
        ),
        "report_again": ReporterMove(
            _("Report again"), frozenset({State.RETURNED}), State.REPORTED, "contributions.report"
        ),
        "withdraw": ReporterMove(
            _("Withdraw"),
            frozenset({State.REPORTED, State.RETURNED}),
            State.WITHDRAWN,
            "contributions.report",
            asks_reason=True,
            style="secondary",
        ),
    }

    ref = models.CharField(_("reference"), max_length=40, unique=True)
    scope = models.CharField(
        _("Scope"), max_length=12, choices=Metric.Scope, default=Metric.Scope.OFFICERS
    )
    carrier = models.CharField(_("Carrier"), max_length=10, choices=Carrier)
    title = models.CharField(_("What was done"), max_length=120)
    happened_on = models.DateField(_("Happened on"))
    officer = models.ForeignKey(
        Officer,
        models.PROTECT,
        related_name="contributions",
        null=True,
        blank=True,
        verbose_name=_("Officer"),
    )
    enterprise = models.ForeignKey(
        Enterprise,
        models.PROTECT,
        related_name="contributions",
        null=True,
        blank=True,
        verbose_name=_("Enterprise"),
    )
    village = models.ForeignKey(
        Village,
        models.PROTECT,
        related_name="contributions",
        null=True,
        blank=True,
        verbose_name=_("Village"),
    )
    # The village's town again, so that the ledger's newest-first index also serves one town.
    town = models.ForeignKey(
        Town,
        models.PROTECT,
        related_name="contributions",
        null=True,
        blank=True,
        verbose_name=_("Town"),
    )
    project = models.ForeignKey(
        Project,
        models.PROTECT,
        related_name="contributions",
        null=True,
        blank=True,
        verbose_name=_("Project"),
    )
    stage = models.CharField(_("Project stage"), max_length=10, choices=Stage, blank=True)
    contract_no = models.CharField(_("Contract number"), max_length=50, blank=True)
    receipt_no = models.CharField(_("Receipt number"), max_length=50, blank=True)
    site = models.CharField(_("Site"), max_length=100, blank=True)
    share = models.DecimalField(
        _("Share attributable to the programme"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(100),
        help_text=_("Per cent."),
    )
    note = models.TextField(_("Note"), blank=True)
    corrects = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="corrections",
        null=True,
        blank=True,
        verbose_name=_("Corrects"),
    )
    state = models.CharField(_("State"), max_length=16, choices=State, default=State.REPORTED)
    # The name that a browser gave the entry: sent twice, it is answered with this contribution.
    client_uuid = models.UUIDField(null=True, editable=False)
    entered_at = models.DateTimeField(_("Entered at"), default=timezone.now)
    entered_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("Entered by")
    )
    verified_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, verbose_name=_("Verified by")
    )
    verified_at = models.DateTimeField(_("verified at"), null=True)
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, verbose_name=_("Confirmed by")
    )
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)

    objects = ContributionQuerySet.as_manager()
    history = History(units={"share": "%"}, without=("client_uuid",))

    class Meta:
        verbose_name = _("Contribution")
        verbose_name_plural = _("Contributions")
        ordering = ["-happened_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="contribution_sent_once", fields=["entered_by", "client_uuid"]
            ),
            models.CheckConstraint(
                name="contribution_share_per_cent", condition=Q(share__gte=0, share__lte=100)
            ),
            models.CheckConstraint(
                name="contribution_officer_in_scope",
                condition=Q(scope="united_front") | Q(officer__isnull=False),
            ),
            models.CheckConstraint(
                name="contribution_village_has_town",
                condition=Q(village=None) | Q(town__isnull=False),
            ),
            models.CheckConstraint(
                name="contribution_not_its_own_correction",
                condition=Q(corrects=None) | ~Q(corrects=F("id")),
            ),
        ]
        indexes = [
            models.Index(fields=["-happened_on", "-id"], name="contribution_newest"),
            models.Index(
                fields=["town", "-happened_on", "-id"], name="contribution_newest_in_town"
            ),
            models.Index(fields=["state", "happened_on"], name="contribution_to_report"),
            # What waits, the oldest first.
            models.Index(fields=["state", "id"], name="contribution_waits"),
            models.Index(fields=["town", "state", "id"], name="contribution_waits_in_town"),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.title}"

    def may_be_edited_by(self, user: User) -> bool:
        """Whether the contribution is the user's to correct: entered by them, or by anyone if they
        are county staff.
        """
        return user.may("contributions.report") and (
            self.entered_by_id == user.pk or user.may("contributions.confirm")
        )


class OutcomeQuerySet(SightQuerySet["Outcome"]):
    town_path = "contribution__town"
    own_path = "contribution__officer__user"


class Outcome(models.Model):
    """One quantity of a contribution, under one version of a metric."""

    contribution = models.ForeignKey(
        Contribution, models.CASCADE, related_name="outcomes", verbose_name=_("Contribution")
    )
    metric = models.ForeignKey(
        Metric, models.PROTECT, related_name="outcomes", verbose_name=_("Metric")
    )
    value = models.DecimalField(_("Quantity"), max_digits=18, decimal_places=2)
    qualifier = models.CharField(
        _("qualifier"),
        max_length=2,
        blank=True,
        choices=[(sign.value, sign.value) for sign in Qualifier],
    )

    objects = OutcomeQuerySet.as_manager()
    history = History(part_of="contribution", called="metric")

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("Outcomes")
        ordering = ["metric__print_order", "pk"]
        constraints = [
            models.UniqueConstraint(name="outcome_once_a_metric", fields=["contribution", "metric"])
        ]

    def __str__(self) -> str:
        return f"{self.metric} {self.quantity.text()}"

    @property
    def quantity(self) -> Quantity:
        """Value, unit and qualifier as one."""
        return Quantity(
            self.value, self.metric.unit, Qualifier(self.qualifier) if self.qualifier else None
        )


class EvidenceQuerySet(SightQuerySet["Evidence"]):
    town_path = "contribution__town"
    own_path = "contribution__officer__user"


class Evidence(EvidenceFile):
    """A file that proves a contribution."""

    contribution = models.ForeignKey(
        Contribution, models.PROTECT, related_name="evidence", verbose_name=_("Contribution")
    )

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("Evidence")
        verbose_name_plural = _("Evidence")
        ordering = ["pk"]
