"""Celery tasks."""

import logging

from celery import shared_task
from django.utils import timezone

from reports import actions, summary

logger = logging.getLogger(__name__)


@shared_task(name="reports.issue_due_reports")
def issue_due_reports() -> int:
    """Queue the reports of the periods that have closed. Sent by beat every hour; returns how many
    are due.
    """
    return len(actions.request_due(timezone.localdate()))


@shared_task(name="reports.refresh_summary")
def refresh_summary() -> int:
    """Count what has changed into the summary. Sent by beat every few seconds; returns how many
    notes there were.
    """
    return summary.refresh()


@shared_task(name="reports.rebuild_summary")
def rebuild_summary() -> int:
    """Count the whole summary anew, every night; returns how many numbers had differed."""
    wrong = summary.rebuild()
    for difference in wrong:
        logger.warning("the summary differed: %s", difference)
    return len(wrong)
