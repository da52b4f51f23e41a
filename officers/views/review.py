"""The review of a registration: decided one by one or many at once, the papers that it rests on,
the inspection.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SignedInRequest, allow
from accounts.files import serve
from accounts.lists import bulk
from accounts.moves import MoveRefused
from accounts.pages import make_move, record_url, refusal_page
from jingyan.lazy_text import LazyText
from officers import actions
from officers.filters import RegistrationFilters
from officers.forms import InspectionForm, PaperForm
from officers.models import Inspection, Registration, RegistrationFile
from officers.views.registration_page import registration_page, review_form, seen_registrations


@require_POST
@allow("registrations.review")
def registration_pass_review(request: SignedInRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, actions.pass_review, _("The candidate has passed the review."))


@require_POST
@allow("registrations.review")
def registration_send_back(request: SignedInRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, actions.send_back, _("The registration has been returned."))


@require_POST
@allow("registrations.review")
def registration_turn_down(request: SignedInRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, actions.turn_down, _("The candidate has not passed the review."))


@require_POST
@allow("registrations.review")
def registration_pass_chosen(request: SignedInRequest) -> HttpResponse:
    """Pass the review of all chosen candidates: each meets every criterion in use."""
    return bulk.run(
        request,
        Registration.objects.visible_to(request.user).select_related("officer"),
        actions.pass_review,
        label=_("Pass the review"),
        filters=RegistrationFilters,
        ledger="officers:registration_list",
    )


@require_POST
@allow("registrations.register")
def registration_attach(request: SignedInRequest, pk: int) -> HttpResponse:
    """Add a paper to the application."""
    registration = get_object_or_404(seen_registrations(request.user), pk=pk)
    form = PaperForm(request.POST, request.FILES)
    file = (
        form.run(actions.attach_paper, registration, by=request.user) if form.is_valid() else None
    )
    if file is None:
        return registration_page(request, registration, paper=form, status=409)
    messages.success(request, _("The file has been added."))
    return redirect("officers:registration_detail", pk)


@require_safe
@allow("registrations.view")
def registration_file_download(request: SignedInRequest, pk: int) -> FileResponse:
    """A paper of an application, saved and never shown inside the page."""
    return serve(
        request, get_object_or_404(RegistrationFile.objects.visible_to(request.user), pk=pk)
    )


@require_POST
@allow("registrations.register")
def registration_file_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a paper off an application that isn't submitted."""
    file = get_object_or_404(RegistrationFile.objects.visible_to(request.user), pk=pk)
    back = reverse("officers:registration_detail", args=[file.registration_id])
    return make_move(
        request, file, actions.detach_paper, done=_("The file has been taken off."), to=back
    )


@allow("registrations.inspect")
def registration_inspect(request: SignedInRequest, pk: int) -> HttpResponse:
    """Record the inspection of a candidate with its report."""
    registration, user = get_object_or_404(seen_registrations(request.user), pk=pk), request.user
    form = InspectionForm(
        request.POST or None, request.FILES or None, user=user, candidate=registration
    )
    inspected = form.run(actions.inspect, registration, by=user) if form.is_valid() else None
    if inspected:
        messages.success(request, _("The inspection has been recorded."))
        return redirect("officers:registration_detail", pk)
    back = reverse("officers:registration_detail", args=[pk])
    page = {"form": form, "registration": registration, "cancel_url": back}
    return render(request, "officers/registration_inspect.html", page)


@require_safe
@allow("officers.restricted")
def inspection_download(request: SignedInRequest, pk: int) -> FileResponse:
    """The report of an inspection."""
    return serve(request, get_object_or_404(Inspection.objects.visible_to(request.user), pk=pk))


def _decide(
    request: SignedInRequest, pk: int, action: Callable[..., Any], done: str | LazyText
) -> HttpResponse:
    """Carry the decision out with what was found; a refusal shows the page again, nothing typed is
    lost.
    """
    registration = get_object_or_404(seen_registrations(request.user), pk=pk)
    form = review_form(registration, request.user, request.POST)
    if form.is_valid():
        try:
            action(registration, by=request.user, **form.values())
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, str(done))
            return redirect("officers:registration_detail", pk)
    registration = get_object_or_404(seen_registrations(request.user), pk=pk)
    if registration.state != Registration.State.SUBMITTED or not actions.may_review(
        registration, request.user
    ):
        # The box that would show the refusal is no longer on the page.
        refusal_text = "；".join(text for _id, _label, text in form.faults)
        return refusal_page(request, refusal_text, record_url(registration))
    return registration_page(request, registration, review=form, status=409)
