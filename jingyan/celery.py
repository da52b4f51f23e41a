"""The Celery application: messages only wake workers, the Job rows say what is to be done."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jingyan.settings")

app = Celery("jingyan")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
