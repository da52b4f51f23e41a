"""The register of document numbers: one series a prefix and year, without gaps."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import SightQuerySet, User
from accounts.moves import Move


class DocumentSeries(models.Model):
    """The lock under which the next number of a prefix and year is taken."""

    prefix = models.CharField(_("prefix"), max_length=20)
    year = models.PositiveSmallIntegerField(_("Year"))

    class Meta:
        verbose_name = _("series of document numbers")
        verbose_name_plural = _("series of document numbers")
        constraints = [
            models.UniqueConstraint(name="document_series_once", fields=["prefix", "year"])
        ]

    def __str__(self) -> str:
        return f"{self.prefix}〔{self.year}〕"


class DocumentNumberQuerySet(SightQuerySet["DocumentNumber"]):
    """Document numbers belong to the county, not to a town."""

    town_path = ""


class DocumentNumber(models.Model):
    """One number of a document, taken when the document is approved; a void one stays in the
    register.
    """

    class State(models.TextChoices):
        USED = "used", pgettext_lazy("document number", "In use")
        ELSEWHERE = "elsewhere", pgettext_lazy("document number", "Used outside the system")
        VOID = "void", pgettext_lazy("document number", "Void")

    MOVES = {
        "void": Move(
            pgettext_lazy("document number", "Void"),
            frozenset({State.USED}),
            State.VOID,
            "appointments.propose",
            asks_reason=True,
            style="danger",
        ),
    }

    prefix = models.CharField(_("prefix"), max_length=20)
    year = models.PositiveSmallIntegerField(_("Year"))
    number = models.PositiveIntegerField(_("number"))
    subject = models.CharField(_("Matter"), max_length=200, blank=True)
    state = models.CharField(_("State"), max_length=9, choices=State, default=State.USED)
    void_reason = models.CharField(_("Why it is void"), max_length=200, blank=True)
    taken_on = models.DateField(_("Taken on"))
    taken_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("Taken by"))
    taken_at = models.DateTimeField(_("taken at"), default=timezone.now)

    objects = DocumentNumberQuerySet.as_manager()

    class Meta:
        verbose_name = _("Document number")
        verbose_name_plural = pgettext_lazy("records", "document numbers")
        ordering = ["-year", "prefix", "-number"]
        constraints = [
            models.UniqueConstraint(
                name="document_number_once", fields=["prefix", "year", "number"]
            ),
            models.CheckConstraint(name="document_number_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="document_number_void_says_why",
                condition=~Q(state="void") | ~Q(void_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}〔{self.year}〕{self.number}号"
