"""Celery tasks."""

import logging

from celery import shared_task
from django.utils import timezone

from reports import actions, summary

logger = logging.getLogger(__name__)


@shared_task(name="reports.issue_due_reports")
def issue_due_reports() -> int:
    """Queue the reports that are due; runs every hour. Returns their number."""
    return len(actions.request_due(timezone.localdate()))


@shared_task(name="reports.refresh_summary")
def refresh_summary() -> int:
    """Recount the summary cells of changed facts; runs every few seconds. Returns the number of
    notes.
    """
    return summary.refresh()


@shared_task(name="reports.rebuild_summary")
def rebuild_summary() -> int:
    """Recount the whole summary; runs every night. Returns the number of differences."""
    wrong = summary.rebuild()
    for difference in wrong:
        logger.warning("the summary differed: %s", difference)
    return len(wrong)
