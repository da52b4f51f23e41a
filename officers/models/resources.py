"""What an officer can bring: the resources list that the villages' needs list is matched with."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import SightQuerySet, Town, in_effect
from officers.models.officer import Officer


class ResourcesQuerySet(SightQuerySet["Resources"]):
    town_path = "officer__pairings__village__town"
    town_when = in_effect("officer__pairings")
    own_path = "officer__user"


class Resources(models.Model):
    """What one officer can bring, and where the officer wants to go or not. Free words, separated
    by 、.
    """

    officer = models.OneToOneField(
        Officer, models.CASCADE, related_name="resources", verbose_name=_("Officer")
    )
    industries = models.CharField(
        _("industries"),
        max_length=200,
        blank=True,
        help_text=_("Such as 柑橘、农产品加工. The enterprise's is known."),
    )
    skills = models.CharField(
        _("skills"), max_length=200, blank=True, help_text=_("Such as 种植技术、电商、工程施工.")
    )
    connections = models.CharField(
        _("connections"),
        max_length=200,
        blank=True,
        help_text=_("Such as 商超采购、劳务市场、高校专家."),
    )
    home_town = models.ForeignKey(
        Town, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("home place")
    )
    preferred_towns = models.ManyToManyField(
        Town,
        related_name="+",
        blank=True,
        verbose_name=_("preferred towns"),
        help_text=_("As the officer has said."),
    )
    refused_towns = models.ManyToManyField(
        Town,
        related_name="+",
        blank=True,
        verbose_name=_("towns not to be sent to"),
        help_text=_("Never proposed."),
    )

    objects = ResourcesQuerySet.as_manager()

    class Meta:
        verbose_name = _("resources of an officer")
        verbose_name_plural = _("resources of officers")

    def __str__(self) -> str:
        return str(self.officer)
