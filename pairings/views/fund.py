"""Pages of work funds: budget lines, allocations, and what was spent."""

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SignedInRequest, allow, one_at_a_time
from accounts.files import serve
from accounts.lists.listing import Listing
from accounts.pages import back_to, form_page, make_move_with_reason, record, record_url
from jingyan.quantity import quantize
from pairings.actions import fund as actions
from pairings.filters.support import FundUseFilters, WorkFundFilters
from pairings.forms import AllocateForm, FundUseForm, WorkFundForm
from pairings.models import FundAllocation, FundUse, FundVoucher, WorkFund
from pairings.tables.support import FundUseTable, WorkFundTable


def _above_funds() -> list[tuple[str, str]]:
    return [
        (_("Support of each pair"), reverse("pairings:support_list")),
        (_("Work funds"), reverse("pairings:work_fund_list")),
    ]


def _fund(request: SignedInRequest, pk: int) -> WorkFund:
    return get_object_or_404(
        WorkFund.objects.visible_to(request.user).select_related("entered_by"), pk=pk
    )


@require_safe
@allow("funds.budget")
def work_fund_list(request: SignedInRequest) -> HttpResponse:
    """The county's budget lines."""
    listing = Listing(
        request,
        WorkFund.objects.visible_to(request.user).with_totals(),
        table=WorkFundTable,
        filters=WorkFundFilters,
        title=_("Work funds"),
        create_url=reverse("pairings:work_fund_create") if request.user.may("funds.manage") else "",
        create_label=_("Enter a budget line"),
        empty_text=_("No budget of work funds has been entered yet."),
    )
    return listing.render(parents=[(_("Support of each pair"), reverse("pairings:support_list"))])


@allow("funds.manage")
def work_fund_create(request: SignedInRequest) -> HttpResponse:
    """Enter a budget line."""
    form = WorkFundForm(request.POST or None)
    fund = form.run(actions.budget, None, by=request.user) if form.is_valid() else None
    if fund:
        messages.success(request, _("The budget line has been entered. Allocate it to the pairs."))
        return redirect("pairings:work_fund_detail", fund.pk)
    return form_page(request, form, title=_("Enter a budget line"), parents=_above_funds())


@require_safe
@allow("funds.budget")
def work_fund_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One budget line with what each pair may spend and has spent."""
    fund = _fund(request, pk)
    rows = list(
        FundAllocation.objects.visible_to(request.user)
        .filter(fund=fund)
        .with_used()
        .select_related("pairing__village__town", "pairing__officer")
    )
    allocated = quantize(sum((row.amount for row in rows), start=quantize(0)))
    used = quantize(sum((row.amount - row.balance for row in rows), start=quantize(0)))
    page = {
        "fund": fund,
        "allocations": rows,
        "allocated": allocated,
        "used": used,
        "left": quantize(fund.amount - allocated),
        "balance": quantize(fund.amount - used),
        "may_manage": request.user.may("funds.manage"),
        **record(fund, request.user),
    }
    return render(request, "pairings/work_fund_detail.html", page)


@allow("funds.manage")
@one_at_a_time
def work_fund_update(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a budget line."""
    fund = _fund(request, pk)
    form = WorkFundForm(request.POST or None, instance=fund)
    saved = form.run(actions.budget, fund, by=request.user) if form.is_valid() else None
    if saved:
        messages.success(request, _("The budget line has been saved."))
        return redirect("pairings:work_fund_detail", pk)
    return form_page(
        request,
        form,
        title=_("Change"),
        parents=[*_above_funds(), (fund, record_url(fund))],
        status=form.status,
    )


@allow("funds.manage")
def work_fund_allocate(request: SignedInRequest, pk: int) -> HttpResponse:
    """Allocate the same amount to each of the chosen pairs."""
    fund = _fund(request, pk)
    form = AllocateForm(request.POST or None, fund=fund, user=request.user)
    allocations = form.run(actions.allocate, fund, by=request.user) if form.is_valid() else None
    if allocations:
        message = ngettext(
            "Allocated to %d pair.", "Allocated to %d pairs.", len(allocations)
        ) % len(allocations)
        messages.success(request, message)
        return redirect("pairings:work_fund_detail", pk)
    return form_page(
        request,
        form,
        title=_("Allocate"),
        parents=[*_above_funds(), (fund, record_url(fund))],
        submit_label=_("Allocate"),
    )


@require_safe
@allow("support.view")
def fund_use_list(request: SignedInRequest) -> HttpResponse:
    """What was spent."""
    rows = FundUse.objects.visible_to(request.user)
    listing = Listing(
        request,
        rows.select_related("allocation__pairing__village", "allocation__pairing__officer"),
        table=FundUseTable,
        filters=FundUseFilters,
        title=_("Uses of work funds"),
        create_url=reverse("pairings:fund_use_create") if request.user.may("funds.use") else "",
        create_label=_("Enter a use"),
        empty_text=_("No use of work funds has been entered yet."),
    )
    return listing.render(parents=[(_("Support of each pair"), reverse("pairings:support_list"))])


@allow("funds.use")
def fund_use_create(request: SignedInRequest) -> HttpResponse:
    """Enter what was spent; `?allocation=` preselects the allocation."""
    initial = {"allocation": request.GET["allocation"]} if "allocation" in request.GET else {}
    form = FundUseForm(
        request.POST or None, request.FILES or None, user=request.user, initial=initial
    )
    fund_use = form.run(actions.use, by=request.user) if form.is_valid() else None
    if fund_use:
        messages.success(request, _("The use has been entered."))
        return redirect(back_to(request, reverse("pairings:fund_use_detail", args=[fund_use.pk])))
    page = {"form": form, "cancel_url": reverse("pairings:fund_use_list")}
    return render(request, "pairings/fund_use_create.html", page)


def _use(request: SignedInRequest, pk: int) -> FundUse:
    rows = FundUse.objects.visible_to(request.user)
    with_all = rows.select_related(
        "allocation__fund",
        "allocation__pairing__village__town",
        "allocation__pairing__officer",
        "entered_by",
    )
    return get_object_or_404(with_all, pk=pk)


@require_safe
@allow("support.view")
def fund_use_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One use with its voucher."""
    use = _use(request, pk)
    page = {
        "use": use,
        "left": actions.left_of(use.allocation),
        "vouchers": use.vouchers.visible_to(request.user).select_related("uploaded_by"),
        **record(use, request.user),
    }
    return render(request, "pairings/fund_use_detail.html", page)


@require_POST
@allow("funds.manage")
def fund_use_void(request: SignedInRequest, pk: int) -> HttpResponse:
    """Declare a wrong entry void."""
    return make_move_with_reason(
        request, _use(request, pk), actions.void, done=_("The entry is void. Enter the right one.")
    )


@require_safe
@allow("support.view")
def fund_voucher_download(request: SignedInRequest, pk: int) -> FileResponse:
    """The file of a voucher: saved, or small for a page."""
    return serve(request, get_object_or_404(FundVoucher.objects.visible_to(request.user), pk=pk))
