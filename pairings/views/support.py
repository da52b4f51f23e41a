"""Pages of what supports each pair: the overview, offices, policy benefits, related parties."""

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SignedInRequest, allow, one_at_a_time
from accounts.files import serve
from accounts.lists.listing import Listing
from accounts.pages import back_to, form_page, make_move_with_reason, record, record_url
from pairings.actions import support as actions
from pairings.filters.support import PolicyBenefitFilters, RelatedPartyFilters, SupportFilters
from pairings.forms import OfficeForm, PolicyBenefitForm, RelatedPartyForm
from pairings.models import OfficePhoto, OfficeProvision, Pairing, PolicyBenefit, RelatedParty
from pairings.overviews import support
from pairings.tables.support import PolicyBenefitTable, RelatedPartyTable, SupportTable
from villages.models import Village


@require_safe
@allow("support.view")
def support_list(request: SignedInRequest) -> HttpResponse:
    """Every active pair with what supports it, and the totals."""
    today = localdate()
    rows = support.supported(request.user, today).select_related(
        "village__town", "village__office", "officer"
    )
    listing = Listing(
        request,
        rows,
        table=SupportTable,
        filters=SupportFilters,
        title=_("Support of each pair"),
        empty_text=_(
            "Active pairs appear here, with their work funds, office, policies and related parties."
        ),
    )
    page_context = {
        "numbers": support.totals(request.user, today),
        "may_budget": request.user.may("funds.budget"),
    }
    return listing.render("pairings/support_list.html", **page_context)


@require_safe
@allow("support.view")
def support_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One pair: its work funds, office, policy benefits, related parties, and what is missing."""
    rows = Pairing.objects.visible_to(request.user).select_related(
        "village__town", "officer__enterprise"
    )
    pairing = get_object_or_404(rows, pk=pk)
    return render(
        request, "pairings/support_detail.html", support.support_of(pairing, request.user)
    )


@allow("offices.check")
@one_at_a_time
def office_update(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the office of the village `pk` has and lacks."""
    village = get_object_or_404(
        Village.objects.visible_to(request.user).select_related("town"), pk=pk
    )
    office = OfficeProvision.objects.visible_to(request.user).filter(village=village).first()
    form = OfficeForm(
        request.POST or None,
        request.FILES or None,
        instance=office or OfficeProvision(village=village),
    )
    saved = form.run(actions.check_office, village, by=request.user) if form.is_valid() else None
    pairing = village.pairings.visible_to(request.user).current().first()
    back = (
        reverse("pairings:support_detail", args=[pairing.pk])
        if pairing
        else reverse("pairings:support_list")
    )
    if saved:
        messages.success(request, _("What the office has and lacks has been saved."))
        return redirect(back_to(request, back))
    page = {"form": form, "village": village, "cancel_url": back}
    return render(request, "pairings/office_update.html", page, status=form.status)


@require_safe
@allow("support.view")
def office_photo_download(request: SignedInRequest, pk: int) -> FileResponse:
    """A photo of an office: saved, or small for a page."""
    return serve(request, get_object_or_404(OfficePhoto.objects.visible_to(request.user), pk=pk))


def _above_benefits() -> list[tuple[str, str]]:
    return [
        (_("Support of each pair"), reverse("pairings:support_list")),
        (_("Policy benefits"), reverse("pairings:policy_benefit_list")),
    ]


def _benefit(request: SignedInRequest, pk: int) -> PolicyBenefit:
    rows = PolicyBenefit.objects.visible_to(request.user)
    return get_object_or_404(
        rows.select_related("project__village__town", "project__enterprise", "entered_by"), pk=pk
    )


@require_safe
@allow("support.view")
def policy_benefit_list(request: SignedInRequest) -> HttpResponse:
    """Preferential policies applied to projects."""
    rows = PolicyBenefit.objects.visible_to(request.user).select_related("project__village")
    listing = Listing(
        request,
        rows,
        table=PolicyBenefitTable,
        filters=PolicyBenefitFilters,
        title=_("Policy benefits"),
        create_url=reverse("pairings:policy_benefit_create")
        if request.user.may("benefits.enter")
        else "",
        create_label=_("Enter a policy"),
        empty_text=_(
            "No preferential policy has been applied to a project yet. Such a policy is not a "
            "donation."
        ),
    )
    return listing.render(parents=[(_("Support of each pair"), reverse("pairings:support_list"))])


