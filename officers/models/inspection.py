"""The inspection (考察) of a candidate, where the measures ask for one."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import EvidenceFile, SightQuerySet, User
from officers.models.registration import Registration


class InspectionQuerySet(SightQuerySet["Inspection"]):
    """Inspections are the county's."""

    town_path = ""


class Inspection(EvidenceFile):
    """An inspection of a candidate by two people, one per registration, with their report. It never
    changes.
    """

    registration = models.OneToOneField(
        Registration, models.PROTECT, related_name="inspection", verbose_name=_("registration")
    )
    inspected_on = models.DateField(_("Inspected on"))
    # The names as the report prints them; who of the two is a user is linked, and only the links
    # decide.
    first_inspector = models.CharField(_("first inspector"), max_length=50)
    first_inspector_user = models.ForeignKey(
        User,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("first inspector with an account"),
    )
    second_inspector = models.CharField(_("second inspector"), max_length=50)
    second_inspector_user = models.ForeignKey(
        User,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("second inspector with an account"),
    )
    suitable = models.BooleanField(_("suitable"), default=True)
    opinion = models.TextField(_("Inspection opinion"), max_length=1000, blank=True)

    objects = InspectionQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("candidate", "Inspection")
        verbose_name_plural = pgettext_lazy("candidate", "inspections")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="inspection_by_two_people",
                condition=~Q(first_inspector="")
                & ~Q(second_inspector="")
                & ~Q(first_inspector=F("second_inspector")),
            ),
            models.CheckConstraint(
                name="inspection_by_two_users",
                condition=Q(first_inspector_user=None)
                | Q(second_inspector_user=None)
                | ~Q(first_inspector_user=F("second_inspector_user")),
            ),
            models.CheckConstraint(
                name="inspection_unsuitable_says_why", condition=Q(suitable=True) | ~Q(opinion="")
            ),
        ]
