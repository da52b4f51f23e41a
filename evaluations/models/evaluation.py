"""The evaluation of an officer: score sheet, points and grade."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import History, SightQuerySet, User
from accounts.moves import Move
from evaluations.models.rubric import Criterion, Round
from officers.models import PublicityEntry
from pairings.models import Pairing


class EvaluationQuerySet(SightQuerySet["Evaluation"]):
    town_path = "pairing__village__town"
    own_path = "pairing__officer__user"

    def graded(self) -> "EvaluationQuerySet":
        """Those with an approved grade."""
        states = Evaluation.State
        return self.filter(
            state__in=[states.APPROVED, states.PUBLICISED, states.APPEALED, states.FINAL]
        )

    def with_shown_total(self, user: User) -> "EvaluationQuerySet":
        """Adds `shown_total`: the total, or None where `user` may not see it yet. Lists sort by it,
        since the order by the real total would give it away.
        """
        if user.may("evaluations.unapproved"):
            return self.annotate(shown_total=F("total"))
        graded = models.When(pk__in=Evaluation.objects.graded().values("pk"), then=F("total"))
        return self.annotate(shown_total=models.Case(graded))


class Evaluation(models.Model):
    """One officer's comprehensive evaluation of duty (履职综合评价) in one round."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("evaluation", "Open")
        SCORED = "scored", _("Scored")
        REVIEWED = "reviewed", _("Reviewed")
        APPROVED = "approved", _("Approved")
        PUBLICISED = "publicised", _("Being publicised")
        APPEALED = "appealed", _("Appealed")
        FINAL = "final", _("Final")

    class Grade(models.TextChoices):
        EXCELLENT = "excellent", _("Excellent")
        GOOD = "good", _("Good")
        GENERAL = "general", _("General")

    MOVES = {
        "score": Move(
            _("Hand in the scores"), frozenset({State.OPEN}), State.SCORED, "evaluations.score"
        ),
        "review": Move(
            _("Review"),
            frozenset({State.SCORED}),
            State.REVIEWED,
            "evaluations.review",
            not_by=("scored_by",),
            style="success",
        ),
        "send_back": Move(
            _("Return to scoring"),
            frozenset({State.SCORED, State.REVIEWED}),
            State.OPEN,
            "evaluations.review",
            not_by=("scored_by",),
            asks_reason=True,
            style="secondary",
        ),
        "approve": Move(
            _("Approve the grade"),
            frozenset({State.REVIEWED}),
            State.APPROVED,
            "evaluations.approve",
            not_by=("scored_by", "reviewed_by"),
            style="success",
        ),
        # Made by the notice that lists the grade; if the measures require none, `approve` makes
        # "settle" instead.
        "publicise": Move(
            pgettext_lazy("grade", "Publicise"),
            frozenset({State.APPROVED}),
            State.PUBLICISED,
            "publicities.run",
        ),
        "unpublish": Move(
            pgettext_lazy("grade", "Take off the notice"),
            frozenset({State.PUBLICISED}),
            State.APPROVED,
            "publicities.run",
            style="secondary",
        ),
        "finish": Move(
            pgettext_lazy("grade", "Take effect"),
            frozenset({State.PUBLICISED}),
            State.FINAL,
            "publicities.run",
        ),
        "hold": Move(
            pgettext_lazy("grade", "Hold"),
            frozenset({State.FINAL}),
            State.PUBLICISED,
            "publicities.run",
            style="secondary",
        ),
        # After an objection was upheld.
        "decide_anew": Move(
            pgettext_lazy("grade", "Decide again"),
            frozenset({State.PUBLICISED}),
            State.OPEN,
            "publicities.run",
            style="danger",
        ),
        "settle": Move(
            pgettext_lazy("grade", "Take effect without a publicity"),
            frozenset({State.APPROVED}),
            State.FINAL,
            "evaluations.approve",
        ),
        # A sheet belongs to the user who started it, so that another is left to review it.
        "restart": Move(
            _("Start the sheet over"),
            frozenset({State.OPEN}),
            State.OPEN,
            "evaluations.score",
            asks_reason=True,
            style="secondary",
        ),
    }

    round = models.ForeignKey(
        Round, models.PROTECT, related_name="evaluations", verbose_name=_("round")
    )
    pairing = models.ForeignKey(
        Pairing, models.PROTECT, related_name="evaluations", verbose_name=_("Pairing")
    )
    state = models.CharField(_("State"), max_length=10, choices=State, default=State.OPEN)
    total = models.DecimalField(
        _("Total points"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    grade = models.CharField(_("Grade"), max_length=9, choices=Grade, blank=True)
    grade_reason = models.CharField(_("Reason for the grade"), max_length=200, blank=True)
    scored_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, verbose_name=_("Scored by")
    )
    reviewed_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, verbose_name=_("Reviewed by")
    )
    approved_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, verbose_name=_("Approved by")
    )
    approved_at = models.DateTimeField(_("Approved at"), null=True)
    # The line of the latest notice that publicises the grade.
    entry = models.OneToOneField(
        PublicityEntry,
        models.PROTECT,
        related_name="evaluation",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("line of a publicity"),
    )

    objects = EvaluationQuerySet.as_manager()
    history = History(
        restricted=dict.fromkeys(("total", "grade", "grade_reason"), "evaluations.unapproved")
    )

    class Meta:
        verbose_name = _("Evaluation")
        verbose_name_plural = _("Evaluations")
        ordering = ["-round__ends_on", "pairing__village__code"]
        constraints = [
            models.UniqueConstraint(name="evaluation_once_a_round", fields=["round", "pairing"]),
            models.CheckConstraint(
                name="evaluation_graded_when_approved",
                condition=Q(state__in=["open", "scored", "reviewed"])
                | ~Q(grade="") & Q(total__isnull=False),
            ),
            models.CheckConstraint(
                name="evaluation_reviewed_by_another",
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("scored_by")),
            ),
            models.CheckConstraint(
                name="evaluation_approved_by_another",
                condition=Q(approved_by=None)
                | ~Q(approved_by=F("scored_by")) & ~Q(approved_by=F("reviewed_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round} {self.pairing}"

    @property
    def is_graded(self) -> bool:
        """Whether the grade has been approved, so that officer and town may read it."""
        return self.state not in (self.State.OPEN, self.State.SCORED, self.State.REVIEWED)

    def is_shown_to(self, user: User) -> bool:
        """Whether `user` may read points and grade; officer and town may once it is approved."""
        return self.is_graded or user.may("evaluations.unapproved")


class ScoreQuerySet(SightQuerySet["Score"]):
    town_path = "evaluation__pairing__village__town"
    own_path = "evaluation__pairing__officer__user"

    def visible_to(self, user: User) -> "ScoreQuerySet":
        """Officer and town see the scores once the grade has been approved."""
        scores = super().visible_to(user)
        if user.may("evaluations.unapproved"):
            return scores
        return scores.filter(evaluation__in=Evaluation.objects.graded().values("pk"))


class Score(models.Model):
    """The points for one criterion, with its text as it then read. Empty points mean 未测评, never
    zero.
    """

    evaluation = models.ForeignKey(
        Evaluation, models.CASCADE, related_name="scores", verbose_name=_("Evaluation")
    )
    criterion = models.ForeignKey(
        Criterion, models.PROTECT, related_name="scores", verbose_name=_("Criterion")
    )
    text = models.CharField(_("Criterion"), max_length=200)
    max_points = models.PositiveSmallIntegerField(_("Full points"))
    points = models.DecimalField(_("Points"), max_digits=5, decimal_places=2, null=True, blank=True)
    note = models.CharField(_("Grounds"), max_length=200, blank=True)

    objects = ScoreQuerySet.as_manager()
    history = History(
        part_of="evaluation",
        called="text",
        restricted=dict.fromkeys(("points", "note"), "evaluations.unapproved"),
    )

    class Meta:
        verbose_name = _("Score")
        verbose_name_plural = _("scores")
        ordering = ["criterion__print_order", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="score_once_a_criterion", fields=["evaluation", "criterion"]
            ),
            models.CheckConstraint(
                name="score_within_full_points",
                condition=Q(points=None) | Q(points__gte=0, points__lte=F("max_points")),
            ),
        ]

    def __str__(self) -> str:
        return self.text
