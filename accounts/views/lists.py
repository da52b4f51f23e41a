"""Pages that belong to every list: the user's saved views of it, and its exported files."""

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
from accounts.lists.listing import Listing
from accounts.models import ExportFile, SavedView
from accounts.moves import MoveRefused
from accounts.pages import form_page, may_open, posted_text, refusal_page
from accounts.tables import ExportTable
from jingyan.exports import CONTENT_TYPES

# The longest accepted address of a ledger with all its filters.
LONGEST = 5000


@require_safe
@allow("accounts.views")
def view_list(request: SignedInRequest) -> HttpResponse:
    """The user's saved views of those lists that their role may still open."""
    own_views = SavedView.objects.visible_to(request.user)
    open_to_user = [view for view in own_views if may_open(request.user, view.path)]
    return render(request, "accounts/view_list.html", {"views": open_to_user})


@require_POST
@allow("accounts.views")
def view_create(request: SignedInRequest) -> HttpResponse:
    """Save the current filters, order and columns of a list as a view."""
    try:
        values = {
            name: posted_text(request, name, longest=LONGEST)
            for name in ("path", "title", "name", "query")
        }
        view = saved_views.keep(**values, is_default="is_default" in request.POST, by=request.user)
    except MoveRefused as refusal:
        return refusal_page(request, refusal, reverse("accounts:view_list"))
    messages.success(request, _("The view “%s” has been saved.") % view)
    return redirect(view.url)


@allow("accounts.views")
@one_at_a_time
def view_update(request: SignedInRequest, pk: int) -> HttpResponse:
    """Rename a view, or make it the default."""
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
    parents = [(_("My views"), reverse("accounts:view_list"))]
    return form_page(request, form, title=view, parents=parents, status=form.status)


@require_POST
@allow("accounts.views")
def view_delete(request: SignedInRequest, pk: int) -> HttpResponse:
    """Delete a view."""
    view = get_object_or_404(SavedView.objects.visible_to(request.user), pk=pk)
    saved_views.drop(view, by=request.user)
    messages.success(request, _("The view “%s” has been deleted.") % view)
    return redirect("accounts:view_list")


@require_safe
@allow("accounts.exports")
def export_list(request: SignedInRequest) -> HttpResponse:
    """The user's own exported files of the last day."""
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
    """Queue the export of a long ledger."""
    try:
        names = ("address", "title")
        values = {name: posted_text(request, name, longest=LONGEST) for name in names}
        job = exporting.request_export(
            **values, file_format=request.POST.get("format", ""), by=request.user
        )
    except MoveRefused as refusal:
        return refusal_page(request, refusal, reverse("accounts:job_list"))
    return redirect("accounts:job_detail", job.pk)


@require_safe
@allow("accounts.exports")
def export_download(request: SignedInRequest, pk: str) -> HttpResponseBase:
    """One exported file. Raises PermissionDenied if the user may no longer open its ledger."""
    row = get_object_or_404(ExportFile.objects.visible_to(request.user), pk=pk)
    if not request.user.may(row.permission):
        raise PermissionDenied
    kind = CONTENT_TYPES[row.file_format]
    return FileResponse(
        row.file.open("rb"), as_attachment=True, filename=row.name, content_type=kind
    )
