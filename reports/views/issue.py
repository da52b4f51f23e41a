"""Pages: the workbench, the dashboard, reports and their figures, the data check."""

import tempfile
from pathlib import Path

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import jobs, notices
from accounts.access import SignedInRequest, allow
from accounts.lists.listing import Listing
from accounts.models import Job, Notice
from accounts.moves import MoveRefused
from accounts.pages import (
    form_page,
    make_move,
    make_move_with_reason,
    record,
    record_url,
    refusal_page,
)
from jingyan.periods import parse_period
from reports import actions, facts, papers, places
from reports import dashboard as board
from reports.checks import Eye, glance
from reports.desk import days_of_month, done_by, kinds_of, started_by, waiting_for
from reports.figures import frozen
from reports.filters import IssueFilters
from reports.forms import IssueForm, OutlookForm
from reports.models import Figure, Issue
from reports.parts import grouped
from reports.summary import STATES
from reports.tables import IssueTable

FACTS_A_PAGE = 50
FINDINGS_SHOWN = 20
FINDINGS_COUNTED = 1_000
JOBS_SHOWN = 5
NOTICES_SHOWN = 5


@require_safe
@allow("accounts.home")
def home(request: SignedInRequest) -> HttpResponse:
    """The workbench of the user. Users who approve reports are redirected to the dashboard."""
    user = request.user
    if user.may("reports.approve"):
        return redirect("reports:dashboard")
    unread = Notice.objects.visible_to(user).unread()[:NOTICES_SHOWN] if user.unread_notices else []
    today = timezone.localdate()
    waiting = waiting_for(user)
    under_way = Job.objects.visible_to(user).exclude(state=Job.State.DONE)
    context = {
        "today": today,
        "waiting": waiting,
        "kinds": kinds_of(waiting),
        "started": started_by(user),
        "done": done_by(user),
        "days": days_of_month(user, today),
        "told": notices.notice_texts(unread),
        "jobs": [(job, jobs.called(job, user)) for job in under_way[:JOBS_SHOWN]],
    }
    return render(request, "reports/home.html", context)


@require_safe
@allow("reports.dashboard")
def dashboard(request: SignedInRequest) -> HttpResponse:
    """The programme today, and its outcomes in a period."""
    form = OutlookForm(request.GET or None, user=request.user)
    period, place = form.outlook()
    pictures = [board.grades_picture(place, request.user), board.meetings_picture(period, place)]
    waiting = waiting_for(request.user) if request.user.may("reports.approve") else []
    context = {
        "form": form,
        "period": period,
        "place": place,
        "standing": board.standing(place, request.user),
        "pictures": [picture for picture in pictures if picture],
        "states": [state.label for state in STATES],
        "lines": board.outcome_lines(period, place),
        "waiting": waiting,
        "kinds": kinds_of(waiting),
    }
    return render(request, "reports/dashboard.html", context)


@require_safe
@allow("reports.view")
def check_list(request: SignedInRequest) -> HttpResponse:
    """The data check on the records that the user sees."""
    results = list(glance(Eye(request.user), FINDINGS_COUNTED + 1))
    broken = [result for result in results if result.findings]
    context = {
        "broken": [
            (result, result.findings[:FINDINGS_SHOWN], len(result.findings)) for result in broken
        ],
        "most": FINDINGS_COUNTED,
        "held": [result.rule for result in results if not result.findings],
    }
    return render(request, "reports/check_list.html", context)


@require_safe
@allow("reports.view")
def issue_list(request: SignedInRequest) -> HttpResponse:
    """All reports, version by version."""
    rows = Issue.objects.visible_to(request.user).select_related(
        "town", "village__town", "requested_by"
    )
    listing = Listing(
        request,
        rows,
        table=IssueTable,
        filters=IssueFilters,
        title=_("Reports"),
        create_url=reverse("reports:issue_create") if request.user.may("reports.compute") else "",
        create_label=_("Compute a report"),
        empty_text=_("A quarter's report is computed automatically a few days after it closes."),
    )
    return listing.render()


