"""The posts that a person has held: enterprise, position, from and to."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import History, SightQuerySet, in_effect
from officers.models.officer import Enterprise, Officer


class PostQuerySet(SightQuerySet["Post"]):
    """Posts are seen with their person."""

    town_path = "officer__pairings__village__town"
    town_when = in_effect("officer__pairings")
    own_path = "officer__user"


class Post(models.Model):
    """One post of one person at one enterprise. Without a last day it is the present one."""

    officer = models.ForeignKey(
        Officer, models.CASCADE, related_name="posts", verbose_name=_("Officer")
    )
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="posts", verbose_name=_("Enterprise")
    )
    position = models.CharField(_("Position"), max_length=50, blank=True)
    # Unknown for the post that a person held already when first registered.
    starts_on = models.DateField(pgettext_lazy("post", "from"), null=True, blank=True)
    ends_on = models.DateField(pgettext_lazy("post", "to"), null=True, blank=True)
    entered_at = models.DateTimeField(_("Entered at"), default=timezone.now, editable=False)

    objects = PostQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = pgettext_lazy("enterprise", "post")
        verbose_name_plural = pgettext_lazy("enterprise", "posts")
        # The present post first, then the latest.
        ordering = [
            F("ends_on").desc(nulls_first=True),
            F("starts_on").desc(nulls_last=True),
            "-pk",
        ]
        constraints = [
            models.UniqueConstraint(
                name="post_present_once_an_officer", fields=["officer"], condition=Q(ends_on=None)
            ),
            models.CheckConstraint(
                name="post_ends_after_it_starts",
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} {self.position}".strip()
