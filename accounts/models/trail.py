"""The trail, which records all acts, and the end of its chain."""

from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.history import current_act_id
from accounts.roles import Role

if TYPE_CHECKING:
    from accounts.models.user import User


LATEST = 20_000
# What the system administrator is responsible for: its entries are shown in full to users who
# don't see the programme's records.
TECHNICAL_TARGETS = frozenset(
    {
        "accounts.User",
        "accounts.Town",
        "accounts.CalendarDay",
        "accounts.SecondFactor",
        "accounts.DictionaryEntry",
        "accounts.Term",
    }
)
# Entries never change: those that are older than a model's present name keep its former label.
FORMER_LABELS = {"accounts.Term": "accounts.DictionaryEntry"}
TECHNICAL_ACTS = frozenset(
    {"verify_trail", "rotate_keys", "calendar_day", "calendar_year", "session_end"}
)


def labels_of(label: str) -> list[str]:
    """The label of a model, and those that older entries know it by."""
    return [label, *(former for former, present in FORMER_LABELS.items() if present == label)]


class TrailQuerySet(models.QuerySet["TrailEntry"]):
    def visible_to(self, user: "User") -> "TrailQuerySet":
        return self if user.may("accounts.trail") else self.filter(by=user.username)

    def last_verified(self) -> "TrailEntry | None":
        """The latest entry of a verification among the last `LATEST` entries, else None; a search
        through all entries would be slow.
        """
        newest = self.order_by("-pk").values("pk")[:1]
        return (
            self.filter(act="verify_trail", pk__gt=models.Subquery(newest) - LATEST)
            .order_by("-pk")
            .first()
        )

    def of(self, row: models.Model) -> "TrailQuerySet":
        """The acts on one record, oldest first."""
        return self.filter(target__in=labels_of(row._meta.label), target_id=row.pk)


class TrailEntry(models.Model):
    """One act: who did what to which record. It names its target in text, not by a foreign key, so
    that no deletion affects it.
    """

    at = models.DateTimeField(_("Time"), default=timezone.now, db_index=True)
    by = models.CharField(_("By"), max_length=150)
    by_name = models.CharField(_("Name"), max_length=50, blank=True)
    role = models.CharField(_("Role"), max_length=14, choices=Role)
    act = models.CharField(_("Act"), max_length=50)
    target = models.CharField(_("record kind"), max_length=100)
    target_id = models.BigIntegerField(_("Record"), null=True)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    before = models.CharField(_("before"), max_length=50, blank=True)
    after = models.CharField(_("after"), max_length=50, blank=True)
    note = models.TextField(_("Note"), blank=True)
    changes = models.JSONField(_("changes"), default=dict)
    # Shared with the versions that the act wrote. Not sealed: it only joins what the history shows.
    act_id = models.UUIDField(null=True, editable=False, default=current_act_id)
    # Its place in the chain, without gaps; the seal of the entry before it, and its own (see
    # jingyan.chain).
    number = models.PositiveBigIntegerField(_("number"), unique=True, editable=False)
    previous = models.CharField(max_length=64, blank=True, editable=False)
    hash = models.CharField(max_length=64, editable=False)

    objects = TrailQuerySet.as_manager()

    class Meta:
        verbose_name = _("trail entry")
        verbose_name_plural = _("Trail")
        ordering = ["pk"]
        indexes = [models.Index(fields=["target", "target_id"], name="trail_of_one_record")]

    def __str__(self) -> str:
        return f"{self.by} {self.act} {self.subject}"

    @property
    def is_technical(self) -> bool:
        """Whether its target belongs to the system itself rather than to the programme."""
        return self.target in TECHNICAL_TARGETS

    @property
    def has_technical_note(self) -> bool:
        """Whether its note was written by the system or an administrator."""
        return self.act in TECHNICAL_ACTS

    @property
    def kind_and_key(self) -> str:
        """The kind and key of its target, without the name; "" if it has none."""
        try:
            kind = apps.get_model(self.target)._meta.verbose_name
        except (LookupError, ValueError):
            kind = self.target
        return f"{kind} {self.target_id}" if self.target else ""


class TrailHead(models.Model):
    """The end of the trail's chain, one row: the number of entries and the hash of the last."""

    ONLY = 1

    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.number} {self.hash}"
