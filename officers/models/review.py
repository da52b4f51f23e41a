"""The qualification review: what is asked about a candidate, and what a reviewer found."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import EvidenceFile, History, SightQuerySet, User
from officers.models.registration import Registration


class ReviewCriterionQuerySet(SightQuerySet["ReviewCriterion"]):
    """Review criteria are the county's."""

    town_path = ""


class ReviewCriterion(models.Model):
    """One thing that a candidate must meet. The office keeps the list; what was found keeps the
    words of its day.
    """

    name = models.CharField(pgettext_lazy("review", "Criterion"), max_length=50, unique=True)
    clause = models.CharField(_("Clause it rests on"), max_length=100, blank=True)
    order = models.PositiveSmallIntegerField(_("Order"), default=100)
    in_use = models.BooleanField(_("In use"), default=True)

    objects = ReviewCriterionQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("review criterion")
        verbose_name_plural = _("Review criteria")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name


class ReviewQuerySet(SightQuerySet["Review"]):
    """Reviews are the county's; what they say is for those who may see opinions."""

    town_path = ""


class Review(models.Model):
    """One decision on a registration, with what was found. It never changes: a second look is a
    second review.
    """

    class Outcome(models.TextChoices):
        REVIEWED = "reviewed", _("Passed review")
        RETURNED = "returned", _("Returned for correction")
        NOT_PASSED = "not_passed", _("Not passed")

    registration = models.ForeignKey(
        Registration, models.PROTECT, related_name="reviews", verbose_name=_("registration")
    )
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    opinion = models.TextField(_("Review opinion"), blank=True)
    reviewed_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("Reviewed by")
    )
    reviewed_at = models.DateTimeField(_("reviewed at"), default=timezone.now)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("registration", "review")
        verbose_name_plural = pgettext_lazy("registration", "reviews")
        ordering = ["-reviewed_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.registration} {self.get_outcome_display()}"


class FindingQuerySet(SightQuerySet["Finding"]):
    """Findings are the county's."""

    town_path = ""


class Finding(models.Model):
    """What a review found on one criterion, in the words that the criterion had on that day."""

    class Conclusion(models.TextChoices):
        MET = "met", pgettext_lazy("criterion", "Meets it")
        UNMET = "unmet", pgettext_lazy("criterion", "Doesn't meet it")
        TO_CHECK = "to_check", pgettext_lazy("criterion", "To be checked")

    review = models.ForeignKey(
        Review,
        models.PROTECT,
        related_name="findings",
        verbose_name=pgettext_lazy("registration", "review"),
    )
    criterion = models.ForeignKey(
        ReviewCriterion, models.PROTECT, related_name="findings", verbose_name=_("review criterion")
    )
    name = models.CharField(pgettext_lazy("review", "Criterion"), max_length=50)
    clause = models.CharField(_("Clause it rests on"), max_length=100, blank=True)
    conclusion = models.CharField(_("Conclusion"), max_length=8, choices=Conclusion)
    note = models.CharField(_("Note"), max_length=200, blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("review", "finding")
        verbose_name_plural = pgettext_lazy("review", "findings")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="finding_once_a_criterion", fields=["review", "criterion"])
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.get_conclusion_display()}"


class PhraseQuerySet(models.QuerySet["Phrase"]):
    def visible_to(self, user: User) -> "PhraseQuerySet":
        """The common ones, and one's own."""
        mine = self.filter(models.Q(user=None) | models.Q(user=user.pk))
        return mine if user.may("registrations.review") else self.none()


class Phrase(models.Model):
    """Words that a reviewer often writes, put into the opinion by one click: for all
    reviewers, or for one user.
    """

    text = models.CharField(_("words"), max_length=200)
    user = models.ForeignKey(
        User,
        models.CASCADE,
        related_name="phrases",
        null=True,
        blank=True,
        verbose_name=_("belongs to"),
    )
    order = models.PositiveSmallIntegerField(_("Order"), default=100)

    objects = PhraseQuerySet.as_manager()

    class Meta:
        verbose_name = _("quick phrase")
        verbose_name_plural = _("Quick phrases")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(name="phrase_once_a_user", fields=["text", "user"]),
            # A blank user differs from every other one, so that the common ones have a rule of
            # their own.
            models.UniqueConstraint(
                name="phrase_common_once", fields=["text"], condition=models.Q(user=None)
            ),
        ]

    def __str__(self) -> str:
        return self.text


class RegistrationFileQuerySet(SightQuerySet["RegistrationFile"]):
    """Files of registrations are the county's, and their candidate's."""

    town_path = ""
    own_path = "registration__officer__user"


class RegistrationFile(EvidenceFile):
    """A paper that came with a registration: the signed form, a recommendation, a credit report."""

    registration = models.ForeignKey(
        Registration, models.PROTECT, related_name="files", verbose_name=_("registration")
    )

    objects = RegistrationFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of a registration")
        verbose_name_plural = _("files of registrations")
        ordering = ["pk"]
