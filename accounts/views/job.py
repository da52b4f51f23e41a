from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import jobs
from accounts.access import SignedInRequest, allow
from accounts.actions.job import retry_job
from accounts.filters import JobFilters, TechnicalJobFilters
from accounts.lists.listing import Listing
from accounts.models import Job
from accounts.pages import make_move, may_open
from accounts.tables import JobTable, TechnicalJobTable


@require_safe
@allow("accounts.jobs")
def job_list(request: SignedInRequest) -> HttpResponse:
    """Background jobs, latest first."""
    rows = Job.objects.visible_to(request.user).select_related("created_by")
    empty = _("Imports, exports and reports that run in the background are listed here.")
    named = request.user.sees_programme
    table, filters = (JobTable, JobFilters) if named else (TechnicalJobTable, TechnicalJobFilters)
    listing = Listing(
        request, rows, table=table, filters=filters, title=_("Jobs"), empty_text=empty
    )
    return listing.render()


@require_safe
@allow("accounts.jobs")
def job_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One job; for htmx, only its progress."""
    job = get_object_or_404(
        Job.objects.visible_to(request.user).select_related("created_by"), pk=pk
    )
    template = "accounts/_parts/progress.html" if request.htmx else "accounts/job_detail.html"
    page = {
        "job": job,
        "title": jobs.called(job, request.user),
        "error": jobs.why_failed(job, request.user),
        "may_open": may_open(request.user, job.result_url),
    }
    return render(request, template, page)


@require_POST
@allow("accounts.jobs")
def job_retry(request: SignedInRequest, pk: int) -> HttpResponse:
    """Queue a failed job again."""
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    return make_move(
        request, job, retry_job, done=_("Queued again."), to=reverse("accounts:job_list")
    )
