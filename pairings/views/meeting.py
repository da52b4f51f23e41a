"""Pages of the quarterly meetings."""

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SignedInRequest, allow
from accounts.files import serve
from accounts.pages import make_move, make_move_with_reason, record
from jingyan.parsing import FIRST_YEAR, LAST_YEAR
from pairings.actions import meeting as actions
from pairings.actions.meeting_demand import problems_of
from pairings.models import Meeting, MeetingEvidence
from pairings.overviews.meeting_matrix import matrix_of
from pairings.papers.copy_texts import texts_of
from pairings.papers.meeting import held
from pairings.views.meeting_form import seen


@require_safe
@allow("meetings.view")
def meeting_list(request: SignedInRequest) -> HttpResponse:
    """Which town has held which quarter's meeting in one year."""
    today = localdate()
    year_text = request.GET.get("year", "")
    is_year = (
        year_text.isascii()
        and year_text.isdigit()
        and FIRST_YEAR <= int(year_text[:5]) <= LAST_YEAR
    )
    year = int(year_text) if is_year else today.year
    matrix = matrix_of(year, user=request.user, today=today)
    context = {
        "matrix": matrix,
        "previous": year - 1,
        "next": year + 1,
        "may_log": request.user.may("meetings.log"),
    }
    return render(request, "pairings/meeting_list.html", context)


@require_safe
@allow("meetings.view")
def meeting_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = get_object_or_404(
        held(request.user, counted=False).select_related("entered_by"), pk=pk
    )
    context = record(meeting, request.user)
    user = request.user
    in_full = meeting.is_visible_in_full_to(user)
    demands = list(meeting.demands.visible_to(user).select_related("village"))
    may_raise = in_full and meeting.held_on and user.may("demands.raise")
    may_write = user.may(meeting.log_permission)
    context |= {
        "meeting": meeting,
        "in_full": in_full,
        "attendances": (
            meeting.attendances if in_full else meeting.attendances.visible_to(user)
        ).select_related("officer__enterprise"),
        "points": meeting.action_points.visible_to(user).select_related("owner", "officer"),
        "updates": meeting.updates.visible_to(user).select_related(
            "action_point__owner", "action_point__officer"
        ),
        "notes": meeting.notes.visible_to(user).select_related("officer")
        if user.may("meetings.notes")
        else [],
        "demands": demands,
        "problems": problems_of(meeting, user, demands) if may_raise else [],
        "texts": texts_of(meeting) if meeting.held_on and in_full else [],
        "evidence": meeting.evidence.visible_to(user).select_related("uploaded_by"),
        # Holding asks for the minutes, so it has a page of its own.
        "may_hold": any(button.name == "hold" for button in context["moves"]),
        "may_change": may_write and meeting.state == Meeting.State.HELD,
        "moves": [button for button in context["moves"] if button.name != "hold"],
    }
    return render(request, "pairings/meeting_detail.html", context)


@require_POST
@allow("meetings.log")
def meeting_announce(request: SignedInRequest, pk: int) -> HttpResponse:
    """Call a planned meeting."""
    return make_move(request, seen(request, pk), actions.announce)


@require_POST
@allow("meetings.log")
def meeting_skip(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give up a planned meeting, with the reason."""
    return make_move_with_reason(request, seen(request, pk), actions.skip)


@require_POST
@allow("meetings.log")
def meeting_close(request: SignedInRequest, pk: int) -> HttpResponse:
    """Close a held meeting."""
    return make_move(request, seen(request, pk), actions.close, done=_("The minutes are final."))


@require_safe
@allow("meetings.view")
def meeting_evidence_download(request: SignedInRequest, pk: int) -> FileResponse:
    """A file of a meeting: saved, or small for a page."""
    return serve(
        request, get_object_or_404(MeetingEvidence.objects.visible_to(request.user), pk=pk)
    )
