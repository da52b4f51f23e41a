"""The weights that choose villages and match officers: a part of the measures, each set with its
clause.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

NEED = ("need_edge", "need_income", "need_growth", "need_industry", "need_demands", "need_tier")
MATCH = ("match_industry", "match_skills", "match_connections", "match_preference", "match_home")


class Weights(models.Model):
    """How much each part counts of 100, in the need of a village and in the match of an officer
    with it.
    """

    need_edge = models.PositiveSmallIntegerField(_("need: share of edge households"), default=25)
    need_income = models.PositiveSmallIntegerField(_("need: weak collective income"), default=25)
    need_growth = models.PositiveSmallIntegerField(
        _("need: slow growth of the collective income"), default=15
    )
    need_industry = models.PositiveSmallIntegerField(_("need: no lead industry"), default=10)
    need_demands = models.PositiveSmallIntegerField(_("need: open demands"), default=15)
    need_tier = models.PositiveSmallIntegerField(_("need: tier"), default=10)
    need_clause = models.CharField(_("clause on the need index"), max_length=100, blank=True)
    match_industry = models.PositiveSmallIntegerField(_("match: industry"), default=35)
    match_skills = models.PositiveSmallIntegerField(_("match: skills for the demands"), default=25)
    match_connections = models.PositiveSmallIntegerField(
        _("match: connections for the demands"), default=15
    )
    match_preference = models.PositiveSmallIntegerField(
        _("match: preference of the officer"), default=15
    )
    match_home = models.PositiveSmallIntegerField(_("match: home place"), default=10)
    match_clause = models.CharField(_("clause on the matching"), max_length=100, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="measures_need_adds_up",
                condition=Q(
                    need_edge=100
                    - F("need_income")
                    - F("need_growth")
                    - F("need_industry")
                    - F("need_demands")
                    - F("need_tier")
                ),
                violation_error_message=_(
                    "The weights of the need index add up to 100. Correct them."
                ),
            ),
            models.CheckConstraint(
                name="measures_match_adds_up",
                condition=Q(
                    match_industry=100
                    - F("match_skills")
                    - F("match_connections")
                    - F("match_preference")
                    - F("match_home")
                ),
                violation_error_message=_(
                    "The weights of the matching add up to 100. Correct them."
                ),
            ),
        ]

    def need_weights(self) -> dict[str, int]:
        """The weights of the need index, by part."""
        return {name.removeprefix("need_"): getattr(self, name) for name in NEED}

    def match_weights(self) -> dict[str, int]:
        """The weights of the matching, by part."""
        return {name.removeprefix("match_"): getattr(self, name) for name in MATCH}
