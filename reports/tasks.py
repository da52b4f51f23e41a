"""Celery tasks."""

from celery import shared_task
from django.utils import timezone

from reports import actions


@shared_task(name="reports.issue_due_reports")
def issue_due_reports() -> int:
    """Queue the reports of the periods that have closed. Sent by beat every hour; returns how many are due."""
    return len(actions.request_due(timezone.localdate()))
