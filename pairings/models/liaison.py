"""Who answers for a town's pairings, from when to when."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import History, SightQuerySet, Town, User, in_effect


class LiaisonQuerySet(SightQuerySet["Liaison"]):
    """Liaisons of towns; an officer sees only those of their own town."""

    own_path = "town__villages__pairings__officer__user"
    own_when = in_effect("town__villages__pairings")

    def current(self) -> "LiaisonQuerySet":
        """Those who answer for their town until further notice."""
        return self.filter(ends_on=None)

    def serving(self, on: date) -> "LiaisonQuerySet":
        """Those who answered for their town on a day."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on)


class Liaison(models.Model):
    """One member of a town's leadership who answers for its pairings for a time."""

    town = models.ForeignKey(
        Town, models.PROTECT, related_name="liaison_terms", verbose_name=_("Town")
    )
    user = models.ForeignKey(
        User, models.PROTECT, related_name="liaison_terms", verbose_name=_("Liaison")
    )
    post = models.CharField(
        _("post"), max_length=50, blank=True, help_text=_("Such as deputy secretary of the town.")
    )
    starts_on = models.DateField(_("Liaison from"))
    ends_on = models.DateField(_("Liaison to"), null=True, blank=True)
    entered_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("Entered by")
    )
    entered_at = models.DateTimeField(_("Entered at"), default=timezone.now)

    objects = LiaisonQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = pgettext_lazy("leadership", "town liaison")
        verbose_name_plural = _("Town liaisons")
        ordering = ["town__print_order", "town__code", "-starts_on"]
        constraints = [
            models.UniqueConstraint(
                name="liaison_active_once_a_town", fields=["town"], condition=Q(ends_on=None)
            ),
            models.CheckConstraint(
                name="liaison_dates_in_order",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.town} {self.user}"
