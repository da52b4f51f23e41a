"""Public notices (公示): who is publicised, for how long, and what was objected."""

import secrets
from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import History, SightQuerySet, User
from accounts.moves import Move
from officers.models.registration import Registration
from officers.models.rules import Measures


def new_token() -> str:
    """An unguessable token: part of the URL of a public page."""
    return secrets.token_urlsafe(24)


class PublicityQuerySet(SightQuerySet["Publicity"]):
    """Publicities are the county's."""

    town_path = ""

    def due(self, on: date) -> "PublicityQuerySet":
        """Those still running after their last day: the office has to close them."""
        return self.filter(state=Publicity.State.RUNNING, closes_on__lt=on)

    def shown(self, on: date) -> "PublicityQuerySet":
        """Those whose notice the public may read on a day."""
        posted = self.filter(state__in=[Publicity.State.RUNNING, Publicity.State.CLOSED])
        return posted.filter(starts_on__lte=on, shown_until__gte=on)


def still_shown(row: "Publicity", _user: User) -> str:
    """Why a running notice isn't closed before its last day has passed."""
    if row.is_due:
        return ""
    refusal = _("The publicity runs to the end of %(day)s. Close it on %(next)s or later.")
    return refusal % {"day": row.closes_on, "next": row.closes_from}


class Publicity(models.Model):
    """One public notice over several people. Its last day follows from the work calendar."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        RUNNING = "running", pgettext_lazy("publicity", "Running")
        CLOSED = "closed", pgettext_lazy("publicity", "Closed")
        WITHDRAWN = "withdrawn", pgettext_lazy("publicity", "Withdrawn")

    class Matter(models.TextChoices):
        APPOINTMENT = "appointment", pgettext_lazy("matter of a publicity", "Candidates")
        GRADE = "grade", pgettext_lazy("matter of a publicity", "Grades of evaluations")

    MOVES = {
        "start": Move(
            pgettext_lazy("publicity", "Post"),
            frozenset({State.DRAFT}),
            State.RUNNING,
            "publicities.run",
        ),
        "close": Move(
            pgettext_lazy("publicity", "Close"),
            frozenset({State.RUNNING}),
            State.CLOSED,
            "publicities.run",
            style="success",
            unless=still_shown,
        ),
        "withdraw": Move(
            pgettext_lazy("publicity", "Withdraw"),
            frozenset({State.DRAFT, State.RUNNING}),
            State.WITHDRAWN,
            "publicities.run",
            asks_reason=True,
            style="danger",
        ),
    }

    matter = models.CharField(
        _("What is publicised"), max_length=11, choices=Matter, default=Matter.APPOINTMENT
    )
    title = models.CharField(_("title of the notice"), max_length=100)
    measures = models.ForeignKey(
        Measures, models.PROTECT, related_name="publicities", verbose_name=_("Management measures")
    )
    starts_on = models.DateField(_("Posted on"))
    days = models.PositiveSmallIntegerField(_("working days"))
    closes_on = models.DateField(_("Last day"))
    # The calendar of some day on the way isn't official yet (预估).
    estimated = models.BooleanField(_("last day is estimated"), default=False)
    shown_until = models.DateField(_("Shown until"))
    contact = models.CharField(
        _("Where objections go"),
        max_length=200,
        blank=True,
        help_text=_("Office, telephone or mailbox, as printed."),
    )
    token = models.CharField(max_length=43, unique=True, default=new_token, editable=False)
    state = models.CharField(_("State"), max_length=9, choices=State, default=State.DRAFT)
    created_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("Created by")
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    closed_on = models.DateField(_("Closed on"), null=True, blank=True)
    closed_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, verbose_name=_("closed by")
    )

    objects = PublicityQuerySet.as_manager()
    history = History(without=("token",))

    class Meta:
        verbose_name = _("Publicity")
        verbose_name_plural = _("Publicities")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="publicity_ends_after_posting", condition=Q(closes_on__gt=F("starts_on"))
            ),
            models.CheckConstraint(
                name="publicity_shown_to_its_end", condition=Q(shown_until__gte=F("closes_on"))
            ),
            models.CheckConstraint(
                name="publicity_closed_after_its_last_day",
                condition=~Q(state="closed")
                | Q(closed_on__gt=F("closes_on"), closed_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_due(self) -> bool:
        """Whether it may be closed: the last day has passed."""
        return self.state == self.State.RUNNING and self.closes_on < localdate()

    @property
    def closes_from(self) -> date:
        """The first day on which it may be closed."""
        return self.closes_on + timedelta(days=1)


class PublicityEntryQuerySet(SightQuerySet["PublicityEntry"]):
    """People on notices are the county's."""

    town_path = ""


