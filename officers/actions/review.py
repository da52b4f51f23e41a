"""The qualification review: a reviewer opens it, then decides with a finding per criterion."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import moves, notices, trail
from accounts.models import User, acting
from accounts.moves import MoveRefused
from officers.models import Finding, Registration, Review, ReviewCriterion

Conclusion = Finding.Conclusion


@dataclass(frozen=True)
class Found:
    """A reviewer's conclusion and note on one criterion."""

    conclusion: str
    note: str = ""


# Criterion's key → what was found on it.
Findings = Mapping[int, Found]


def may_review(registration: Registration, by: User) -> bool:
    """Whether `by` may decide on the review of this registration, once it is submitted."""
    return Registration.MOVES["pass_review"].allows(registration, by)


@trail.together()
def open_for_review(registration: Registration, *, by: User) -> Registration:
    """Note that a reviewer has opened a submitted registration: from then on it isn't recalled.
    Once, by the first.
    """
    rows = Registration.objects.visible_to(by).select_for_update(no_key=True, of=("self",))
    row = rows.get(pk=registration.pk)
    if row.state != Registration.State.SUBMITTED or row.opened_at or not may_review(row, by):
        return row
    row.opened_by, row.opened_at = by, timezone.now()
    with acting(by):
        row.save(update_fields=["opened_by", "opened_at"])
    trail.write("open", row, by=by)
    return row


def pass_review(
    registration: Registration, *, by: User, reason: str = "", findings: Findings | None = None
) -> Registration:
    """Pass the review; `reason` is the opinion. Without `findings` the person meets every criterion
    in use.

    Who recommended, registered, changed or submitted it can't. Raises MoveRefused while a criterion
    is to be checked, or unmet and no opinion says why.
    """
    _refuse_recommender(registration, by)
    if not may_review(registration, by):
        raise PermissionDenied(moves.four_eyes_message())
    criteria = list(ReviewCriterion.objects.filter(in_use=True))
    if findings is None:
        findings = {criterion.pk: Found(Conclusion.MET) for criterion in criteria}
    conclusions = {
        criterion: findings.get(criterion.pk, Found(Conclusion.TO_CHECK)).conclusion
        for criterion in criteria
    }
    if pending := _names_of(conclusions, Conclusion.TO_CHECK):
        raise MoveRefused(
            _("Still to be checked: %s. Conclude on each, or return the registration.") % pending
        )
    if not reason.strip() and (unmet := _names_of(conclusions, Conclusion.UNMET)):
        raise MoveRefused(
            _("Not met: %s. Say in the opinion why the person passes all the same.") % unmet
        )
    return _review(registration, "pass_review", by=by, opinion=reason, findings=findings)


def _names_of(conclusions: Mapping[ReviewCriterion, str], conclusion: str) -> str:
    return "、".join(
        str(criterion) for criterion, value in conclusions.items() if value == conclusion
    )


@trail.together()
def send_back(
    registration: Registration, *, by: User, reason: str, findings: Findings | None = None
) -> Registration:
    """Return a registration for correction; `reason`, the opinion, says what to correct. The
    submitter is notified.
    """
    row = _review(registration, "send_back", by=by, opinion=reason, findings=findings or {})
    return _notify_submitter(row, "registration_returned")


@trail.together()
def turn_down(
    registration: Registration, *, by: User, reason: str, findings: Findings | None = None
) -> Registration:
    """Find that the person doesn't qualify; `reason` is the opinion. The submitter is notified."""
    row = _review(registration, "turn_down", by=by, opinion=reason, findings=findings or {})
    return _notify_submitter(row, "registration_turned_down")


@trail.together()
def _review(
    registration: Registration, move: str, *, by: User, opinion: str, findings: Findings
) -> Registration:
    _refuse_recommender(Registration.objects.visible_to(by).get(pk=registration.pk), by)
    row = moves.make(registration, move, by=by, reason=opinion, changes={"reviewed_by": by})
    review = Review.objects.create(
        registration=row, outcome=row.state, opinion=opinion.strip(), reviewed_by=by
    )
    Finding.objects.bulk_create(
        Finding(
            review=review,
            criterion=criterion,
            name=criterion.name,
            clause=criterion.clause,
            conclusion=findings[criterion.pk].conclusion,
            note=findings[criterion.pk].note,
        )
        for criterion in ReviewCriterion.objects.filter(pk__in=findings)
    )
    return row


def _refuse_recommender(registration: Registration, by: User) -> None:
    """The table of moves refuses it as well; this says why."""
    if registration.recommended_by_id == by.pk:
        raise MoveRefused(
            _("You recommended this person, so another member of staff reviews the registration.")
        )


def _notify_submitter(row: Registration, kind: str) -> Registration:
    """Notify the submitter of the result. The notice leaves out the opinion, which few users may
    read.
    """
    notices.notify(
        [row.submitted_by], kind=kind, url=("officers:registration_detail", row.pk), subject=row
    )
    return row
