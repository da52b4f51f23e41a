"""Celery tasks."""

from celery import shared_task

from accounts.defaults import SYSTEM_USERNAME
from accounts.models import User
from officers import actions


@shared_task(name="officers.watch_publicities")
def watch_publicities() -> int:
    """Recalculate the last days of notices by the current calendar. Sent by beat every hour;
    returns how many changed.
    """
    return len(actions.recompute_all(by=User.objects.get(username=SYSTEM_USERNAME)))
