"""Actions on reports: request, compute, approve, issue, withdraw, export."""

from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import jobs, moves, trail
from accounts.defaults import SYSTEM_USERNAME
from accounts.jobs import Commit, JobRefused, Progress
from accounts.models import Job, User
from accounts.moves import MoveRefused
from jingyan.papers import PaperError, WorkshopBusy
from jingyan.periods import Period, closed_periods, parse_period
from reports import papers, places
from reports.figures import compute, fingerprint
from reports.models import Figure, Issue
from reports.places import COUNTY, Place, UnknownPlace

KIND = "issue_report"


def request_issue(period: Period, place: Place, *, by: User) -> Job:
    """Queue the computation of a report, or return the job if it is already queued or running."""
    if not by.may("reports.compute"):
        raise PermissionDenied
    return jobs.enqueue(
        KIND,
        key=f"{period}-{place.code}",
        title=f"{period.label_zh()} {place.label} 统计报告",
        by=by,
        params={"period": period.code, "place": place.code},
    )


@jobs.handler(KIND, called=gettext_lazy("Statistical report"))
def compute_issue(job: Job, progress: Progress) -> Commit:
    """Compute a job's report; the returned function saves it and returns the URL of its page."""
    period = parse_period(job.params["period"])
    try:
        place = places.find(job.params["place"])
    except (UnknownPlace, ValueError) as error:
        raise JobRefused(str(error)) from error
    as_of = timezone.now()
    figures = compute(period, place, progress=progress)

    def commit() -> str:
        issue = keep(figures, period=period, place=place, as_of=as_of, by=job.created_by)
        return reverse("reports:issue_detail", args=[issue.pk])

    return commit


def issue_report(period: Period, place: Place, *, by: User) -> Issue:
    """Compute a report in this process, for the command line. Raises PermissionDenied."""
    if not by.may("reports.compute"):
        raise PermissionDenied
    as_of = timezone.now()
    return keep(compute(period, place), period=period, place=place, as_of=as_of, by=by)


def keep(
    figures: list[Figure], *, period: Period, place: Place, as_of: datetime, by: User
) -> Issue:
    """Freeze figures as the next version of their report, or return the latest version if it has
    the same figures or is newer.

    A withdrawn version doesn't count: the same figures then make a new version.
    """
    try:
        return _keep(figures, period, place, as_of, by)
    except IntegrityError:  # another process has just saved this version; now it is visible
        return _keep(figures, period, place, as_of, by)


@transaction.atomic
def _keep(figures: list[Figure], period: Period, place: Place, as_of: datetime, by: User) -> Issue:
    versions = Issue.objects.select_for_update(no_key=True, of=("self",)).filter(
        period=period.code, place=place.code
    )
    last = versions.order_by("-version").first()
    sha256 = fingerprint(figures)
    if (
        last
        and last.state != Issue.State.WITHDRAWN
        and (last.sha256 == sha256 or last.as_of > as_of)
    ):
        return last
    issue = Issue.objects.create(
        period=period.code,
        starts_on=period.start,
        ends_on=period.end,
        town=place.town,
        village=place.village,
        place=place.code,
        version=last.version + 1 if last else 1,
        previous=last,
        as_of=as_of,
        sha256=sha256,
        requested_by=by,
    )
    for figure in figures:
        figure.issue = issue
    Figure.objects.bulk_create(figures)
    trail.write("create", issue, by=by, after=issue.state, changes={"sha256": sha256})
    return issue


def approve(issue: Issue, *, by: User) -> Issue:
    """Approve a report. The leader who approves must not be the user who requested it."""
    return moves.make(issue, "approve", by=by)


def publish(issue: Issue, *, by: User) -> Issue:
    """Issue an approved report."""
    return moves.make(issue, "publish", by=by)


def withdraw(issue: Issue, *, by: User, reason: str = "") -> Issue:
    """Withdraw a report, with a reason; its figures are kept."""
    return moves.make(issue, "withdraw", by=by, reason=reason)


def export(issue: Issue, file_format: str, directory: Path, *, by: User) -> Path:
    """Write a report as a file for download, and record the export in the trail.

    Raises PermissionDenied, or MoveRefused if the file can't be made now. The file is written
    before the trail entry, so that a slow template doesn't block other writers.
    """
    if not by.may("reports.view"):
        raise PermissionDenied
    try:
        path = papers.write(issue, file_format, directory)
    except WorkshopBusy as busy:
        raise MoveRefused(
            _("Other papers are being made at the moment. Try again in a minute.")
        ) from busy
    except PaperError as error:
        raise MoveRefused(
            _("A paper could not be made. Check the template, or go back to the shipped one.")
        ) from error
    trail.write("export", issue, by=by, note=file_format)
    return path


def due_reports(on: date) -> list[Period]:
    """The latest quarter, half-year and year that closed at least REPORT_DELAY_DAYS ago and for
    which the county has no report yet.

    A missed run loses nothing: a report stays due until it exists.
    """
    latest = closed_periods(on - timedelta(days=settings.REPORT_DELAY_DAYS))
    issues = Issue.objects.filter(place=COUNTY, period__in=[period.code for period in latest])
    reported = set(issues.values_list("period", flat=True))
    return [period for period in latest if period.code not in reported]


def request_due(on: date) -> list[Job]:
    """Queue every report that is due, in the name of the system."""
    system = User.objects.get(username=SYSTEM_USERNAME)
    return [request_issue(period, Place(), by=system) for period in due_reports(on)]