@allow("benefits.enter")
def policy_benefit_create(request: SignedInRequest) -> HttpResponse:
    """Enter a policy; `?project=` preselects the project."""
    initial = {"project": request.GET["project"]} if "project" in request.GET else {}
    form = PolicyBenefitForm(request.POST or None, user=request.user, initial=initial)
    benefit = form.run(actions.save_benefit, None, by=request.user) if form.is_valid() else None
    if benefit:
        messages.success(request, _("The policy has been entered."))
        return redirect(
            back_to(request, reverse("pairings:policy_benefit_detail", args=[benefit.pk]))
        )
    return form_page(request, form, title=_("Enter a policy"), parents=_above_benefits())


@require_safe
@allow("support.view")
def policy_benefit_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One policy applied, with the related parties that touch its project."""
    benefit = _benefit(request, pk)
    page = {
        "benefit": benefit,
        "interests": support.interests_in(benefit.project, benefit.approved_on),
        "may_change": request.user.may("benefits.enter"),
        **record(benefit, request.user),
    }
    return render(request, "pairings/policy_benefit_detail.html", page)


@allow("benefits.enter")
@one_at_a_time
def policy_benefit_update(request: SignedInRequest, pk: int) -> HttpResponse:
    """Correct a policy."""
    benefit = _benefit(request, pk)
    form = PolicyBenefitForm(request.POST or None, user=request.user, instance=benefit)
    saved = form.run(actions.save_benefit, benefit, by=request.user) if form.is_valid() else None
    if saved:
        messages.success(request, _("The policy has been saved."))
        return redirect("pairings:policy_benefit_detail", pk)
    return form_page(
        request,
        form,
        title=_("Change"),
        parents=[*_above_benefits(), (benefit, record_url(benefit))],
        status=form.status,
    )


@require_safe
@allow("support.view")
def related_party_list(request: SignedInRequest) -> HttpResponse:
    rows = RelatedParty.objects.visible_to(request.user).select_related(
        "officer", "village", "project"
    )
    listing = Listing(
        request,
        rows,
        table=RelatedPartyTable,
        filters=RelatedPartyFilters,
        title=_("Related parties"),
        create_url=reverse("pairings:related_party_create")
        if request.user.may("interests.declare")
        else "",
        create_label=_("Declare a related party"),
        empty_text=_("No interest has been declared yet."),
    )
    return listing.render(parents=[(_("Support of each pair"), reverse("pairings:support_list"))])


@allow("interests.declare")
def related_party_create(request: SignedInRequest) -> HttpResponse:
    """Declare an interest; `?officer=` and `?village=` preselect them."""
    initial = {name: request.GET[name] for name in ("officer", "village") if name in request.GET}
    form = RelatedPartyForm(request.POST or None, user=request.user, initial=initial)
    interest = form.run(actions.declare, by=request.user) if form.is_valid() else None
    if interest:
        messages.success(
            request, _("Declared. The matching keeps this officer out of this village.")
        )
        return redirect(
            back_to(request, reverse("pairings:related_party_detail", args=[interest.pk]))
        )
    page = {"form": form, "cancel_url": reverse("pairings:related_party_list")}
    return render(request, "pairings/related_party_create.html", page)


def _interest(request: SignedInRequest, pk: int) -> RelatedParty:
    rows = RelatedParty.objects.visible_to(request.user)
    return get_object_or_404(
        rows.select_related("officer__enterprise", "village__town", "project", "entered_by"), pk=pk
    )


@require_safe
@allow("support.view")
def related_party_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    row = _interest(request, pk)
    may_end = request.user.may("interests.end") and row.ended_on is None
    page = {"interest": row, "may_end": may_end, **record(row, request.user)}
    return render(request, "pairings/related_party_detail.html", page)


@require_POST
@allow("interests.end")
def related_party_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say that an interest is no more."""
    return make_move_with_reason(
        request, _interest(request, pk), actions.end_interest, done=_("The interest has ended.")
    )
