from django.db import transaction
from django.utils.translation import gettext as _

from accounts import jobs, trail
from accounts.models import Job, User
from accounts.moves import MoveRefused


@transaction.atomic
def retry_job(job: Job, *, by: User) -> Job:
    """Queue a failed job again; the failed row stays as it is."""
    if job.state != Job.State.FAILED:
        raise MoveRefused(
            _("Only a failed job can be queued again; this one is “%s”.") % job.get_state_display()
        )
    again = jobs.retry(job)
    trail.write("job_retry", job, by=by)
    return again
