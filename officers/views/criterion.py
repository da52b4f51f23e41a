"""What the office keeps for its reviews: the criteria and the quick phrases."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SignedInRequest, allow, one_at_a_time
from accounts.lists.listing import Listing
from accounts.pages import back_to, form_page
from officers import actions
from officers.forms import CriterionForm, PhraseForm
from officers.models import Phrase, ReviewCriterion
from officers.tables import CriterionTable


@require_safe
@allow("registrations.criteria")
def criterion_list(request: SignedInRequest) -> HttpResponse:
    """The criteria of the review, in the order of the review page."""
    listing = Listing(
        request,
        ReviewCriterion.objects.visible_to(request.user),
        table=CriterionTable,
        title=_("Review criteria"),
        create_url=reverse("officers:criterion_create"),
        create_label=_("Enter a criterion"),
        empty_text=_("No criterion has been entered yet."),
    )
    return listing.render("officers/criterion_list.html")


@allow("registrations.criteria")
def criterion_create(request: SignedInRequest) -> HttpResponse:
    form = CriterionForm(request.POST or None)
    if form.is_valid():
        actions.save_criterion(form.save(commit=False), by=request.user)
        messages.success(
            request,
            _("The criterion has been entered. From now on, reviewers state a conclusion on it."),
        )
        return redirect("officers:criterion_list")
    return form_page(
        request,
        form,
        title=_("Enter a criterion"),
        parents=[(_("Review criteria"), reverse("officers:criterion_list"))],
    )


@allow("registrations.criteria")
@one_at_a_time
def criterion_update(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a criterion, or take it out of use."""
    criterion = get_object_or_404(ReviewCriterion.objects.visible_to(request.user), pk=pk)
    form = CriterionForm(request.POST or None, instance=criterion)
    if form.is_valid():
        changed = [name for name in form.changed_data if name != "seen"]
        actions.save_criterion(form.save(commit=False), by=request.user, changed=changed)
        messages.success(
            request, _("The criterion has been changed. Past reviews keep their wording.")
        )
        return redirect("officers:criterion_list")
    page = {"form": form, "criterion": criterion, "cancel_url": reverse("officers:criterion_list")}
    return render(request, "officers/criterion_update.html", page, status=form.status)


@require_safe
@allow("registrations.review")
def phrase_list(request: SignedInRequest) -> HttpResponse:
    """The quick phrases: the shared ones and the user's own."""
    phrases = Phrase.objects.visible_to(request.user)
    return render(
        request, "officers/phrase_list.html", {"phrases": phrases, "back": back_to(request, "")}
    )


@allow("registrations.review")
def phrase_create(request: SignedInRequest) -> HttpResponse:
    return _phrase_form_page(
        request, PhraseForm(request.POST or None, user=request.user), _("Keep a quick phrase")
    )


@allow("registrations.review")
@one_at_a_time
def phrase_update(request: SignedInRequest, pk: int) -> HttpResponse:
    phrase = get_object_or_404(Phrase.objects.visible_to(request.user), pk=pk)
    form = PhraseForm(request.POST or None, user=request.user, instance=phrase)
    return _phrase_form_page(request, form, _("Change a quick phrase"), step=_("Change"))


@require_POST
@allow("registrations.review")
def phrase_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    phrase = get_object_or_404(Phrase.objects.visible_to(request.user), pk=pk)
    actions.remove_phrase(phrase, by=request.user)
    messages.success(request, _("The phrase has been taken off the list."))
    return redirect("officers:phrase_list")


def _phrase_form_page(
    request: SignedInRequest, form: PhraseForm, title: str, step: str = ""
) -> HttpResponse:
    if form.is_valid():
        actions.save_phrase(form.phrase(), by=request.user)
        messages.success(request, _("The phrase is on the list."))
        return redirect("officers:phrase_list")
    parents = [(_("Quick phrases"), reverse("officers:phrase_list"))]
    return form_page(request, form, title=title, parents=parents, step=step)
