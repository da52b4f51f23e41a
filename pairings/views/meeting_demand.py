"""The way from a problem that a meeting named to the demand ledger: one tap, or the form where
something is open.
"""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import SignedInRequest, allow
from accounts.pages import make_move
from pairings.actions import meeting_demand as actions
from pairings.actions.meeting_demand import Problem
from pairings.models import Meeting
from villages.forms.demand import DemandForm


@allow("demands.raise")
def meeting_demand(request: SignedInRequest, pk: int) -> HttpResponse:
    """Raise a problem that the meeting named as a demand: `?problem=` is its number; the form
    starts from the first guess.
    """
    meeting, back = _get_meeting_in_full(request, pk), reverse("pairings:meeting_detail", args=[pk])
    problem = _numbered(
        actions.problems_of(meeting, request.user, ()), request.GET.get("problem", "")
    )
    initial = actions.first_guess(meeting, problem.text, request.user) if problem else None
    form = DemandForm(request.POST or None, user=request.user, initial=initial)
    demand = None
    if form.is_valid():
        try:
            demand = actions.raise_from(meeting, form.save(commit=False), by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
    if demand:
        messages.success(request, _("The demand is in the ledger."))
        return redirect(back)
    context = {
        "form": form,
        "meeting": meeting,
        "problem": problem.text if problem else "",
        "cancel_url": back,
    }
    return render(request, "pairings/meeting_demand.html", context)


@require_POST
@allow("demands.raise")
def meeting_demand_at_once(request: SignedInRequest, pk: int) -> HttpResponse:
    """Raise a problem with one tap: where village or category is open, its form opens."""
    meeting = _get_meeting_in_full(request, pk)
    problem = _posted(request, meeting)
    if problem is None or problem.demand:
        return redirect("pairings:meeting_detail", pk)
    try:
        demand = actions.raise_at_once(meeting, problem, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        demand = None
    if demand is None:
        return redirect(f"{reverse('pairings:meeting_demand', args=[pk])}?problem={problem.number}")
    words = _(
        "In the ledger: %(village)s, %(category)s. Not right? It can be undone beside the problem."
    )
    messages.success(request, words % {"village": demand.village, "category": demand.category})
    return redirect("pairings:meeting_detail", pk)


@require_POST
@allow("demands.raise")
def meeting_demand_undo(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take back the demand of a problem that was raised a moment ago."""
    meeting = _get_meeting_in_full(request, pk)
    problem = _posted(request, meeting)

    return make_move(
        request,
        meeting,
        actions.take_back,
        done=_("The demand has been taken back."),
        problem=problem,
    )


def _get_meeting_in_full(request: SignedInRequest, pk: int) -> Meeting:
    """A meeting whose problems are the user's to read, or 404."""
    return get_object_or_404(
        Meeting.objects.visible_to(request.user).in_full(request.user).select_related("town"), pk=pk
    )


def _posted(request: SignedInRequest, meeting: Meeting) -> Problem | None:
    """The problem that was tapped, with the demand that it has become."""
    raised = meeting.demands.visible_to(request.user).select_related("village", "category")
    return _numbered(
        actions.problems_of(meeting, request.user, raised), request.POST.get("problem", "")
    )


def _numbered(problems: list[Problem], number_text: str) -> Problem | None:
    number = (
        int(number_text)
        if number_text.isascii() and number_text.isdigit() and len(number_text) < 4
        else 0
    )
    return problems[number] if number < len(problems) else None
