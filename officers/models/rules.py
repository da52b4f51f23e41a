"""The rules of the programme, who decides under them, and the batches of appointments."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import History, RecordedQuerySet, User
from accounts.moves import Move
from jingyan.lazy_text import LazyText
from officers.models.weights import MATCH, NEED, Weights


class MeasuresQuerySet(RecordedQuerySet["Measures"]):
    def visible_to(self, user: User) -> "MeasuresQuerySet":
        """All rows for users with the right to read the rules, else none."""
        return self if user.may("measures.view") else self.none()

    def in_force(self, on: date) -> "Measures":
        """The version that applies on a date. Raises Measures.DoesNotExist where none does."""
        version = self.filter(starts_on__lte=on).order_by("-starts_on").first()
        if version is None:
            raise self.model.DoesNotExist(
                f"No version of the management measures is in force on {on}."
            )
        return version


class Measures(Weights):
    """One version of the management measures (管理办法): each rule with its clause."""

    name = models.CharField(_("Name"), max_length=100)
    version = models.PositiveSmallIntegerField(_("Version"), unique=True)
    starts_on = models.DateField(_("in force from"), unique=True)
    term_months = models.PositiveSmallIntegerField(_("term in months"), default=36)
    term_clause = models.CharField(_("Clause on the term"), max_length=100, blank=True)
    leader_approval = models.BooleanField(_("leader approves appointments"), default=True)
    leader_approval_clause = models.CharField(_("clause on approval"), max_length=100, blank=True)
    # Stages that a version may leave out. A person who has passed one goes on to the next that is
    # required.
    inspection = models.BooleanField(_("candidates are inspected"), default=False)
    inspection_clause = models.CharField(_("clause on the inspection"), max_length=100, blank=True)
    publicity = models.BooleanField(_("candidates are publicised"), default=True)
    publicity_days = models.PositiveSmallIntegerField(_("working days of a publicity"), default=5)
    publicity_shown_days = models.PositiveSmallIntegerField(
        _("days that a notice stays on after its end"), default=7
    )
    publicity_clause = models.CharField(_("Clause on the publicity"), max_length=100, blank=True)
    document_prefix = models.CharField(
        _("prefix of document numbers"), max_length=20, default="井统发"
    )
    document_clause = models.CharField(
        _("clause on the appointment document"), max_length=100, blank=True
    )
    excellent_quota = models.PositiveSmallIntegerField(
        _("quota for excellent, per cent"), default=20
    )
    excellent_quota_clause = models.CharField(_("clause on the quota"), max_length=100, blank=True)

    objects = MeasuresQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("Management measures")
        verbose_name_plural = _("Management measures")
        ordering = ["-starts_on"]
        constraints = [
            *Weights.Meta.constraints,
            models.CheckConstraint(
                name="measures_quota_per_cent", condition=Q(excellent_quota__lte=100)
            ),
            models.CheckConstraint(
                name="measures_publicity_has_a_day", condition=Q(publicity_days__gte=1)
            ),
            models.CheckConstraint(name="measures_term_positive", condition=Q(term_months__gte=1)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def rules(self) -> list["MeasuresRule"]:
        """Every rule in words, with its value and the clause that it rests on."""
        fields = {field.name: field for field in self._meta.local_fields}
        return [
            MeasuresRule(fields[name].verbose_name, getattr(self, name), getattr(self, clause))
            for name, clause in CLAUSES.items()
        ]

    @property
    def is_used(self) -> bool:
        """Whether a term or a publicity rests on this version, so that it stays as it is."""
        return self.appointments.exists() or self.publicities.exists()


# Rule → the column with its clause.
CLAUSES = {
    "term_months": "term_clause",
    "inspection": "inspection_clause",
    "publicity": "publicity_clause",
    "publicity_days": "publicity_clause",
    "publicity_shown_days": "publicity_clause",
    "leader_approval": "leader_approval_clause",
    "document_prefix": "document_clause",
    "excellent_quota": "excellent_quota_clause",
    **dict.fromkeys(NEED, "need_clause"),
    **dict.fromkeys(MATCH, "match_clause"),
}


@dataclass(frozen=True)
class MeasuresRule:
    """One rule of a version, as its page prints it."""

    label: str | LazyText
    value: Any
    clause: str


@dataclass(frozen=True)
class Decision(Move):
    """A move of the county leader; where the row's measures ask for no leader, of a second member
    of staff as well.
    """

    def is_for(self, row: Any, user: User) -> bool:
        """Whether the move is one of the role of `user`, under the measures of `row`."""
        return super().is_for(row, user) or (
            not row.leader_approval and user.may("appointments.propose")
        )


class Batch(models.Model):
    """People appointed together by one decision."""

    name = models.CharField(_("Name"), max_length=50, unique=True)
    year = models.PositiveSmallIntegerField(_("Year"))
    document_number = models.CharField(_("Document number"), max_length=50, blank=True)

    class Meta:
        verbose_name = _("Batch")
        verbose_name_plural = _("batches")
        ordering = ["-year", "name"]

    def __str__(self) -> str:
        return self.name
