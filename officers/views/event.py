"""Events of the programme: the ledger, the record, the form."""

from django.contrib import messages
from django.db.models import Count
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SignedInRequest, allow, one_at_a_time
from accounts.files import serve
from accounts.lists.listing import Listing
from accounts.pages import form_page, make_move, record
from officers import actions
from officers.filters import EventFilters
from officers.forms import EventForm
from officers.models import EventFile, Officer, ProgrammeEvent
from officers.tables import EventTable


@require_safe
@allow("events.view")
def event_list(request: SignedInRequest) -> HttpResponse:
    """All events, the latest first."""
    rows = ProgrammeEvent.objects.visible_to(request.user)
    listing = Listing(
        request,
        rows.annotate(people=Count("attendees", distinct=True)),
        table=EventTable,
        filters=EventFilters,
        title=_("Events"),
        create_url=reverse("officers:event_create") if request.user.may("events.change") else "",
        create_label=_("Record an event"),
        empty_text=_("No event of the programme has been recorded yet."),
    )
    return listing.render()


@require_safe
@allow("events.view")
def event_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One event: what was done, who came, its photos and documents."""
    user = request.user
    events = ProgrammeEvent.objects.visible_to(user).select_related("entered_by")
    event = get_object_or_404(events.annotate(people=Count("attendees")), pk=pk)
    page = {
        "event": event,
        # Only people whom the user can see; the number counts all who came.
        "attendees": Officer.objects.visible_to(user)
        .filter(events=event)
        .select_related("enterprise"),
        "files": event.files.visible_to(user).select_related("uploaded_by"),
        "may_change": user.may("events.change"),
        **record(event, user),
    }
    return render(request, "officers/event_detail.html", page)


@allow("events.change")
def event_create(request: SignedInRequest) -> HttpResponse:
    form = EventForm(request.POST or None, request.FILES or None, user=request.user)
    event = form.run(actions.record_event, by=request.user) if form.is_valid() else None
    if event:
        messages.success(request, _("The event has been recorded."))
        return redirect("officers:event_detail", event.pk)
    return form_page(
        request,
        form,
        title=_("Record an event"),
        parents=[(_("Events"), reverse("officers:event_list"))],
    )


@allow("events.change")
@one_at_a_time
def event_update(request: SignedInRequest, pk: int) -> HttpResponse:
    """Correct an event, or add files to it."""
    event = get_object_or_404(ProgrammeEvent.objects.visible_to(request.user), pk=pk)
    form = EventForm(request.POST or None, request.FILES or None, user=request.user, instance=event)
    changed = form.run(actions.change_event, event, by=request.user) if form.is_valid() else None
    if changed:
        messages.success(request, _("The event has been changed."))
        return redirect("officers:event_detail", pk)
    return form_page(
        request,
        form,
        title=_("Change “%(event)s”") % {"event": event},
        parents=[
            (_("Events"), reverse("officers:event_list")),
            (event, reverse("officers:event_detail", args=[pk])),
        ],
        step=_("Change"),
        status=form.status,
    )


@require_safe
@allow("events.view")
def event_file_download(request: SignedInRequest, pk: int) -> FileResponse:
    """A photo or a document of an event."""
    return serve(request, get_object_or_404(EventFile.objects.visible_to(request.user), pk=pk))


@require_POST
@allow("events.change")
def event_file_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a photo or a document off an event."""
    file = get_object_or_404(EventFile.objects.visible_to(request.user), pk=pk)
    back = reverse("officers:event_detail", args=[file.event_id])
    return make_move(
        request, file, actions.remove_file, done=_("The file has been taken off."), to=back
    )
