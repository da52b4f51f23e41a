"""Celery tasks."""

from celery import shared_task
from django.utils import timezone

from accounts import jobs
from accounts.models import Heartbeat


@shared_task(name="accounts.run_due_jobs")
def run_due_jobs() -> int:
    """Run what waits. Beat sends this every few seconds, so a lost wake-up loses nothing."""
    Heartbeat.objects.update_or_create(name="beat", defaults={"at": timezone.now()})
    return jobs.run_due()
