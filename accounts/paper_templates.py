"""The office's own Word templates: uploaded, checked by a job in a limited process, then used or
refused.

Only the job opens an upload, and the previous template stays in use until the check accepts it.
"""

from functools import partial

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from accounts import jobs, trail
from accounts.jobs import Commit, JobRefused, Progress
from accounts.models import PAPERS_KEPT_FOR, Job, PaperTemplate, User
from accounts.papers import KINDS, PaperKind
from jingyan.papers import check_template, shipped
from jingyan.papers.checking import placeholders
from jingyan.uploads import Upload

KIND = "check_template"


def placeholders_of(kind: PaperKind) -> list[str]:
    """The placeholders of the shipped template, then the available ones that it doesn't use."""
    marks = placeholders(shipped(kind.key))
    return marks + [
        f"{{{{ {name} }}}}" for name in kind.sample if not any(name in mark for mark in marks)
    ]


@transaction.atomic
def stage(kind: PaperKind, upload: Upload, *, by: User) -> Job:
    """Store an uploaded template and queue its check; it replaces a waiting upload of the same
    paper.
    """
    _may_replace(by)
    _forget_unaccepted(kind)
    row = PaperTemplate(
        paper=kind.key,
        name=upload.name,
        content=upload.content,
        sha256=upload.sha256,
        uploaded_by=by,
    )
    row.state, row.in_use = PaperTemplate.State.CHECKING, False
    row.save()
    title = _("Check of a template: %s") % kind.label
    params = {"template": row.pk, "language": get_language()}
    row.job = jobs.enqueue(KIND, key=str(row.pk), title=title, by=by, params=params)
    row.save(update_fields=["job"])
    return row.job


@jobs.handler(KIND)
def check(job: Job, progress: Progress) -> Commit:
    """Check an uploaded template; the commit puts it in use, or stores its faults."""
    with override(job.params["language"]):
        row = PaperTemplate.objects.filter(
            pk=job.params["template"], state=PaperTemplate.State.CHECKING
        ).first()
        if row is None or not job.created_by.may("accounts.paper_templates"):
            raise _overtaken()
        progress(0, 1)
        try:
            check_template(bytes(row.content), KINDS[row.paper].sample)
        except ValidationError as refusal:
            return partial(_decide, job, refusal.messages)
        return partial(_decide, job, [])


def _decide(job: Job, faults: list[str]) -> str:
    """Put a checked template in use, or store its faults; returns the URL of its page."""
    waiting = PaperTemplate.objects.filter(state=PaperTemplate.State.CHECKING)
    row = waiting.select_for_update(no_key=True).filter(pk=job.params["template"]).first()
    if row is None:
        with override(job.params["language"]):
            raise _overtaken()
    if faults:
        row.state, row.faults, row.content = PaperTemplate.State.REFUSED, faults, b""
    else:
        _set_aside(KINDS[row.paper])
        row.state, row.in_use = PaperTemplate.State.ACCEPTED, True
        trail.write(
            "paper_template",
            row,
            by=job.created_by,
            changes={"paper": row.paper, "sha256": row.sha256},
        )
    row.save()
    return reverse("accounts:paper_template", args=[row.paper])


@trail.together()
def take_shipped_back(kind: PaperKind, *, by: User) -> None:
    """Use the shipped template again; the office's own stays on record."""
    _may_replace(by)
    _forget_unaccepted(kind)
    for row in _set_aside(kind):
        trail.write("paper_template_back", row, by=by, changes={"paper": kind.key})


def drop_expired() -> int:
    """Delete expired uploads that were never in use; returns how many."""
    return (
        PaperTemplate.objects.unaccepted()
        .filter(uploaded_at__lte=timezone.now() - PAPERS_KEPT_FOR)
        .delete()[0]
    )


def _may_replace(user: User) -> None:
    if not user.may("accounts.paper_templates"):
        raise PermissionDenied


def _forget_unaccepted(kind: PaperKind) -> None:
    PaperTemplate.objects.unaccepted().filter(paper=kind.key).delete()


def _set_aside(kind: PaperKind) -> list[PaperTemplate]:
    rows = list(
        PaperTemplate.objects.select_for_update(no_key=True).filter(paper=kind.key, in_use=True)
    )
    for row in rows:
        row.in_use = False
        row.save(update_fields=["in_use"])
    return rows


def _overtaken() -> JobRefused:
    return JobRefused(
        _(
            "This upload is no longer kept, or another one took its place. Upload the template "
            "again."
        )
    )
