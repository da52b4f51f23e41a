"""Settings of the worker that a test kills: the suite's settings, database, and a separate Redis."""

import os

from jingyan.settings_test import *  # noqa: F403
from jingyan.settings_test import CELERY_BEAT_SCHEDULE, DATABASES

DATABASES["default"]["NAME"] = os.environ["DATABASE_UNDER_TEST"]
REDIS_URL = CELERY_BROKER_URL = os.environ["REDIS_UNDER_TEST"]
JOB_LEASE_SECONDS = 2
CELERY_BEAT_SCHEDULE["run due jobs"] |= {"schedule": 0.5, "options": {"expires": 2}}
