"""Celery tasks."""

from celery import shared_task

from accounts.defaults import SYSTEM_USERNAME
from accounts.models import User
from officers import actions


@shared_task(name="officers.watch_publicities")
def watch_publicities() -> int:
    """Reckon the last days of notices by the present calendar. Sent by beat every hour; returns how
    many moved.
    """
    return len(actions.recompute_all(by=User.objects.get(username=SYSTEM_USERNAME)))
