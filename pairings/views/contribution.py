"""Pages of contributions and their evidence."""

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SignedInRequest, allow, one_at_a_time
from accounts.files import serve
from accounts.lists import bulk
from accounts.lists.listing import Listing
from accounts.models import with_changes_by
from accounts.pages import (
    back_to,
    make_move,
    make_move_with_reason,
    record,
    record_url,
    refusal_page,
)
from pairings.actions import confirmation, evidence
from pairings.actions import contribution as actions
from pairings.filters.contribution import ContributionFilters
from pairings.forms import ContributionForm, EvidenceForm
from pairings.models import Contribution, Evidence
from pairings.overviews.support import interests_of
from pairings.tables.contribution import ContributionTable
from pairings.views.sending import recorded_before

_PEOPLE = ("officer__enterprise", "entered_by", "verified_by", "confirmed_by")
_THINGS = ("enterprise", "village__town", "town", "project", "corrects")
_CARRIED_OVER = ("carrier", "village", "officer", "scope")
# The ledger reads no more than it prints: the rest of an officer is long, and sealed.
_PRINTED = ("ref", "title", "happened_on", "carrier", "state", "officer__name", "village__name")


def _get_contribution(request: SignedInRequest, pk: int) -> Contribution:
    rows = Contribution.objects.visible_to(request.user).select_related(*_PEOPLE, *_THINGS)
    return get_object_or_404(with_changes_by(rows, request.user), pk=pk)


@require_safe
@allow("contributions.view")
def contribution_list(request: SignedInRequest) -> HttpResponse:
    """The ledger of what officers brought."""
    rows = (
        Contribution.objects.visible_to(request.user)
        .select_related("officer", "village")
        .only(*_PRINTED)
    )
    listing = Listing(
        request,
        rows.with_outcomes(),
        table=ContributionTable,
        filters=ContributionFilters,
        title=_("Contributions"),
        create_url=reverse("pairings:contribution_create")
        if request.user.may("contributions.report")
        else "",
        create_label=_("Report a contribution"),
        empty_text=_("No contribution has been reported yet."),
        bulk=bulk.offer(
            request.user,
            pairings__contribution_verify_chosen=_("Verify for the town"),
            pairings__contribution_confirm_chosen=_("Confirm for the county"),
        ),
    )
    return listing.render(register="contributions")


@allow("contributions.report")
def contribution_create(request: SignedInRequest) -> HttpResponse:
    """Report a contribution, or a dated correction of the confirmed one that the address names."""
    corrected = _corrected(request)
    initial = {name: getattr(corrected, name) for name in _CARRIED_OVER} if corrected else {}
    form = ContributionForm(
        request.POST or None,
        request.FILES or None,
        user=request.user,
        corrects=corrected,
        initial=initial,
    )
    if recorded := form.recorded(Contribution, by=request.user):
        return recorded_before(request, "pairings:contribution_detail", recorded.pk)
    contribution = form.run(actions.report, by=request.user) if form.is_valid() else None
    if contribution:
        messages.success(request, _("%(ref)s has been reported.") % {"ref": contribution.ref})
        return redirect(
            back_to(request, reverse("pairings:contribution_detail", args=[contribution.pk]))
        )
    context = {
        "form": form,
        "corrected": corrected,
        "cancel_url": reverse("pairings:contribution_list"),
    }
    return render(request, "pairings/contribution_create.html", context)


@require_safe
@allow("contributions.view")
def contribution_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One contribution, with its quantities and evidence."""
    return _detail(request, _get_contribution(request, pk), EvidenceForm())


@allow("contributions.report")
@one_at_a_time
def contribution_update(request: SignedInRequest, pk: int) -> HttpResponse:
    """Correct a contribution that isn't confirmed yet."""
    contribution = _get_contribution(request, pk)
    if not actions.may_change(contribution, request.user):
        return refusal_page(request, actions.why_not_now(contribution), record_url(contribution))
    form = ContributionForm(request.POST or None, user=request.user, instance=contribution)
    saved = form.run(actions.update, contribution, by=request.user) if form.is_valid() else None
    if saved:
        messages.success(request, _("The contribution has been saved."))
        return redirect("pairings:contribution_detail", contribution.pk)
    context = {
        "form": form,
        "contribution": contribution,
        "cancel_url": reverse("pairings:contribution_detail", args=[contribution.pk]),
    }
    return render(request, "pairings/contribution_update.html", context, status=form.status)


