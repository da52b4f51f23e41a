"""Finding a person by ID number: by its keyed hash, and by POST, so that no URL contains it."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import id_number_search
from accounts.access import SignedInRequest, allow
from jingyan.crypto import ring
from officers.forms import FindForm
from officers.models import Officer


@allow("officers.reveal")
def officer_find(request: SignedInRequest) -> HttpResponse:
    """Find a person by the full ID number and go to their record."""
    # A number that was typed into a list's search arrives in the session, and is shown on no
    # page.
    typed_number = (
        id_number_search.pop_id_number(request)
        if request.method == "POST" and "kept" in request.POST
        else ""
    )
    form = FindForm({"id_number": typed_number} if typed_number else request.POST or None)
    if form.is_valid():
        index = ring().blind_index(form.cleaned_data["id_number"].number)
        officer = Officer.objects.visible_to(request.user).filter(id_index=index).first()
        if officer is not None:
            return redirect("officers:officer_detail", officer.pk)
        form.add_error(
            "id_number", _("No one with this ID number is on file. Compare it with the card.")
        )
    page = {"form": form, "cancel_url": reverse("officers:officer_list"), "submit_label": _("Find")}
    return render(request, "officers/officer_find.html", page)
