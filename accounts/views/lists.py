"""What every list brings along: the views that a user keeps of it, and the files it was taken out
as.
"""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SignedInRequest, allow, one_at_a_time
from accounts.forms.lists import ViewForm
from accounts.lists import exporting, saved_views
from accounts.models import ExportFile, SavedView
from accounts.moves import MoveRefused
from accounts.pages import may_open, posted_text
from accounts.tables import ExportTable
from jingyan.exports import CONTENT_TYPES
from jingyan.listing import Listing

# An address with all of a ledger's conditions.
LONGEST = 5000


@require_safe
@allow("accounts.views")
def view_list(request: SignedInRequest) -> HttpResponse:
    """The views that the user keeps, list by list, of the lists that their role still opens."""
    kept = SavedView.objects.visible_to(request.user)
    open_to_user = [view for view in kept if may_open(request.user, view.path)]
    return render(request, "accounts/view_list.html", {"views": open_to_user})


@require_POST
@allow("accounts.views")
def view_create(request: SignedInRequest) -> HttpResponse:
    """Keep a list as it stands on the page."""
    try:
        asked = {
            name: posted_text(request, name, longest=LONGEST)
            for name in ("path", "title", "name", "query")
        }
        view = saved_views.keep(**asked, is_default="is_default" in request.POST, by=request.user)
    except MoveRefused as refusal:
        return render(
            request,
            "refused.html",
            {"refusal": refusal, "back": reverse("accounts:view_list")},
            status=409,
        )
    messages.success(request, _("The view “%s” is kept.") % view)
    return redirect(view.url)


@allow("accounts.views")
@one_at_a_time
def view_update(request: SignedInRequest, pk: int) -> HttpResponse:
    """Rename a view, or have it open first."""
    view = get_object_or_404(SavedView.objects.visible_to(request.user), pk=pk)
    if not may_open(request.user, view.path):
        raise Http404
    form = ViewForm(request.POST or None, instance=view)
    if form.is_valid():
        try:
            saved_views.change(
                view,
                form.cleaned_data["name"],
                is_default=form.cleaned_data["is_default"],
                by=request.user,
            )
        except MoveRefused as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, _("The view has been saved."))
            return redirect("accounts:view_list")
    page = {"form": form, "view": view, "cancel_url": reverse("accounts:view_list")}
    return render(request, "accounts/view_update.html", page, status=form.status)


@require_POST
@allow("accounts.views")
def view_delete(request: SignedInRequest, pk: int) -> HttpResponse:
    """Forget a view."""
    view = get_object_or_404(SavedView.objects.visible_to(request.user), pk=pk)
    saved_views.drop(view, by=request.user)
    messages.success(request, _("The view “%s” has been deleted.") % view)
    return redirect("accounts:view_list")


@require_safe
@allow("accounts.exports")
def export_list(request: SignedInRequest) -> HttpResponse:
    """The files that the user may fetch: the own ones of the last day."""
    listing = Listing(
        request,
        ExportFile.objects.visible_to(request.user),
        table=ExportTable,
        title=_("Export centre"),
        empty_text=_(
            "Long ledgers that you export are kept here for a day. Short ones are downloaded at "
            "once."
        ),
    )
    return listing.render("accounts/export_list.html")


@require_POST
@allow("accounts.exports")
def export_create(request: SignedInRequest) -> HttpResponse:
    """Have a long ledger written as a file."""
    try:
        asked = {name: posted_text(request, name, longest=LONGEST) for name in ("address", "title")}
        job = exporting.request_export(
            **asked, file_format=request.POST.get("format", ""), by=request.user
        )
    except MoveRefused as refusal:
        back = reverse("accounts:job_list")
        return render(request, "refused.html", {"refusal": refusal, "back": back}, status=409)
    return redirect("accounts:job_detail", job.pk)


@require_safe
@allow("accounts.exports")
def export_download(request: SignedInRequest, pk: str) -> HttpResponseBase:
    """One file, if the page that it came from is still the user's to open."""
    row = get_object_or_404(ExportFile.objects.visible_to(request.user), pk=pk)
    if not request.user.may(row.permission):
        raise PermissionDenied
    kind = CONTENT_TYPES[row.file_format]
    return FileResponse(
        row.file.open("rb"), as_attachment=True, filename=row.name, content_type=kind
    )
