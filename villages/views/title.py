"""Demonstration titles: the ledger and the form."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import SignedInRequest, allow, one_at_a_time
from accounts.lists.listing import Listing
from accounts.pages import back_to, record
from villages.actions.title import save_title
from villages.filters.title import TitleFilters
from villages.forms.title import TitleForm
from villages.models import Title
from villages.tables.title import TitleTable


@require_safe
@allow("villages.view")
def title_list(request: SignedInRequest) -> HttpResponse:
    """The titles that the user sees."""
    may_change = request.user.may("titles.change")
    rows = (
        Title.objects.visible_to(request.user).with_paired_from().select_related("village", "town")
    )
    listing = Listing(
        request,
        rows,
        table=TitleTable,
        filters=TitleFilters,
        title=_("Demonstration titles"),
        create_url=reverse("villages:title_create") if may_change else "",
        create_label=_("Enter a title"),
        empty_text=_("No village or town has won a title yet."),
        columns_out=() if may_change else ("change",),
    )
    return listing.render(register="titles")


@allow("titles.change")
def title_create(request: SignedInRequest) -> HttpResponse:
    """Enter a title; `?village=` sets the village."""
    form = TitleForm(
        request.POST or None, user=request.user, initial={"village": request.GET.get("village")}
    )
    more = {
        "title": _("Enter a title"),
        "parents": [(_("Demonstration titles"), reverse("villages:title_list"))],
    }
    return _form(request, form, "form.html", _("The title has been entered."), **more)


@allow("titles.change")
@one_at_a_time
def title_update(request: SignedInRequest, pk: int) -> HttpResponse:
    """Correct a title: its words, its day, or the place that won it."""
    title = get_object_or_404(
        Title.objects.visible_to(request.user).select_related("village", "town"), pk=pk
    )
    form = TitleForm(request.POST or None, user=request.user, instance=title)
    more = {"title": title, **record(title, request.user)}
    return _form(
        request, form, "villages/title_update.html", _("The title has been saved."), **more
    )


def _form(
    request: SignedInRequest, form: TitleForm, template: str, done: str, **more: Any
) -> HttpResponse:
    back = back_to(request, reverse("villages:title_list"))
    if form.is_valid():
        try:
            save_title(form.save(commit=False), by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, done)
            return redirect(back)
    return render(request, template, {"form": form, "cancel_url": back, **more}, status=form.status)