@allow("reports.compute")
def issue_create(request: SignedInRequest) -> HttpResponse:
    """Request a report; a worker computes it."""
    form = IssueForm(request.POST or None, user=request.user)
    if form.is_valid():
        job = actions.request_issue(
            form.cleaned_data["span"], form.cleaned_data["where"], by=request.user
        )
        if job.created_by == request.user:
            return redirect("accounts:job_detail", job.pk)
        messages.info(
            request,
            _("Someone else has already requested this report. It will appear in this list."),
        )
        return redirect("reports:issue_list")
    return form_page(
        request,
        form,
        title=_("Compute a report"),
        parents=[(_("Reports"), reverse("reports:issue_list"))],
        submit_label=_("Compute"),
    )


def _get_issue(request: SignedInRequest, pk: int) -> Issue:
    rows = Issue.objects.visible_to(request.user).select_related(
        "town", "village__town", "requested_by", "previous"
    )
    return get_object_or_404(rows, pk=pk)


@require_safe
@allow("reports.view")
def issue_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One report: its figures by part, and the moves that the user may make."""
    issue = _get_issue(request, pk)
    context = {
        "issue": issue,
        "label": parse_period(issue.period).label(),
        "place": places.of_issue(issue),
        "parts": grouped(frozen(Figure.objects.visible_to(request.user).filter(issue=issue))),
        "formats": list(papers.FORMATS),
        "followers": Issue.objects.visible_to(request.user).filter(previous=issue),
        **record(issue, request.user),
    }
    return render(request, "reports/issue_detail.html", context)


@require_safe
@allow("reports.view")
def issue_file(request: SignedInRequest, pk: int, file_format: str) -> HttpResponse:
    """A report as a file."""
    issue = _get_issue(request, pk)
    if file_format not in papers.FORMATS:
        raise Http404(f"reports are written as {', '.join(papers.FORMATS)}")
    with tempfile.TemporaryDirectory() as directory:
        try:
            path = actions.export(issue, file_format, Path(directory), by=request.user)
        except MoveRefused as refusal:
            return refusal_page(request, refusal, record_url(issue))
        content = path.read_bytes()
    response = HttpResponse(content, content_type=papers.CONTENT_TYPES[file_format])
    response["Content-Disposition"] = f'attachment; filename="{path.name}"'
    return response


@require_POST
@allow("reports.approve")
def issue_approve(request: SignedInRequest, pk: int) -> HttpResponse:
    """Approve a report."""
    return make_move(
        request, _get_issue(request, pk), actions.approve, done=_("The report is approved.")
    )


@require_POST
@allow("reports.issue")
def issue_publish(request: SignedInRequest, pk: int) -> HttpResponse:
    """Issue an approved report."""
    return make_move(
        request, _get_issue(request, pk), actions.publish, done=_("The report is issued.")
    )


@require_POST
@allow("reports.issue")
def issue_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Withdraw a report."""
    return make_move_with_reason(
        request, _get_issue(request, pk), actions.withdraw, done=_("The report is withdrawn.")
    )


@require_safe
@allow("reports.view")
def figure_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One figure and a page of the facts behind it that the user sees."""
    figures = Figure.objects.visible_to(request.user)
    figure = get_object_or_404(
        figures.select_related("metric", "issue__town", "issue__village__town"), pk=pk
    )
    page = Paginator(figure.facts, FACTS_A_PAGE).get_page(request.GET.get("page"))
    sources = facts.load(page.object_list, figure.metric, user=request.user)
    context = {
        "figure": figure,
        "issue": figure.issue,
        "label": parse_period(figure.issue.period).label(),
        "place": places.of_issue(figure.issue),
        "facts": sources,
        "hidden": len(page.object_list) - len(sources),
        "page": page,
    }
    return render(request, "reports/figure_detail.html", context)
