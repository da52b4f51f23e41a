"""Long ledgers as files: a job takes the rows from the ledger's own view, as the requesting user.

The view checks permission and visible rows again when the job runs, not when it was queued.
"""

import hashlib
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.http import Http404, HttpRequest, QueryDict
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import jobs, trail
from accounts.access import require
from accounts.jobs import Commit, JobRefused, Progress
from accounts.lists.listing import Listing, ListingPage
from accounts.models import ExportFile, Job, User
from accounts.moves import MoveRefused
from jingyan.exports import CONTENT_TYPES, EXPORT_BEHIND_UP_TO, as_bytes, file_name

KIND = "export_list"


def request_export(address: str, title: str, file_format: str, *, by: User) -> Job:
    """Queue an export of the ledger at `address`. Raises MoveRefused while another export of the
    same user runs.
    """
    require(by, "accounts.exports")
    parts = urlsplit(address)
    match = _page(parts.path)
    require(by, _permission_of(match))
    if file_format not in CONTENT_TYPES:
        raise MoveRefused(_("Ledgers are written as %s.") % "、".join(CONTENT_TYPES))
    language = translation.get_language()
    params = {"path": parts.path, "query": parts.query, "format": file_format, "language": language}
    job = jobs.enqueue(
        KIND, key=str(by.pk), title=_("Export: %s") % title[:100], by=by, params=params
    )
    if job.params != params:
        raise MoveRefused(
            _("Your last export is still being written. Start the next one when it is finished.")
        )
    return job


def _page(path: str) -> ResolverMatch:
    """The match of `path`. Raises MoveRefused unless its view is behind `@allow`."""
    try:
        match = resolve(path)
    except Resolver404:
        match = None
    if match is None or not _permission_of(match):
        raise MoveRefused(_("This page is not a list that can be exported."))
    return match


def _permission_of(match: ResolverMatch) -> str:
    permission: str = getattr(match.func, "permission", "")
    return permission


@jobs.handler(KIND, called=gettext_lazy("Export"))
def export_list(job: Job, progress: Progress) -> Commit:
    """Write the file; the commit stores it."""
    match = _page(job.params["path"])
    with translation.override(job.params["language"]):
        listing = _listing(job, match)
        rows = listing.rows.count()
        if rows > EXPORT_BEHIND_UP_TO:
            raise JobRefused(
                _("An export holds at most %d rows. Narrow the conditions.") % EXPORT_BEHIND_UP_TO
            )
        title, file_format = str(listing.title), job.params["format"]
        content = as_bytes(
            listing.table, title, file_format, progress=lambda done: progress(done, rows)
        )
        name = file_name(title, file_format)
    return lambda: _keep(job, match, title=title, name=name, content=content, rows=rows)


def _listing(job: Job, match: ResolverMatch) -> Listing:
    """The listing of the ledger's own view, as the requesting user sees it."""
    try:
        page = match.func(_ledger_request(job, match), *match.args, **match.kwargs)
    except (PermissionDenied, Http404) as refused:
        raise JobRefused(_("You may no longer open this page.")) from refused
    if not isinstance(page, ListingPage):
        raise JobRefused(_("This page is not a ledger."))
    return page.listing


def _ledger_request(job: Job, match: ResolverMatch) -> HttpRequest:
    """The request that the user's browser would send."""
    request = HttpRequest()
    request.method, request.path, request.path_info = "GET", job.params["path"], job.params["path"]
    request.META |= {
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "QUERY_STRING": job.params["query"],
    }
    # As asked for, and as a page: neither the view that opens first nor a file.
    query = QueryDict(job.params["query"], mutable=True)
    query["view"] = query["export"] = ""
    attributes: Any = request
    attributes.GET, attributes.htmx, attributes.session = query, False, {}
    attributes.user, attributes.resolver_match = job.created_by, match
    return request


def _keep(
    job: Job, match: ResolverMatch, *, title: str, name: str, content: bytes, rows: int
) -> str:
    user, sha256 = job.created_by, hashlib.sha256(content).hexdigest()
    file = ExportFile(
        title=title[:100],
        name=name[:200],
        file_format=job.params["format"],
        rows=rows,
        size=len(content),
        sha256=sha256,
        created_by=user,
        role=user.role,
        town=user.town,
        permission=_permission_of(match),
    )
    file.file.save(f"{file.pk}.bin", ContentFile(content))
    changes = {
        "address": f"{job.params['path']}?{job.params['query']}"[:500],
        "rows": rows,
        "sha256": sha256,
    }
    trail.write("export", None, by=user, note=f"{title}: {rows}", changes=changes)
    return reverse("accounts:export_list")


def drop_expired() -> int:
    """Delete expired files; returns how many."""
    expired = list(ExportFile.objects.expired())
    for row in expired:
        row.file.delete(save=False)
        row.delete()
    return len(expired)
