"""What counts: the versions of the definitions that all quantities follow."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MetricQuerySet(models.QuerySet["Metric"]):
    def entered(self) -> "MetricQuerySet":
        """The metrics that people enter with a contribution; the others are computed."""
        return self.filter(computed=False)

    def current(self) -> "MetricQuerySet":
        """The newest version of each code."""
        newest = self.model.objects.values("code").annotate(newest=models.Max("version"))
        return self.filter(
            version=models.Subquery(
                newest.filter(code=models.OuterRef("code")).values("newest")[:1]
            )
        )


class Metric(models.Model):
    """One version of one metric's definition. Once contributions use it, it never changes; a new
    version does.
    """

    class Nature(models.TextChoices):
        FLOW = "flow", _("Flow: adds up over time")
        STOCK = "stock", _("Stock: the state at a date")
        RATIO = "ratio", _("Ratio: recomputed from its parts")
        DISTINCT = "distinct", _("Distinct: different things counted once")

    class Scope(models.TextChoices):
        OFFICERS = "officers", _("Special-appointed village officers")
        UNITED_FRONT = "united_front", _("Whole united front")

    code = models.CharField(_("code"), max_length=40)
    version = models.PositiveSmallIntegerField(_("Version"), default=1)
    name = models.CharField(_("Name"), max_length=50)
    definition = models.TextField(_("What counts"))
    unit = models.CharField(_("Unit"), max_length=10)
    nature = models.CharField(_("nature"), max_length=8, choices=Nature)
    scope = models.CharField(_("Scope"), max_length=12, choices=Scope, default=Scope.OFFICERS)
    computed = models.BooleanField(_("computed"), default=False)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="parts",
        null=True,
        blank=True,
        verbose_name=_("part of"),
    )
    print_order = models.PositiveSmallIntegerField(_("print order"), default=100)

    objects = MetricQuerySet.as_manager()

    class Meta:
        verbose_name = _("Metric")
        verbose_name_plural = _("metrics")
        ordering = ["print_order", "code", "-version"]
        constraints = [
            models.UniqueConstraint(name="metric_version_once", fields=["code", "version"])
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def reference(self) -> str:
        """How a report names this definition: `code@version`."""
        return f"{self.code}@{self.version}"
