"""Enterprises: the ledger, the form and the record."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import SignedInRequest, allow, one_at_a_time
from accounts.lists.listing import Listing
from accounts.pages import form_page, record, record_url
from accounts.tabs import tabs_of
from officers import actions
from officers.filters import EnterpriseFilters
from officers.forms import EnterpriseForm, RegistrationForm
from officers.models import Enterprise
from officers.tables import EnterpriseTable


@require_safe
@allow("enterprises.view")
def enterprise_list(request: SignedInRequest) -> HttpResponse:
    rows = Enterprise.objects.visible_to(request.user).select_related("town")
    listing = Listing(
        request,
        rows.annotate(people=Count("officers")),
        table=EnterpriseTable,
        filters=EnterpriseFilters,
        title=_("Enterprises"),
        create_url=reverse("officers:enterprise_create")
        if request.user.may("enterprises.change")
        else "",
        create_label=_("Enter an enterprise"),
        empty_text=_("No enterprise has been entered yet."),
    )
    return listing.render(register="enterprises")


@allow("enterprises.change")
def enterprise_create(request: SignedInRequest) -> HttpResponse:
    form = EnterpriseForm(request.POST or None)
    if form.is_valid():
        enterprise = actions.save_enterprise(form.save(commit=False), by=request.user)
        messages.success(request, _("The enterprise has been entered."))
        return redirect("officers:enterprise_detail", enterprise.pk)
    return form_page(
        request,
        form,
        title=_("Enter an enterprise"),
        parents=[(_("Enterprises"), reverse("officers:enterprise_list"))],
    )


@allow("enterprises.change")
@one_at_a_time
def enterprise_update(request: SignedInRequest, pk: int) -> HttpResponse:
    enterprise = get_object_or_404(Enterprise.objects.visible_to(request.user), pk=pk)
    form = EnterpriseForm(request.POST or None, instance=enterprise)
    if form.is_valid():
        changed = [name for name in form.changed_data if name != "seen"]
        actions.save_enterprise(form.save(commit=False), by=request.user, changed=changed)
        messages.success(request, _("The enterprise has been changed."))
        return redirect("officers:enterprise_detail", pk)
    return form_page(
        request,
        form,
        title=_("Change %(name)s") % {"name": enterprise},
        parents=[
            (_("Enterprises"), reverse("officers:enterprise_list")),
            (enterprise, record_url(enterprise)),
        ],
        step=_("Change"),
        status=form.status,
    )


@require_safe
@allow("enterprises.view")
def enterprise_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One enterprise, and in tabs the people from it and what they did."""
    enterprise = get_object_or_404(
        Enterprise.objects.visible_to(request.user).select_related("town"), pk=pk
    )
    page = {"enterprise": enterprise, "may_change": request.user.may("enterprises.change")}
    page |= record(enterprise, request.user) | tabs_of(request, enterprise)
    return render(request, "officers/enterprise_detail.html", page)


@require_safe
@allow("registrations.register")
def enterprise_lookup(request: SignedInRequest) -> HttpResponse:
    """The name field of the registration form, filled; nothing where the code is new, so that typed
    words stay.
    """
    code = request.GET.get("credit_code", "").strip().upper()
    enterprise = Enterprise.objects.visible_to(request.user).filter(credit_code=code).first()
    if enterprise is None:
        return HttpResponse(headers={"HX-Reswap": "none"})
    return HttpResponse(
        str(RegistrationForm(initial={"enterprise_name": enterprise.name})["enterprise_name"])
    )
