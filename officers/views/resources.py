"""The resources list of an officer."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import SignedInRequest, allow, one_at_a_time
from accounts.pages import back_to, form_page, record_url
from officers.actions.resources import save_resources
from officers.forms import ResourcesForm
from officers.models import Officer, Resources


@allow("officers.resources")
@one_at_a_time
def officer_resources(request: SignedInRequest, pk: int) -> HttpResponse:
    """Enter what an officer can bring."""
    officer = get_object_or_404(Officer.objects.visible_to(request.user), pk=pk)
    stored = Resources.objects.visible_to(request.user).filter(officer=officer).first()
    form = ResourcesForm(
        request.POST or None, user=request.user, instance=stored or Resources(officer=officer)
    )
    back = back_to(request, reverse("officers:officer_detail", args=[pk]))
    # Nothing ticked and nothing written is an answer too.
    if request.method == "POST" and form.is_valid():
        save_resources(officer, form.cleaned_data, by=request.user)
        messages.success(request, _("The resources have been saved."))
        return redirect(back)
    return form_page(
        request,
        form,
        title=_("Resources of %(officer)s") % {"officer": officer},
        parents=[(_("Officers"), reverse("officers:officer_list")), (officer, record_url(officer))],
        step=_("Resources"),
        cancel_url=back,
        status=form.status,
    )
