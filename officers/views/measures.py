"""Versions of the management measures: the ledger, the record, the next version."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import SignedInRequest, allow, one_at_a_time
from accounts.lists.listing import Listing
from accounts.pages import form_page, record, record_url
from officers import actions
from officers.forms import MeasuresForm
from officers.models import Measures
from officers.tables import MeasuresTable


@require_safe
@allow("measures.view")
def measures_list(request: SignedInRequest) -> HttpResponse:
    """All versions, the latest first."""
    listing = Listing(
        request,
        Measures.objects.visible_to(request.user),
        table=MeasuresTable,
        title=_("Management measures"),
        create_url=reverse("officers:measures_create")
        if request.user.may("measures.change")
        else "",
        create_label=_("Enter a new version"),
        empty_text=_("No version has been entered yet."),
    )
    return listing.render("officers/measures_list.html")


@require_safe
@allow("measures.view")
def measures_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One version, each rule with its clause."""
    versions = Measures.objects.visible_to(request.user)
    measures = get_object_or_404(versions, pk=pk)
    in_force = versions.filter(starts_on__lte=localdate()).order_by("-starts_on").first()
    page = {
        "measures": measures,
        "is_in_force": measures == in_force,
        "is_used": measures.is_used,
        "may_change": request.user.may("measures.change"),
        **record(measures, request.user),
    }
    return render(request, "officers/measures_detail.html", page)


@allow("measures.change")
def measures_create(request: SignedInRequest) -> HttpResponse:
    """Enter the next version; it begins as a copy of the last one."""
    last = actions.latest_measures()
    copied = (
        {name: getattr(last, name) for name in MeasuresForm.Meta.fields if name != "starts_on"}
        if last
        else {}
    )
    form = MeasuresForm(request.POST or None, initial=copied)
    if form.is_valid():
        try:
            measures = actions.new_version(form.save(commit=False), by=request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(
                request, _("The new version has been entered. It applies from its first day.")
            )
            return redirect("officers:measures_detail", measures.pk)
    page = {"form": form, "cancel_url": reverse("officers:measures_list")}
    return render(request, "officers/measures_create.html", page)


@allow("measures.change")
@one_at_a_time
def measures_update(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a version that nothing rests on yet."""
    measures = get_object_or_404(Measures.objects.visible_to(request.user), pk=pk)
    form = MeasuresForm(request.POST or None, instance=measures)
    if form.is_valid():
        changed = [name for name in form.changed_data if name != "seen"]
        try:
            actions.change_measures(form.save(commit=False), by=request.user, changed=changed)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The version has been changed."))
            return redirect("officers:measures_detail", pk)
    return form_page(
        request,
        form,
        title=measures,
        parents=[
            (_("Management measures"), reverse("officers:measures_list")),
            (measures, record_url(measures)),
        ],
        step=_("Change"),
        status=form.status,
    )
