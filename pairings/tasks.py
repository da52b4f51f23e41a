"""Celery tasks."""

from celery import shared_task

from accounts.defaults import SYSTEM_USERNAME
from accounts.models import User
from pairings.actions import departure


@shared_task(name="pairings.expire_appointments")
def expire_appointments() -> int:
    """Let terms go whose last day has passed. Sent by beat every hour, so a missed run loses
    nothing.
    """
    return len(departure.expire_all(by=User.objects.get(username=SYSTEM_USERNAME)))
