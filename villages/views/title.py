"""Demonstration titles: the ledger and the form."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import SignedInRequest, allow
from accounts.pages import back_to
from jingyan.listing import Listing
from villages import actions
from villages.filters import TitleFilters
from villages.forms import TitleForm
from villages.models import Title
from villages.tables import TitleTable


@require_safe
@allow("villages.view")
def title_list(request: SignedInRequest) -> HttpResponse:
    """Titles in sight."""
    rows = Title.objects.visible_to(request.user).with_paired_from().select_related("village", "town")
    listing = Listing(
        request,
        rows,
        table=TitleTable,
        filters=TitleFilters,
        title=_("Demonstration titles"),
        create_url=reverse("villages:title_create") if request.user.may("titles.change") else "",
        create_label=_("Enter a title"),
        empty_text=_("No village or town has won a title yet."),
    )
    return listing.render("villages/title_list.html")


@allow("titles.change")
def title_create(request: SignedInRequest) -> HttpResponse:
    """Enter a title; `?village=` sets the village."""
    form = TitleForm(request.POST or None, user=request.user, initial={"village": request.GET.get("village")})
    back = back_to(request, reverse("villages:title_list"))
    if form.is_valid():
        try:
            actions.save_title(form.save(commit=False), by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The title has been entered."))
            return redirect(back)
    return render(request, "villages/title_create.html", {"form": form, "cancel_url": back})