@require_POST
@allow("contributions.report")
def contribution_attach(request: SignedInRequest, pk: int) -> HttpResponse:
    """Add an evidence file."""
    contribution, form = _get_contribution(request, pk), EvidenceForm(request.POST, request.FILES)
    added = form.run(evidence.attach, contribution, by=request.user) if form.is_valid() else None
    if added:
        messages.success(request, _("The evidence has been added."))
        return redirect("pairings:contribution_detail", contribution.pk)
    return _detail(request, contribution, form, status=400)


@require_POST
@allow("contributions.verify")
def contribution_verify(request: SignedInRequest, pk: int) -> HttpResponse:
    """Verify a contribution for its town."""
    return make_move(
        request,
        _get_contribution(request, pk),
        confirmation.verify,
        done=_("The contribution has been verified for the town."),
    )


@require_POST
@allow("contributions.confirm")
def contribution_confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    """Confirm a verified contribution: it counts from now on."""
    done = _("The contribution is confirmed and counts.")
    return make_move(request, _get_contribution(request, pk), confirmation.confirm, done=done)


@require_POST
@allow("contributions.verify")
def contribution_verify_chosen(request: SignedInRequest) -> HttpResponse:
    """Verify all chosen contributions for their town."""
    return bulk.run(
        request,
        Contribution.objects.visible_to(request.user),
        confirmation.verify,
        label=_("Verify for the town"),
        filters=ContributionFilters,
        ledger="pairings:contribution_list",
    )


@require_POST
@allow("contributions.confirm")
def contribution_confirm_chosen(request: SignedInRequest) -> HttpResponse:
    """Confirm all chosen contributions: they count from now on."""
    return bulk.run(
        request,
        Contribution.objects.visible_to(request.user),
        confirmation.confirm_as_due,
        label=_("Confirm for the county"),
        filters=ContributionFilters,
        ledger="pairings:contribution_list",
    )


@require_POST
@allow("contributions.confirm")
def contribution_confirm_without_town(request: SignedInRequest, pk: int) -> HttpResponse:
    """Confirm a contribution that belongs to no town."""
    return make_move(
        request,
        _get_contribution(request, pk),
        confirmation.confirm_without_town,
        done=_("The contribution is confirmed and counts."),
    )


@require_POST
@allow("contributions.verify")
def contribution_send_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Return a contribution to its authors."""
    done = _("The contribution has been returned.")
    return make_move_with_reason(
        request, _get_contribution(request, pk), confirmation.send_back, done=done
    )


@require_POST
@allow("contributions.report")
def contribution_report_again(request: SignedInRequest, pk: int) -> HttpResponse:
    """Report a returned contribution again."""
    return make_move(
        request,
        _get_contribution(request, pk),
        confirmation.report_again,
        done=_("The contribution has been reported again."),
    )


@require_POST
@allow("contributions.report")
def contribution_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a contribution back."""
    done = _("The contribution has been withdrawn.")
    return make_move_with_reason(
        request, _get_contribution(request, pk), confirmation.withdraw, done=done
    )


@require_safe
@allow("contributions.view")
def evidence_download(request: SignedInRequest, pk: int) -> FileResponse:
    """An evidence file, for those who see its contribution: saved, never shown inside the page."""
    return serve(request, get_object_or_404(Evidence.objects.visible_to(request.user), pk=pk))


def _detail(
    request: SignedInRequest, contribution: Contribution, form: EvidenceForm, status: int = 200
) -> HttpResponse:
    user = request.user
    context = record(contribution, user) | {
        "contribution": contribution,
        "outcomes": contribution.outcomes.select_related("metric"),
        "evidence": contribution.evidence.select_related("uploaded_by"),
        "corrections": contribution.corrections.visible_to(user),
        "form": form if evidence.takes_evidence(contribution, user) else None,
        "interests": interests_of(
            officer=contribution.officer,
            village=contribution.village_id,
            on=contribution.happened_on,
        ),
        "may_change": actions.may_change(contribution, user),
        "may_correct": contribution.state == Contribution.State.COUNTY_CONFIRMED
        and user.may("contributions.report"),
    }
    return render(request, "pairings/contribution_detail.html", context, status=status)


def _corrected(request: SignedInRequest) -> Contribution | None:
    pk = request.GET.get("corrects", "")
    if not pk:
        return None
    confirmed = Contribution.objects.visible_to(request.user).confirmed()
    return get_object_or_404(
        confirmed, pk=int(pk) if pk.isascii() and pk.isdigit() and len(pk) < 19 else 0
    )
