"""Issues of reports with frozen figures, each with the ids of its facts, and the summary that the
dashboard reads.
"""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import SightQuerySet, Town, User
from accounts.moves import Move
from jingyan.periods import Period, parse_period
from pairings.models import Contribution, Metric
from villages.models import Village


class IssueQuerySet(SightQuerySet["Issue"]):
    """A liaison sees only the issues of their own town, not the county's."""


def replaced(row: "Issue", _user: User) -> str:
    """Why a report is no longer approved or issued: there is a later version of it."""
    versions = row.followers.exclude(state=Issue.State.WITHDRAWN)
    later = versions.select_related("town", "village").first()
    refusal = _("There is a later version of this report: %s. Look at that one.")
    return refusal % later if later else ""


class Issue(models.Model):
    """One report over one period and place, in one version."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Queued")
        COMPUTING = "computing", _("Computing")
        DRAFT = "draft", _("Draft")
        APPROVED = "approved", _("Approved")
        ISSUED = "issued", _("Issued")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    MOVES = {
        "approve": Move(
            _("Approve"),
            frozenset({State.DRAFT}),
            State.APPROVED,
            "reports.approve",
            not_by=("requested_by",),
            style="success",
            unless=replaced,
        ),
        "publish": Move(
            _("Issue"),
            frozenset({State.APPROVED}),
            State.ISSUED,
            "reports.issue",
            unless=replaced,
        ),
        "withdraw": Move(
            _("Withdraw"),
            frozenset({State.DRAFT, State.APPROVED, State.ISSUED}),
            State.WITHDRAWN,
            "reports.issue",
            asks_reason=True,
            style="danger",
        ),
    }

    period = models.CharField(_("period"), max_length=24)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    # The county has neither; a village's issue has both.
    town = models.ForeignKey(
        Town, models.PROTECT, related_name="issues", null=True, blank=True, verbose_name=_("Town")
    )
    village = models.ForeignKey(
        Village,
        models.PROTECT,
        related_name="issues",
        null=True,
        blank=True,
        verbose_name=_("Village"),
    )
    place = models.CharField(_("place code"), max_length=12, default="county")
    version = models.PositiveSmallIntegerField(_("Version"), default=1)
    state = models.CharField(_("State"), max_length=10, choices=State, default=State.DRAFT)
    as_of = models.DateTimeField(_("as of"), default=timezone.now)
    sha256 = models.CharField(_("fingerprint"), max_length=64, blank=True)
    previous = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="followers",
        null=True,
        blank=True,
        verbose_name=_("earlier version"),
    )
    requested_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("computed for")
    )

    objects = IssueQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("Reports")
        ordering = ["-ends_on", "-starts_on", "place", "-version"]
        constraints = [
            models.UniqueConstraint(
                name="issue_version_once", fields=["period", "place", "version"]
            ),
            models.CheckConstraint(
                name="issue_dates_in_order", condition=Q(ends_on__gte=F("starts_on"))
            ),
        ]

    def __str__(self) -> str:
        place = self.village or self.town or _("Whole county")
        return f"{parse_period(self.period).label()} {place} v{self.version}"


class FigureQuerySet(SightQuerySet["Figure"]):
    town_path = "issue__town"


class Figure(models.Model):
    """One number of one issue, frozen with the ids of the facts behind it."""

    issue = models.ForeignKey(
        Issue, models.PROTECT, related_name="figures", verbose_name=_("report")
    )
    metric = models.ForeignKey(
        Metric, models.PROTECT, related_name="figures", verbose_name=_("Metric")
    )
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=2, null=True)
    qualifier = models.CharField(_("qualifier"), max_length=2, blank=True)
    text = models.CharField(_("text"), max_length=50, blank=True)
    attributed = models.DecimalField(
        _("attributable to the programme"), max_digits=18, decimal_places=2, null=True
    )
    previous = models.DecimalField(_("period before"), max_digits=18, decimal_places=2, null=True)
    year_on_year = models.DecimalField(
        _("year on year, per cent"), max_digits=12, decimal_places=2, null=True
    )
    missing = models.CharField(_("why it is missing"), max_length=200, blank=True)
    # ["contribution:17", "village_year:3", …], in the order of the kinds and ids.
    facts = models.JSONField(_("facts"), default=list)

    objects = FigureQuerySet.as_manager()

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        ordering = ["metric__print_order", "pk"]
        constraints = [
            models.UniqueConstraint(name="figure_once_an_issue", fields=["issue", "metric"]),
            models.CheckConstraint(
                name="figure_has_value_or_says_why",
                condition=Q(value__isnull=False, missing="") | Q(value=None) & ~Q(missing=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.metric} {self.text}"


class SummaryQuerySet(SightQuerySet["SummaryCell"]):
    """Only users who see everything see the cells of the whole county."""

    def of_period(self, town: Town | None, period: Period) -> "SummaryQuerySet":
        """The cells of a town, or of the county, for a quarter, half-year or year.

        For a stock, the cell with the latest value on or before the last day.
        """
        here = self.filter(town=town, ends_on__lte=period.end)
        same = {name: OuterRef(name) for name in ("metric", "state")}
        later = self.model.objects.filter(
            **same,
            town=town,
            starts_on=None,
            ends_on__gt=OuterRef("ends_on"),
            ends_on__lte=period.end,
        )
        return here.filter(
            Q(starts_on=period.start, ends_on=period.end) | Q(~Exists(later), starts_on=None)
        )


class SummaryCell(models.Model):
    """The value of one entered metric for one place and period, from the facts in one state. Cells
    are always recounted from the facts, never incremented.
    """

    # Empty for the whole county.
    town = models.ForeignKey(
        Town, models.CASCADE, related_name="+", null=True, verbose_name=_("Town")
    )
    # A quarter, half-year or year. A stock has no first day, only the end of a quarter.
    starts_on = models.DateField(_("from"), null=True)
    ends_on = models.DateField(_("to"))
    metric = models.CharField(_("Metric"), max_length=40)
    state = models.CharField(_("State"), max_length=16, choices=Contribution.State)
    value = models.DecimalField(_("value"), max_digits=24, decimal_places=2)
    qualifier = models.CharField(_("qualifier"), max_length=2, blank=True)

    objects = SummaryQuerySet.as_manager()

    class Meta:
        verbose_name = _("cell of the summary")
        verbose_name_plural = _("cells of the summary")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                Coalesce("town", 0),
                "ends_on",
                "metric",
                "state",
                Coalesce("starts_on", "ends_on"),
                name="summary_cell_once",
            )
        ]
        indexes = [
            models.Index(fields=["town", "metric", "state", "ends_on"], name="summary_latest_stock")
        ]

    def __str__(self) -> str:
        place = self.town or _("Whole county")
        return f"{place} {self.ends_on} {self.metric} {self.state}"


class SummaryDueQuerySet(models.QuerySet["SummaryDue"]):
    def about(self, town: Town | None, period: Period) -> "SummaryDueQuerySet":
        """Those that may affect a place and a period, including earlier days, since a stock depends
        on earlier facts.
        """
        rows = self.filter(happened_on__lte=period.end)
        return rows.filter(town=town) if town else rows


class SummaryDue(models.Model):
    """A note that facts of a town, day and metric have changed since they were last counted.
    Written by triggers.

    Notes are only inserted, so that no two changes wait for each other.
    """

    town = models.ForeignKey(
        Town, models.DO_NOTHING, related_name="+", null=True, db_constraint=False
    )
    happened_on = models.DateField()
    metric = models.CharField(max_length=40)

    objects = SummaryDueQuerySet.as_manager()

    class Meta:
        verbose_name = _("note of a changed contribution")
        verbose_name_plural = _("notes of changed contributions")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.town_id} {self.happened_on} {self.metric}"
