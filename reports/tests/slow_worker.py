"""A worker to be killed: settings of its own over the database under test, and a report that takes seconds.

Started as `celery worker` with DJANGO_SETTINGS_MODULE=reports.tests.slow_worker_settings and this module included.
"""

import time

from accounts import jobs
from accounts.jobs import Commit, Progress
from accounts.models import Job
from reports.actions import compute_issue

KIND = "slow_report"
STEPS = 15
SECONDS = 3.0


@jobs.handler(KIND)
def compute_slowly(job: Job, progress: Progress) -> Commit:
    """The real computation, stretched as a province's facts would stretch it."""
    commit = compute_issue(job, progress)
    for step in range(STEPS):
        progress(step + 1, STEPS)
        time.sleep(SECONDS / STEPS)
    return commit
