"""The way of a candidate from willingness to appointment."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import CHANGED_BY, Authored, History, SightQuerySet, User
from accounts.moves import Move
from officers.models.officer import Officer
from officers.models.rules import Batch, Decision
from officers.models.stages import (
    inspection_missing,
    inspection_needless,
    no_objection_upheld,
    opened_for_review,
    stage_missing,
)

# Users who registered, changed or submitted a candidate neither review nor inspect.
_AUTHORS = ("submitted_by", "registered_by", CHANGED_BY)


class RegistrationQuerySet(SightQuerySet["Registration"]):
    """Registrations are the county's: a town sees officers once they are paired."""

    town_path = ""
    own_path = "officer__user"


class Registration(Authored):
    """One person's way from willingness to appointment."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        RETURNED = "returned", _("Returned for correction")
        NOT_PASSED = "not_passed", _("Not passed")
        REVIEWED = "reviewed", _("Passed review")
        INSPECTED = "inspected", _("Passed inspection")
        PUBLICISED = "publicised", _("Being publicised")
        CLEARED = "cleared", _("Publicity closed")
        PROPOSED = "proposed", _("Proposed for appointment")
        APPOINTED = "appointed", _("Appointed")
        WITHDRAWN = "withdrawn", pgettext_lazy("candidate", "Withdrawn")
        RESERVE = "reserve", _("In reserve")

    # Final states; the same person may be registered again.
    CLOSED = (State.NOT_PASSED, State.APPOINTED, State.WITHDRAWN)

    class Channel(models.TextChoices):
        SELF = "self", _("Self-recommended")
        RECOMMENDED = "recommended", _("Recommended")

    MOVES = {
        "submit": Move(
            _("Submit"),
            frozenset({State.DRAFT, State.RETURNED}),
            State.SUBMITTED,
            "registrations.register",
        ),
        "recall": Move(
            _("Recall"),
            frozenset({State.SUBMITTED}),
            State.DRAFT,
            "registrations.register",
            style="secondary",
            unless=opened_for_review,
        ),
        "pass_review": Move(
            _("Pass"),
            frozenset({State.SUBMITTED}),
            State.REVIEWED,
            "registrations.review",
            not_by=("recommended_by", *_AUTHORS),
            confidential=True,
            style="success",
        ),
        "send_back": Move(
            _("Return for correction"),
            frozenset({State.SUBMITTED}),
            State.RETURNED,
            "registrations.review",
            not_by=("recommended_by", *_AUTHORS),
            asks_reason=True,
            confidential=True,
            style="secondary",
        ),
        "turn_down": Move(
            _("Not passed"),
            frozenset({State.SUBMITTED}),
            State.NOT_PASSED,
            "registrations.review",
            not_by=("recommended_by", *_AUTHORS),
            asks_reason=True,
            confidential=True,
            style="danger",
        ),
        "inspect": Move(
            _("Inspect"),
            frozenset({State.REVIEWED, State.RESERVE}),
            State.INSPECTED,
            "registrations.inspect",
            not_by=_AUTHORS,
            unless=inspection_needless,
        ),
        # The measures may begin to ask for an inspection while a publicity runs: then it follows,
        # nothing is undone.
        "inspect_cleared": Move(
            _("Inspect"),
            frozenset({State.CLEARED}),
            State.CLEARED,
            "registrations.inspect",
            not_by=_AUTHORS,
            door="officers:registration_inspect",
            unless=inspection_needless,
        ),
        "fail_inspection": Move(
            _("Find unsuitable"),
            frozenset({State.REVIEWED, State.RESERVE, State.CLEARED}),
            State.NOT_PASSED,
            "registrations.inspect",
            not_by=_AUTHORS,
            asks_reason=True,
            confidential=True,
            style="danger",
            unless=inspection_needless,
        ),
        "publicise": Move(
            _("Publicise"),
            frozenset({State.REVIEWED, State.INSPECTED, State.RESERVE}),
            State.PUBLICISED,
            "publicities.run",
            door="officers:publicity_create",
            unless=inspection_missing,
        ),
        "propose": Move(
            _("Propose for appointment"),
            frozenset({State.REVIEWED, State.INSPECTED, State.CLEARED, State.RESERVE}),
            State.PROPOSED,
            "appointments.propose",
            unless=stage_missing,
        ),
        "reserve": Move(
            _("Put in reserve"),
            frozenset({State.REVIEWED, State.INSPECTED, State.CLEARED}),
            State.RESERVE,
            "appointments.propose",
            asks_reason=True,
            style="secondary",
        ),
        "disqualify": Move(
            _("Not passed"),
            frozenset({State.PUBLICISED}),
            State.NOT_PASSED,
            "registrations.review",
            asks_reason=True,
            confidential=True,
            style="danger",
            unless=no_objection_upheld,
        ),
        "withdraw": Move(
            pgettext_lazy("candidate", "Withdraw"),
            frozenset(
                {
                    State.DRAFT,
                    State.SUBMITTED,
                    State.RETURNED,
                    State.REVIEWED,
                    State.INSPECTED,
                    State.RESERVE,
                    State.PUBLICISED,
                    State.CLEARED,
                }
            ),
            State.WITHDRAWN,
            "registrations.register",
            asks_reason=True,
            style="secondary",
        ),
        # The others follow from a publicity, an objection or the decision on the appointment,
        # without a button.
        "clear": Move(_("Clear"), frozenset({State.PUBLICISED}), State.CLEARED, "publicities.run"),
        "hold": Move(_("Hold"), frozenset({State.CLEARED}), State.PUBLICISED, "publicities.run"),
        "unpublish": Move(
            _("End the publicity without result"),
            frozenset({State.PUBLICISED}),
            State.REVIEWED,
            "publicities.run",
        ),
        "unpublish_inspected": Move(
            _("End the publicity without result"),
            frozenset({State.PUBLICISED}),
            State.INSPECTED,
            "publicities.run",
        ),
        "appoint": Decision(
            _("Appoint"),
            frozenset({State.PROPOSED}),
            State.APPOINTED,
            "appointments.approve",
            not_by=("proposed_by",),
        ),
        "take_back": Decision(
            _("Reject the proposal"),
            frozenset({State.PROPOSED}),
            State.REVIEWED,
            "appointments.approve",
            not_by=("proposed_by",),
            asks_reason=True,
        ),
        # The same where the person has been inspected or publicised: that needs no second time.
        "take_back_inspected": Decision(
            _("Reject the proposal"),
            frozenset({State.PROPOSED}),
            State.INSPECTED,
            "appointments.approve",
            not_by=("proposed_by",),
            asks_reason=True,
        ),
        "take_back_cleared": Decision(
            _("Reject the proposal"),
            frozenset({State.PROPOSED}),
            State.CLEARED,
            "appointments.approve",
            not_by=("proposed_by",),
            asks_reason=True,
        ),
    }

    officer = models.ForeignKey(
        Officer, models.PROTECT, related_name="registrations", verbose_name=_("Officer")
    )
    channel = models.CharField(_("Channel"), max_length=12, choices=Channel)
    # Who recommends, where that is a user: this person doesn't review. The text beside it is for
    # people to read.
    recommended_by = models.ForeignKey(
        User,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("Recommender with an account"),
    )
    recommender = models.CharField(_("Recommender"), max_length=100, blank=True)
    willing_on = models.DateField(_("Willingness declared on"), null=True, blank=True)
    batch = models.ForeignKey(
        Batch,
        models.PROTECT,
        related_name="registrations",
        null=True,
        blank=True,
        verbose_name=_("Batch"),
    )
    state = models.CharField(_("State"), max_length=12, choices=State, default=State.DRAFT)
    # Entered by an import as already past, without the steps that lead there.
    imported = models.BooleanField(_("Imported"), default=False)
    registered_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("Registered by")
    )
    registered_at = models.DateTimeField(_("registered at"), default=timezone.now)
    submitted_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, verbose_name=_("Submitted by")
    )
    # Until a reviewer has opened it, the office may recall it.
    opened_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, verbose_name=_("Opened by")
    )
    opened_at = models.DateTimeField(_("opened at"), null=True)
    reviewed_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, verbose_name=_("Reviewed by")
    )
    proposed_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, verbose_name=_("Proposed by")
    )

    objects = RegistrationQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("Registrations")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="registration_recommender_named",
                condition=~Q(channel="recommended")
                | ~Q(recommender="")
                | Q(recommended_by__isnull=False),
            ),
            models.CheckConstraint(
                name="registration_reviewed_by_no_recommender",
                # A returned one may be changed, with another recommender, until it is submitted
                # again.
                condition=Q(state__in=["draft", "returned", "withdrawn"])
                | Q(reviewed_by=None)
                | Q(recommended_by=None)
                | ~Q(reviewed_by=F("recommended_by")),
            ),
            models.CheckConstraint(
                name="registration_willing_before_submitted",
                condition=Q(state__in=["draft", "withdrawn"])
                | Q(willing_on__isnull=False)
                | Q(imported=True),
            ),
            models.CheckConstraint(
                name="registration_reviewed_by_another",
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("submitted_by")),
            ),
            models.CheckConstraint(
                name="registration_opened_by_another",
                condition=Q(opened_by=None) | ~Q(opened_by=F("submitted_by")),
            ),
            models.CheckConstraint(
                name="registration_opened_by_somebody_at_some_time",
                condition=Q(opened_by=None, opened_at=None)
                | Q(opened_by__isnull=False, opened_at__isnull=False),
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
    def is_inspected(self) -> bool:
        """Whether an inspection found this person suitable."""
        # By the reverse name: a row that isn't there is no attribute.
        inspection = getattr(self, "inspection", None)
        return inspection is not None and inspection.suitable

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
