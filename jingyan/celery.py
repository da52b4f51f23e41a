"""The Celery application: messages only wake workers, the Job rows say what is to be done."""

import os
from logging.config import dictConfig
from typing import Any

from celery import Celery
from celery.signals import setup_logging
from django.conf import settings
from django_structlog.celery.steps import DjangoStructLogInitStep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jingyan.settings")

app = Celery("jingyan")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add(DjangoStructLogInitStep)


def log_as_the_web_does(**_: Any) -> None:
    """Celery brings no handlers of its own: its lines are scrubbed as all others are."""
    dictConfig(settings.LOGGING)


setup_logging.connect(log_as_the_web_does)
