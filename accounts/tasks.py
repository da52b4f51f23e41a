"""Celery tasks."""

from celery import shared_task
from django.utils import timezone

from accounts import drafts, jobs, notices, paper_templates, papers
from accounts.actions import verification
from accounts.lists import exporting
from accounts.models import Heartbeat
from accounts.registers import importing


@shared_task(name="accounts.run_due_jobs")
def run_due_jobs(*, by_beat: bool = False) -> int:
    """Run due jobs. Beat sends this every few seconds, so a lost wake-up loses nothing."""
    if by_beat:
        Heartbeat.objects.update_or_create(name="beat", defaults={"at": timezone.now()})
    return jobs.run_due()


@shared_task(name="accounts.drop_expired_files")
def drop_expired_files() -> int:
    """Delete expired workbooks, papers, templates, exports and drafts; returns how many."""
    return sum(
        kind.drop_expired() for kind in (importing, papers, paper_templates, exporting, drafts)
    )


@shared_task(name="accounts.send_due_notices")
def send_due_notices() -> int:
    """Send notices that have fallen due and were not sent yet; returns how many."""
    return notices.send_due(timezone.localdate())


@shared_task(name="accounts.verify_trail")
def verify_trail() -> int:
    """Queue the verification of the trail. Sent by beat every night; returns the key of its job."""
    return verification.request_nightly().pk
