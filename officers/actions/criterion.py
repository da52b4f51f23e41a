"""What the office keeps for its reviews: the criteria, and the quick phrases."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts import trail
from accounts.access import require
from accounts.models import User
from officers.models import Phrase, ReviewCriterion


@transaction.atomic
def save_criterion(
    criterion: ReviewCriterion, *, by: User, changed: list[str] | None = None
) -> ReviewCriterion:
    """Enter a criterion, or store the fields named in `changed`. Reviews of the past keep their
    words.
    """
    require(by, "registrations.criteria")
    is_new = criterion.pk is None
    criterion.save()
    changes = {} if is_new else {name: str(getattr(criterion, name)) for name in changed or []}
    trail.write("create" if is_new else "change", criterion, by=by, changes=changes)
    return criterion


@transaction.atomic
def save_phrase(phrase: Phrase, *, by: User) -> Phrase:
    """Save a phrase for all reviewers, or for the user alone."""
    require(by, "registrations.review")
    _check_whose(phrase, by)
    phrase.save()
    return phrase


@transaction.atomic
def remove_phrase(phrase: Phrase, *, by: User) -> None:
    """Take a phrase off the list. What was written with it stays."""
    require(by, "registrations.review")
    row = Phrase.objects.visible_to(by).select_for_update(no_key=True).get(pk=phrase.pk)
    row.delete()


def _check_whose(phrase: Phrase, by: User) -> None:
    if phrase.user_id not in (None, by.pk):
        raise PermissionDenied