class PublicityEntry(models.Model):
    """One person or matter on a notice, as printed. The record behind it refers to the entry."""

    publicity = models.ForeignKey(
        Publicity, models.CASCADE, related_name="entries", verbose_name=_("Publicity")
    )
    registration = models.ForeignKey(
        Registration,
        models.PROTECT,
        related_name="entries",
        null=True,
        blank=True,
        verbose_name=_("registration"),
    )
    name = models.CharField(_("name, masked"), max_length=50)
    detail = models.CharField(
        _("enterprise, masked; of a grade, village and grade"), max_length=200, blank=True
    )

    objects = PublicityEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("Person on a publicity")
        verbose_name_plural = _("people on a publicity")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="publicity_entry_once", fields=["publicity", "registration"]
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ObjectionQuerySet(SightQuerySet["Objection"]):
    """Objections are the county's."""

    town_path = ""

    def holding(self) -> "ObjectionQuerySet":
        """Objections that hold their person back: open or upheld."""
        return self.filter(state__in=[Objection.State.OPEN, Objection.State.UPHELD])


class Objection(models.Model):
    """An objection to one person on a notice, and its result."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("objection", "Being checked")
        UPHELD = "upheld", pgettext_lazy("objection", "Upheld")
        DISMISSED = "dismissed", pgettext_lazy("objection", "Dismissed")

    MOVES = {
        "dismiss": Move(
            pgettext_lazy("objection", "Dismiss"),
            frozenset({State.OPEN}),
            State.DISMISSED,
            "publicities.run",
            asks_reason=True,
            confidential=True,
            style="success",
        ),
        "uphold": Move(
            pgettext_lazy("objection", "Uphold"),
            frozenset({State.OPEN}),
            State.UPHELD,
            "publicities.run",
            asks_reason=True,
            confidential=True,
            style="danger",
        ),
    }

    entry = models.ForeignKey(
        PublicityEntry,
        models.PROTECT,
        related_name="objections",
        verbose_name=_("Person on a publicity"),
    )
    received_on = models.DateField(_("Received on"))
    source = models.CharField(
        _("From whom"), max_length=100, help_text=_("A name, a unit, or that it was anonymous.")
    )
    content = models.TextField(_("Content of the objection"), max_length=2000)
    handling = models.TextField(_("Handling and evidence"), max_length=2000, blank=True)
    state = models.CharField(_("State"), max_length=9, choices=State, default=State.OPEN)
    entered_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("Entered by")
    )
    entered_at = models.DateTimeField(_("Entered at"), default=timezone.now)
    decided_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, verbose_name=_("Decided by")
    )

    objects = ObjectionQuerySet.as_manager()
    history = History(
        part_of="entry__publicity",
        called="entry",
        restricted=dict.fromkeys(("source", "content", "handling"), "officers.restricted"),
    )

    class Meta:
        verbose_name = _("Objection")
        verbose_name_plural = _("Objections")
        ordering = ["-received_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="objection_decided_says_why",
                condition=Q(state="open") | ~Q(handling=""),
            ),
        ]

    def __str__(self) -> str:
        return str(self.entry)
