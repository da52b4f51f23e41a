"""What the page of a registration shows: the application on the left, the box in which it's decided
on the right.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate

from accounts.access import SignedInRequest
from accounts.models import User, with_changes_by
from accounts.pages import record
from jingyan.parsing import mask_phone
from officers import actions
from officers.forms import PaperForm, ProposalForm, ReviewForm
from officers.models import (
    Finding,
    Inspection,
    Objection,
    Officer,
    Phrase,
    Publicity,
    Registration,
    Review,
    ReviewCriterion,
)

# Moves with a place of their own on the page, beside the application.
DECIDED_IN_BOX = (
    "pass_review",
    "send_back",
    "turn_down",
    "propose",
    "inspect",
    "inspect_cleared",
    "fail_inspection",
)
ALIKE_UP_TO = 6


@dataclass(frozen=True)
class Queue:
    """What waits for this reviewer besides the registration on the page."""

    count: int
    next: Registration | None


def registration_page(
    request: SignedInRequest, registration: Registration, *, status: int = 200, **forms: Any
) -> HttpResponse:
    """The page; forms to be shown again with their errors are in `proposal`, `review`, `paper`."""
    user = request.user
    context = {
        "registration": registration,
        "officer": registration.officer,
        "phone": masked_phone(registration.officer),
        "restricted": user.may("officers.restricted"),
        "may_reveal": user.may("officers.reveal"),
        **_application(registration, user),
        **_decision_box(registration, user, forms),
    }
    return render(request, "officers/registration_detail.html", context, status=status)


def review_form(registration: Registration, user: User, data: Any = None) -> ReviewForm:
    """The box for a decision, filled with what the last review found."""
    criteria = list(ReviewCriterion.objects.visible_to(user).filter(in_use=True))
    last = Review.objects.visible_to(user).filter(registration=registration).first()
    findings = Finding.objects.visible_to(user).filter(review=last) if last else ()
    return ReviewForm(data, criteria=criteria, last=list(findings))


def seen_registrations(user: User) -> QuerySet[Registration]:
    """The registrations in sight, with the users whom their page names."""
    people = (
        "registered_by",
        "recommended_by",
        "submitted_by",
        "opened_by",
        "reviewed_by",
        "inspection__uploaded_by",
    )
    rows = Registration.objects.visible_to(user).select_related(
        "officer__enterprise", "batch", *people
    )
    return with_changes_by(rows, user)


def masked_phone(officer: Officer) -> str:
    """The phone number as pages print it."""
    return mask_phone(officer.phone) if officer.phone else ""


def _application(registration: Registration, user: User) -> dict[str, Any]:
    """The application: details, papers, what else is on file about the person, and people like this
    one.
    """
    officer = registration.officer
    inspection: Inspection | None = getattr(registration, "inspection", None)
    others = (
        officer.registrations.visible_to(user).exclude(pk=registration.pk).select_related("batch")
    )
    return {
        "files": registration.files.visible_to(user).select_related("uploaded_by"),
        "others": others,
        "appointments": officer.appointments.visible_to(user).select_related("batch"),
        "posts": officer.posts.visible_to(user).select_related("enterprise"),
        "inspection": inspection,
        "alike": _alike(officer, user) if user.may("registrations.review") else [],
        "reviews": registration.reviews.visible_to(user)
        .select_related("reviewed_by")
        .prefetch_related("findings")
        if user.may("officers.restricted")
        else [],
    }


def _decision_box(registration: Registration, user: User, forms: dict[str, Any]) -> dict[str, Any]:
    """The decision: what this user may do about it now, and what waits besides."""
    shared = record(registration, user, notes=user.may("officers.restricted"))
    # Not the buttons alone: a publicity is drawn up on a page of its own.
    open_moves = shared["open_moves"]
    may_review = "pass_review" in open_moves
    may_change = registration.state in actions.OPEN_TO_CHANGE and user.may("registrations.register")
    return {
        "proposal": forms.get("proposal")
        or ProposalForm(initial={"starts_on": localdate(), "batch": registration.batch}),
        "review": (forms.get("review") or review_form(registration, user)) if may_review else None,
        "phrases": Phrase.objects.visible_to(user) if may_review else (),
        "paper": (forms.get("paper") or PaperForm()) if may_change else None,
        "may_review": may_review,
        "may_propose": "propose" in open_moves,
        "may_inspect": bool(open_moves & {"inspect", "inspect_cleared"}),
        "may_publicise": "publicise" in open_moves,
        "notice": _notice(registration, user),
        "may_change": may_change,
        "own_submission": registration.submitted_by_id == user.pk,
        "own_recommendation": registration.recommended_by_id == user.pk,
        "own_entry": registration.registered_by_id == user.pk or registration.is_changed_by(user),
        "holding": _holding(registration, user),
        "queue": _queue(registration, user),
        **shared,
        "moves": [button for button in shared["moves"] if button.name not in DECIDED_IN_BOX],
    }


def _holding(registration: Registration, user: User) -> list[Objection]:
    """The objections that hold a publicised person back, for those who may know of them."""
    if registration.state != Registration.State.PUBLICISED or not user.may("publicities.view"):
        return []
    return list(
        Objection.objects.visible_to(user).holding().filter(entry__registration=registration)
    )


def _notice(registration: Registration, user: User) -> Publicity | None:
    """The running notice that lists a publicised person."""
    if registration.state != Registration.State.PUBLICISED:
        return None
    rows = Publicity.objects.visible_to(user).filter(state=Publicity.State.RUNNING)
    return rows.filter(entries__registration=registration).first()


def _queue(registration: Registration, user: User) -> Queue | None:
    """What else is submitted that this user may review, the longest waiting first; None for who
    reviews nothing.
    """
    if not user.may("registrations.review"):
        return None
    rows = Registration.objects.visible_to(user).filter(state=Registration.State.SUBMITTED)
    rows = (
        rows.exclude(pk=registration.pk).select_related("officer", "recommended_by").order_by("pk")
    )
    waiting = [row for row in with_changes_by(rows, user) if actions.may_review(row, user)]
    return Queue(len(waiting), waiting[0] if waiting else None)


def _alike(officer: Officer, user: User) -> Iterable[Officer]:
    """People of the same name, and people from the same enterprise."""
    same = Q(name=officer.name)
    if officer.enterprise_id:
        same |= Q(enterprise=officer.enterprise_id)
    rows = (
        Officer.objects.visible_to(user)
        .filter(same)
        .exclude(pk=officer.pk)
        .select_related("enterprise")
    )
    return rows.order_by("pk")[:ALIKE_UP_TO]
