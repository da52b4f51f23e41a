"""Pages of the quarterly meetings."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SignedInRequest, allow, one_at_a_time
from accounts.models import Town
from accounts.pages import back_to, make_move, record
from jingyan.parsing import FIRST_YEAR, LAST_YEAR
from jingyan.periods import Period, PeriodError, parse_period, quarter_of
from pairings.actions import meeting as actions
from pairings.forms import ChooseQuarterForm, MeetingForm, SkipForm
from pairings.matrix import matrix_of
from pairings.models import Meeting


def _seen(request: SignedInRequest, pk: int) -> Meeting:
    return get_object_or_404(Meeting.objects.visible_to(request.user).select_related("town", "entered_by"), pk=pk)


@require_safe
@allow("meetings.view")
def meeting_list(request: SignedInRequest) -> HttpResponse:
    """Which town has held which quarter's meeting in one year."""
    today = localdate()
    asked = request.GET.get("year", "")
    known = asked.isascii() and asked.isdigit() and FIRST_YEAR <= int(asked[:5]) <= LAST_YEAR
    year = int(asked) if known else today.year
    matrix = matrix_of(year, user=request.user, today=today)
    context = {"matrix": matrix, "previous": year - 1, "next": year + 1, "may_log": request.user.may("meetings.log")}
    return render(request, "pairings/meeting_list.html", context)


@allow("meetings.log")
def meeting_create(request: SignedInRequest) -> HttpResponse:
    """Record a meeting: of the town and quarter in the address, or of one's own town in this quarter."""
    town, quarter = _town(request), _quarter(request)
    if town is None:
        return _choose(request, quarter)
    form = MeetingForm(request.POST or None, town=town, quarter=quarter, user=request.user)
    meeting = None
    if form.is_valid():
        meeting = form.run(actions.log, town=town, quarter=quarter.code, by=request.user)
    if meeting:
        messages.success(request, _("The meeting has been recorded."))
        return redirect(back_to(request, reverse("pairings:meeting_detail", args=[meeting.pk])))
    return render(request, "pairings/meeting_create.html", _form_context(form, town, quarter))


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


@require_safe
@allow("meetings.view")
def meeting_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One meeting."""
    meeting = _seen(request, pk)
    context = record(meeting, request.user)
    hold = Meeting.MOVES["hold"]
    context |= {
        "meeting": meeting,
        "attendances": meeting.attendances.select_related("officer__enterprise"),
        # Holding asks for the minutes, so it has a page of its own.
        "may_hold": meeting.town and any(button.move is hold for button in context["moves"]),
        "moves": [button for button in context["moves"] if button.move is not hold],
    }
    return render(request, "pairings/meeting_detail.html", context)


@allow("meetings.log")
@one_at_a_time
def meeting_hold(request: SignedInRequest, pk: int) -> HttpResponse:
    """Enter the minutes of a meeting that was called."""
    meeting = _seen(request, pk)
    town, quarter = (
        get_object_or_404(Town.objects.visible_to(request.user), pk=meeting.town_id),
        actions.quarter_of(meeting),
    )
    form = MeetingForm(request.POST or None, instance=meeting, town=town, quarter=quarter, user=request.user)
    held = form.run(actions.hold, meeting, by=request.user) if form.is_valid() else None
    if held:
        messages.success(request, _("The meeting has been recorded."))
        return redirect("pairings:meeting_detail", meeting.pk)
    return render(request, "pairings/meeting_hold.html", _form_context(form, town, quarter), status=form.status)


@require_POST
@allow("meetings.log")
def meeting_announce(request: SignedInRequest, pk: int) -> HttpResponse:
    """Call a planned meeting."""
    return make_move(request, _seen(request, pk), actions.announce)


@require_POST
@allow("meetings.log")
def meeting_skip(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give up a planned meeting, with the reason."""
    return make_move(request, _seen(request, pk), actions.skip)


@require_POST
@allow("meetings.log")
def meeting_close(request: SignedInRequest, pk: int) -> HttpResponse:
    """Close a held meeting."""
    return make_move(request, _seen(request, pk), actions.close, done=_("The minutes are final."))


def _town(request: SignedInRequest) -> Town | None:
    """The town in the address; else the user's only one; None where that has to be chosen."""
    towns = Town.objects.visible_to(request.user)
    if code := request.GET.get("town"):
        return get_object_or_404(towns, code=code)
    return request.user.town


def _quarter(request: SignedInRequest) -> Period:
    """The quarter in the address, else the current one."""
    try:
        asked = parse_period(request.GET.get("quarter", ""))
    except PeriodError:
        return quarter_of(localdate())
    return asked if asked.kind == "quarter" else quarter_of(localdate())


def _choose(request: SignedInRequest, quarter: Period) -> HttpResponse:
    form = ChooseQuarterForm(initial={"quarter": quarter.code}, user=request.user)
    return render(request, "pairings/meeting_choose.html", {"form": form})


def _form_context(form: MeetingForm | SkipForm, town: Town, quarter: Period) -> dict[str, object]:
    return {"form": form, "town": town, "quarter": quarter, "cancel_url": reverse("pairings:meeting_list")}
