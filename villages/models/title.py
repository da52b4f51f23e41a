"""The demonstration titles that villages and towns have won."""

from django.db import models
from django.db.models import Case, Min, OuterRef, Q, Subquery, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import DictionaryField, History, SightQuerySet, Town, in_effect
from villages.models.village import Village


class TitleQuerySet(SightQuerySet["Title"]):
    own_path = "village__pairings__officer__user"
    own_when = in_effect("village__pairings")

    def with_paired_from(self) -> "TitleQuerySet":
        """Adds `paired_from`: the first day of the place's first pairing, or None if it never had
        one.
        """
        # A town counts as paired if one of its villages is. By name: pairings is a higher app.
        of_village = Village.objects.filter(pk=OuterRef("village"), **in_effect("pairings"))
        of_town = Village.objects.filter(town=OuterRef("town"), **in_effect("pairings"))
        first = Case(
            When(village__isnull=False, then=_first_day(of_village, "pk")),
            default=_first_day(of_town, "town"),
        )
        return self.annotate(paired_from=first)


def _first_day(villages: models.QuerySet[Village], by: str) -> Subquery:
    days = villages.order_by().values(by).annotate(day=Min("pairings__starts_on")).values("day")
    return Subquery(days, output_field=models.DateField())


class Title(models.Model):
    """A demonstration title won by a village or a whole town. A place may win it again, or at
    another level.
    """

    class Level(models.TextChoices):
        NATIONAL = "national", _("National")
        PROVINCIAL = "provincial", _("Provincial")
        MUNICIPAL = "municipal", _("Municipal")
        COUNTY = "county", _("County")

    town = models.ForeignKey(Town, models.PROTECT, related_name="titles", verbose_name=_("Town"))
    village = models.ForeignKey(
        Village,
        models.PROTECT,
        related_name="titles",
        null=True,
        blank=True,
        verbose_name=_("Village"),
        help_text=_("Empty: the title is the town's own."),
    )
    name = models.CharField(_("title"), max_length=100)
    # The levels above are the initial ones; the office may add more.
    level = DictionaryField(_("level"), max_length=10, dictionary="title_level")
    awarded_on = models.DateField(_("Awarded on"))
    issuer = models.CharField(_("issuer"), max_length=100, blank=True)
    document = models.CharField(pgettext_lazy("title", "document"), max_length=100, blank=True)
    entered_at = models.DateTimeField(_("Entered at"), default=timezone.now)

    objects = TitleQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("Demonstration title")
        verbose_name_plural = _("Demonstration titles")
        ordering = ["-awarded_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="title_once_a_village",
                fields=["village", "name", "level", "awarded_on"],
                condition=Q(village__isnull=False),
                violation_error_message=_("This title of the village is already in the list."),
            ),
            models.UniqueConstraint(
                name="title_once_a_town",
                fields=["town", "name", "level", "awarded_on"],
                condition=Q(village=None),
                violation_error_message=_("This title of the town is already in the list."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.village or self.town} {self.name}"
