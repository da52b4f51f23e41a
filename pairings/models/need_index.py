"""The need index, frozen when a batch of villages was chosen."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import SightQuerySet, User
from officers.models import Measures
from villages.models import Village


class NeedIndexQuerySet(models.QuerySet["NeedIndex"]):
    """Frozen rankings of the whole county."""

    def visible_to(self, user: User) -> "NeedIndexQuerySet":
        """A ranking names all towns, so only users who see all towns may see it."""
        return self if user.may("needs.frozen") else self.none()


class NeedIndex(models.Model):
    """The ranking of all villages at the moment a batch was chosen from it. It never changes."""

    measures = models.ForeignKey(
        Measures, models.PROTECT, related_name="need_indexes", verbose_name=_("measures")
    )
    frozen_at = models.DateTimeField(_("Frozen at"), default=timezone.now)
    frozen_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("Chosen by")
    )
    document = models.CharField(_("Decision document"), max_length=50, blank=True)
    reason = models.TextField(_("Reasons for leaving the ranking"), blank=True)

    objects = NeedIndexQuerySet.as_manager()

    class Meta:
        verbose_name = _("frozen need index")
        verbose_name_plural = pgettext_lazy("records", "frozen need indexes")
        ordering = ["-frozen_at"]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.frozen_at):%Y-%m-%d}"


class NeedScoreQuerySet(SightQuerySet["NeedScore"]):
    """Scores within frozen rankings."""

    town_path = "village__town"


class NeedScore(models.Model):
    """One village in a frozen ranking, with the parts that its score rested on."""

    index = models.ForeignKey(
        NeedIndex, models.PROTECT, related_name="scores", verbose_name=_("frozen need index")
    )
    village = models.ForeignKey(
        Village, models.PROTECT, related_name="need_scores", verbose_name=_("Village")
    )
    rank = models.PositiveIntegerField(_("Rank"), null=True)
    score = models.DecimalField(_("Need index"), max_digits=5, decimal_places=2, null=True)
    known = models.PositiveSmallIntegerField(_("Weight that is known"))
    # [{"code", "value", "weight", "level"}]: values and levels as strings, null where nothing was
    # known.
    parts = models.JSONField(_("parts"))
    chosen = models.BooleanField(_("chosen"), default=False)
    was_in_programme = models.BooleanField(_("in the programme before"), default=False)

    objects = NeedScoreQuerySet.as_manager()

    class Meta:
        verbose_name = _("score of a village")
        verbose_name_plural = _("scores of villages")
        ordering = ["index", models.F("rank").asc(nulls_last=True), "village__code"]
        constraints = [
            models.UniqueConstraint(name="need_score_once_a_village", fields=["index", "village"])
        ]

    def __str__(self) -> str:
        return str(self.village)
