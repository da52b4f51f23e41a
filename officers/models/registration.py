"""The way of a candidate from willingness to appointment."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import History, SightQuerySet, User
from accounts.moves import Move
from officers.models.officer import Officer
from officers.models.rules import Batch, Decision, Measures


class RegistrationQuerySet(SightQuerySet["Registration"]):
    """Registrations are the county's: a town sees officers once they are paired."""

    town_path = ""
    own_path = "officer__user"


@dataclass(frozen=True)
class Stage(Move):
    """A move that the measures in force may put a publicity before."""

    def allows(self, row: Any, user: User) -> bool:
        """Whether `user` may make this move on `row`, and the publicity that is asked for lies behind it."""
        return super().allows(row, user) and (row.is_cleared or not publicity_asked())


def publicity_asked() -> bool:
    """Whether the measures in force today put a publicity before the appointment."""
    version = Measures.objects.filter(starts_on__lte=timezone.localdate()).order_by("-starts_on").first()
    return version is None or version.publicity


class Registration(models.Model):
    """One person's way from willingness to appointment."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        RETURNED = "returned", _("Returned for correction")
        NOT_PASSED = "not_passed", _("Not passed")
        REVIEWED = "reviewed", _("Passed review")
        PUBLICISED = "publicised", _("Being publicised")
        CLEARED = "cleared", _("Publicity closed")
        PROPOSED = "proposed", _("Proposed for appointment")
        APPOINTED = "appointed", _("Appointed")
        WITHDRAWN = "withdrawn", pgettext_lazy("candidate", "Withdrawn")
        RESERVE = "reserve", _("In reserve")

    # Where the way ends; the same person may start anew.
    CLOSED = (State.NOT_PASSED, State.APPOINTED, State.WITHDRAWN)

    class Channel(models.TextChoices):
        SELF = "self", _("Self-recommended")
        RECOMMENDED = "recommended", _("Recommended")

    MOVES = {
        "submit": Move(
            _("Submit"), frozenset({State.DRAFT, State.RETURNED}), State.SUBMITTED, "registrations.register"
        ),
        "recall": Move(
            _("Recall"), frozenset({State.SUBMITTED}), State.DRAFT, "registrations.register", style="secondary"
        ),
        "pass_review": Move(
            _("Pass"), frozenset({State.SUBMITTED}), State.REVIEWED, "registrations.review",
            not_by=("submitted_by",), confidential=True, style="success",
        ),
        "send_back": Move(
            _("Return for correction"), frozenset({State.SUBMITTED}), State.RETURNED, "registrations.review",
            not_by=("submitted_by",), asks_reason=True, confidential=True, style="secondary",
        ),
        "turn_down": Move(
            _("Not passed"), frozenset({State.SUBMITTED}), State.NOT_PASSED, "registrations.review",
            not_by=("submitted_by",), asks_reason=True, confidential=True, style="danger",
        ),
        "publicise": Move(
            _("Publicise"), frozenset({State.REVIEWED, State.RESERVE}), State.PUBLICISED, "publicities.run",
            door="officers:publicity_create",
        ),
        "propose": Stage(
            _("Propose for appointment"), frozenset({State.REVIEWED, State.CLEARED, State.RESERVE}), State.PROPOSED,
            "appointments.propose",
        ),
        "reserve": Move(
            _("Put in reserve"), frozenset({State.REVIEWED, State.CLEARED}), State.RESERVE, "appointments.propose",
            asks_reason=True, style="secondary",
        ),
        "disqualify": Move(
            _("Not passed"), frozenset({State.PUBLICISED}), State.NOT_PASSED, "registrations.review",
            asks_reason=True, confidential=True, style="danger",
        ),
        "withdraw": Move(
            pgettext_lazy("candidate", "Withdraw"),
            frozenset({
                State.DRAFT, State.SUBMITTED, State.RETURNED, State.REVIEWED, State.RESERVE, State.PUBLICISED,
                State.CLEARED,
            }),
            State.WITHDRAWN, "registrations.register", asks_reason=True, style="secondary",
        ),
        # The others follow from a publicity, an objection or the decision on the appointment, without a button.
        "clear": Move(_("Clear"), frozenset({State.PUBLICISED}), State.CLEARED, "publicities.run"),
        "hold": Move(_("Hold"), frozenset({State.CLEARED}), State.PUBLICISED, "publicities.run"),
        "unpublish": Move(
            _("End the publicity without result"), frozenset({State.PUBLICISED}), State.REVIEWED, "publicities.run"
        ),
        "appoint": Decision(
            _("Appoint"), frozenset({State.PROPOSED}), State.APPOINTED, "appointments.approve", not_by=("proposed_by",)
        ),
        "take_back": Decision(
            _("Reject the proposal"), frozenset({State.PROPOSED}), State.REVIEWED, "appointments.approve",
            not_by=("proposed_by",), asks_reason=True,
        ),
        # The same where the person has been publicised: that needs no second time.
        "take_back_cleared": Decision(
            _("Reject the proposal"), frozenset({State.PROPOSED}), State.CLEARED, "appointments.approve",
            not_by=("proposed_by",), asks_reason=True,
        ),
    }  # fmt: skip

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="registrations", verbose_name=_("officer"))
    channel = models.CharField(_("channel"), max_length=12, choices=Channel)
    recommender = models.CharField(_("recommender"), max_length=100, blank=True)
    willing_on = models.DateField(_("willingness declared on"), null=True, blank=True)
    batch = models.ForeignKey(
        Batch, models.PROTECT, related_name="registrations", null=True, blank=True, verbose_name=_("batch")
    )
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.DRAFT)
    # Entered as a fact of the past by an import, without the steps that lead there.
    imported = models.BooleanField(_("imported"), default=False)
    opinion = models.TextField(_("review opinion"), blank=True)
    registered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("registered by"))
    registered_at = models.DateTimeField(_("registered at"), default=timezone.now)
    submitted_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, verbose_name=_("submitted by"))
    reviewed_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, verbose_name=_("reviewed by"))
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, verbose_name=_("proposed by"))

    objects = RegistrationQuerySet.as_manager()
    history = History(restricted={"opinion": "officers.restricted"})

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="registration_recommender_named", condition=~Q(channel="recommended") | ~Q(recommender="")
            ),
            models.CheckConstraint(
                name="registration_willing_before_submitted",
                condition=Q(state__in=["draft", "withdrawn"]) | Q(willing_on__isnull=False) | Q(imported=True),
            ),
            models.CheckConstraint(
                name="registration_reviewed_by_another",
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("submitted_by")),
            ),
            models.UniqueConstraint(
                name="registration_open_once_an_officer",
                fields=["officer"],
                condition=~Q(state__in=["not_passed", "appointed", "withdrawn"]),
            ),
        ]

    def __str__(self) -> str:
        return str(self.officer)

    @property
    def is_cleared(self) -> bool:
        """Whether a publicity of this person has closed, and no objection holds the person back."""
        closed = self.entries.filter(publicity__state="closed")
        return closed.exclude(objections__state__in=["open", "upheld"]).exists()

    @property
    def objected(self) -> bool:
        """Whether an objection against this person was upheld."""
        return self.entries.filter(objections__state="upheld").exists()

    @property
    def leader_approval(self) -> bool:
        """Whether the measures of the latest proposal leave the decision to the leader alone."""
        latest = self.appointments.select_related("measures").order_by("-pk").first()
        return latest is None or latest.leader_approval
