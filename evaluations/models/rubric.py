"""The scoring rules of evaluations, and the evaluation rounds that use them."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import SightQuerySet, User


class Rubric(models.Model):
    """One version of the scoring rules. Once a round uses it, it never changes."""

    name = models.CharField(_("Name"), max_length=100)
    version = models.PositiveSmallIntegerField(_("Version"), unique=True)
    excellent_from = models.PositiveSmallIntegerField(_("excellent from"), default=90)
    good_from = models.PositiveSmallIntegerField(_("good from"), default=75)
    clause = models.CharField(_("Clause"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("Rubric")
        verbose_name_plural = _("rubrics")
        ordering = ["-version"]
        constraints = [
            models.CheckConstraint(
                name="rubric_grades_in_order", condition=Q(excellent_from__gt=F("good_from"))
            )
        ]

    def __str__(self) -> str:
        return self.name


class Criterion(models.Model):
    """One line of a rubric."""

    class Part(models.TextChoices):
        DUTY = "duty", _("Performance of duty")
        RESULTS = "results", _("Real achievements")
        VILLAGE = "village", _("Village appraisal")
        TOWN = "town", _("Town appraisal")
        BONUS = "bonus", _("Bonus")
        VETO = "veto", _("Veto")

    rubric = models.ForeignKey(
        Rubric, models.PROTECT, related_name="criteria", verbose_name=_("Rubric")
    )
    code = models.CharField(_("code"), max_length=30)
    part = models.CharField(_("Part"), max_length=8, choices=Part)
    text = models.CharField(_("Criterion"), max_length=200)
    max_points = models.PositiveSmallIntegerField(_("Full points"))
    print_order = models.PositiveSmallIntegerField(_("print order"), default=100)

    class Meta:
        verbose_name = _("Criterion")
        verbose_name_plural = _("criteria")
        ordering = ["print_order", "pk"]
        constraints = [
            models.UniqueConstraint(name="criterion_code_once", fields=["rubric", "code"])
        ]

    def __str__(self) -> str:
        return self.text


class RoundQuerySet(SightQuerySet["Round"]):
    town_path = "evaluations__pairing__village__town"
    own_path = "evaluations__pairing__officer__user"


class Round(models.Model):
    """One evaluation of a batch of officers, at term end, under one rubric."""

    name = models.CharField(_("Name"), max_length=50, unique=True)
    rubric = models.ForeignKey(
        Rubric, models.PROTECT, related_name="rounds", verbose_name=_("Rubric")
    )
    starts_on = models.DateField(_("Period from"))
    ends_on = models.DateField(_("Period to"))
    excellent_quota = models.PositiveSmallIntegerField(_("quota for excellent, per cent"))
    opened_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("Opened by")
    )
    opened_at = models.DateTimeField(_("opened at"), default=timezone.now)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("evaluation round")
        verbose_name_plural = _("Evaluation rounds")
        ordering = ["-ends_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="round_dates_in_order", condition=Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="round_quota_per_cent", condition=Q(excellent_quota__lte=100)
            ),
        ]

    def __str__(self) -> str:
        return self.name
