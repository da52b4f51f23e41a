"""The pages on which meetings are recorded, changed, and skipped."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.access import SignedInRequest, allow, one_at_a_time, require
from accounts.models import Town
from accounts.pages import back_to, record_url, refusal_page
from jingyan.periods import Period, PeriodError, parse_period, quarter_of
from pairings.actions import meeting as actions
from pairings.forms import ChooseQuarterForm, MeetingForm, PlanMeetingForm, SkipForm
from pairings.forms.meeting import COUNTY
from pairings.models import Meeting
from pairings.views.sending import recorded_before


@allow("meetings.log")
def meeting_create(request: SignedInRequest) -> HttpResponse:
    """Record a meeting: of the town (or the county) and quarter in the address, or of one's own
    town in this quarter.

    An entry that was sent before, as its `client_uuid` says, is answered with the record that it
    made.
    """
    town, quarter = _town(request), _quarter(request)
    if town is None and not _whole_county(request):
        return _choose(request, quarter, county=True)
    form = MeetingForm(
        request.POST or None, request.FILES or None, town=town, quarter=quarter, user=request.user
    )
    if recorded := form.recorded(Meeting, by=request.user):
        return recorded_before(request, "pairings:meeting_detail", recorded.pk)
    meeting = None
    if form.is_valid():
        meeting = form.run(actions.log, town=town, quarter=quarter.code, by=request.user)
    if meeting:
        messages.success(request, _("The meeting has been recorded."))
        return redirect(back_to(request, reverse("pairings:meeting_detail", args=[meeting.pk])))
    # Sent later, it is still the minutes of this quarter.
    whose = urlencode({"town": town.code if town else COUNTY, "quarter": quarter.code})
    context = _form_context(form, town, quarter) | {"form_url": f"{request.path}?{whose}"}
    return render(request, "pairings/meeting_create.html", context)


@allow("meetings.log")
def meeting_plan(request: SignedInRequest) -> HttpResponse:
    """Plan the meeting of the town (or the county) and quarter in the address."""
    town, quarter = _town(request), _quarter(request)
    if town is None and not _whole_county(request):
        return _choose(request, quarter, county=True)
    form = PlanMeetingForm(request.POST or None, town=town, user=request.user)
    meeting = None
    if form.is_valid():
        meeting = form.run(actions.plan, town=town, quarter=quarter.code, by=request.user)
    if meeting:
        messages.success(request, _("The meeting has been planned."))
        return redirect("pairings:meeting_detail", meeting.pk)
    return render(request, "pairings/meeting_plan.html", _form_context(form, town, quarter))


@allow("meetings.log")
def meeting_skip_quarter(request: SignedInRequest) -> HttpResponse:
    """Record that a town held no meeting in a quarter, and why."""
    town, quarter = _town(request), _quarter(request)
    if town is None:
        return _choose(request, quarter)
    form = SkipForm(request.POST or None)
    meeting = None
    if form.is_valid():
        meeting = form.run(actions.skip_quarter, town=town, quarter=quarter.code, by=request.user)
    if meeting:
        messages.success(request, _("The reason has been recorded."))
        return redirect(back_to(request, reverse("pairings:meeting_detail", args=[meeting.pk])))
    return render(request, "pairings/meeting_skip_quarter.html", _form_context(form, town, quarter))


@allow("meetings.log")
@one_at_a_time
def meeting_hold(request: SignedInRequest, pk: int) -> HttpResponse:
    """Enter the minutes of a meeting that was called."""
    meeting = seen(request, pk)
    form = _form_of(request, meeting)
    if form.recorded(Meeting, by=request.user) == meeting:
        return recorded_before(request, "pairings:meeting_detail", meeting.pk)
    held_meeting = form.run(actions.hold, meeting, by=request.user) if form.is_valid() else None
    if held_meeting:
        messages.success(request, _("The meeting has been recorded."))
        return redirect("pairings:meeting_detail", meeting.pk)
    context = _form_context(form, meeting.town, form.quarter)
    return render(request, "pairings/meeting_hold.html", context, status=form.status)


@allow("meetings.log")
@one_at_a_time
def meeting_update(request: SignedInRequest, pk: int) -> HttpResponse:
    """Correct the minutes of a held meeting, and add to them."""
    meeting = seen(request, pk)
    if meeting.state != Meeting.State.HELD:
        refusal = (
            _("The meeting is “%s” and can't be changed any more.") % meeting.get_state_display()
        )
        return refusal_page(request, refusal, record_url(meeting))
    form = _form_of(request, meeting)
    saved = form.run(actions.change, meeting, by=request.user) if form.is_valid() else None
    if saved:
        messages.success(request, _("The meeting has been saved."))
        return redirect("pairings:meeting_detail", meeting.pk)
    context = _form_context(form, meeting.town, form.quarter) | {"meeting": meeting}
    return render(request, "pairings/meeting_update.html", context, status=form.status)


def seen(request: SignedInRequest, pk: int) -> Meeting:
    """A meeting in sight, or 404."""
    return get_object_or_404(
        Meeting.objects.visible_to(request.user).select_related("town", "entered_by"), pk=pk
    )


def _form_of(request: SignedInRequest, meeting: Meeting) -> MeetingForm:
    """The form over a meeting on file; one of the whole county is the county's to write."""
    require(request.user, meeting.log_permission)
    quarter = actions.quarter_of(meeting)
    given = (request.POST or None, request.FILES or None)
    return MeetingForm(
        *given, instance=meeting, town=meeting.town, quarter=quarter, user=request.user
    )


def _whole_county(request: SignedInRequest) -> bool:
    return request.GET.get("town") == COUNTY and request.user.may("meetings.log_county")


def _town(request: SignedInRequest) -> Town | None:
    """The town in the address; else the user's only one; None where that has to be chosen."""
    towns = Town.objects.visible_to(request.user)
    code = request.GET.get("town")
    if code and not _whole_county(request):
        return get_object_or_404(towns, code=code)
    return None if code else request.user.town


def _quarter(request: SignedInRequest) -> Period:
    """The quarter in the address, else the current one."""
    try:
        requested_quarter = parse_period(request.GET.get("quarter", ""))
    except PeriodError:
        return quarter_of(localdate())
    return requested_quarter if requested_quarter.kind == "quarter" else quarter_of(localdate())


def _choose(request: SignedInRequest, quarter: Period, *, county: bool = False) -> HttpResponse:
    form = ChooseQuarterForm(initial={"quarter": quarter.code}, user=request.user, county=county)
    return render(request, "pairings/meeting_choose.html", {"form": form})


def _form_context(
    form: MeetingForm | PlanMeetingForm | SkipForm, town: Town | None, quarter: Period
) -> dict[str, object]:
    return {
        "form": form,
        "town": town,
        "quarter": quarter,
        "cancel_url": reverse("pairings:meeting_list"),
    }
