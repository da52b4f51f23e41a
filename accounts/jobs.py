"""Background jobs. The Job row is authoritative; the message to a worker is only a wake-up.

A job runs in two steps. Its handler computes, reporting progress, and returns a function that
writes the result; that function and the job's end are committed together by the worker that still
holds the lease. If a worker dies, its lease expires, another worker restarts the job, and exactly
one result is written.
"""

import logging
import threading
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import notices, trail
from accounts.models import Heartbeat, Job, User, acting, dictionaries_remembered, one_act
from jingyan.celery import app
from jingyan.lazy_text import LazyText

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=settings.JOB_LEASE_SECONDS)
MAX_ATTEMPTS = 3

Commit = Callable[[], str]


class LeaseLost(Exception):
    """Another worker has taken the job over: stop, and write nothing."""


class JobRefused(Exception):
    """The data don't allow the job, so a retry would not help. The message is shown to the user."""


class Instead(Exception):
    """Raised by a commit whose result must not stay: its transaction is rolled back, and `commit`
    runs in its place.

    The whole transaction is rolled back rather than a savepoint, since it may hold thousands of
    rows.
    """

    def __init__(self, commit: Commit) -> None:
        super().__init__()
        self.commit = commit


class Progress:
    """Reports a handler's progress. Each call also renews the lease."""

    def __init__(self, job: Job) -> None:
        self.job = job

    def __call__(self, done: int, total: int) -> None:
        """Record that `done` of `total` steps are done. Raises LeaseLost if another worker has the
        job.
        """
        ours = Job.objects.filter(
            pk=self.job.pk, lease_token=self.job.lease_token, state=Job.State.RUNNING
        )
        if not ours.update(done=done, total=total, lease_until=timezone.now() + LEASE):
            raise LeaseLost(self.job.pk)

    def hold(self) -> None:
        """Lock the job until the end of the transaction, so that no other worker takes it over.
        Raises LeaseLost.
        """
        _hold(self.job)


Handler = Callable[[Job, Progress], Commit]
HANDLERS: dict[str, Handler] = {}
# The name of each kind, shown to users who must not read the job's title.
KINDS: dict[str, str | LazyText] = {}


def handler(kind: str, *, called: str | LazyText = "") -> Callable[[Handler], Handler]:
    """Register the handler of this kind of job. The handler returns a function that writes the
    result and returns its URL.
    """

    def register(function: Handler) -> Handler:
        HANDLERS[kind] = function
        KINDS[kind] = called or _("Background job")
        return function

    return register


def called(job: Job, user: User) -> str:
    """The title of a job, or its kind and number if `user` doesn't see the programme's records."""
    if user.sees_programme:
        return job.title
    kind = KINDS.get(job.kind, _("Background job"))
    return f"{kind} {job.pk}"


def why_failed(job: Job, user: User) -> str:
    """Why a job failed, as far as `user` may know it."""
    if user.sees_programme or job.created_by_id == user.pk:
        return job.error
    return gettext("The user who started the job sees the reason; the worker's log says more.")


def enqueue(
    kind: str, *, key: str, title: str, by: User, params: dict[str, Any] | None = None
) -> Job:
    """Queue a job, or return the one of the same kind and key that is queued or running."""
    try:
        with transaction.atomic():
            job = Job.objects.create(
                kind=kind, key=key, title=title, created_by=by, params=params or {}
            )
    except IntegrityError:
        job = Job.objects.get(kind=kind, key=key, state__in=[Job.State.QUEUED, Job.State.RUNNING])
    transaction.on_commit(wake)
    return job


@transaction.atomic
def claim() -> Job | None:
    """Take the oldest due job under a new lease; None if there is none."""
    job = Job.objects.due().select_for_update(no_key=True, skip_locked=True).first()
    if job is None:
        return None
    job.attempts += 1
    job.lease_token, job.lease_until = uuid.uuid4(), timezone.now() + LEASE
    job.state = Job.State.RUNNING
    if job.attempts > MAX_ATTEMPTS:
        job.state, job.finished_at = Job.State.FAILED, timezone.now()
        job.error = job.error or "Every attempt was cut off before its end."
        _notify_starter(job)
    job.save()
    return job


@dictionaries_remembered()
@one_act()
def run(job: Job) -> None:
    """Run a claimed job and commit its result. Never raises: the row records any failure."""
    try:
        commit = HANDLERS[job.kind](job, Progress(job))
        try:
            _finish(job, commit)
        except Instead as other:
            _finish(job, other.commit)
    except LeaseLost:
        logger.warning("job %s: lease lost, left to its new worker", job.pk)
    except JobRefused as refusal:
        _fail(job, str(refusal), final=True)
    except Exception:
        logger.exception("job %s failed", job.pk)
        _fail(
            job,
            "Unexpected error; the log of the worker says more.",
            final=job.attempts >= MAX_ATTEMPTS,
        )


def run_due() -> int:
    """Run all due jobs, oldest first; returns how many. Called by the worker's task."""
    count = 0
    Heartbeat.objects.update_or_create(name="worker", defaults={"at": timezone.now()})
    while job := claim():
        if job.state == Job.State.RUNNING:
            run(job)
            count += 1
    return count


def retry(job: Job) -> Job:
    """Queue a failed job again for the user who started it, so that what it may read and whom it
    notifies stay the same.
    """
    return enqueue(job.kind, key=job.key, title=job.title, by=job.created_by, params=job.params)


def _finish(job: Job, commit: Commit) -> None:
    """Write the result and the end of the job in one transaction."""
    with trail.together(), acting(job.created_by):
        _hold(job)
        job.result_url = commit()
        _end(job, Job.State.DONE)


def _hold(job: Job) -> None:
    own_job = Job.objects.select_for_update(no_key=True).filter(
        pk=job.pk, lease_token=job.lease_token, state=Job.State.RUNNING
    )
    if not own_job.exists():
        raise LeaseLost(job.pk)


def _end(job: Job, state: Job.State) -> None:
    job.state, job.finished_at, job.lease_until = state, timezone.now(), None
    job.save(update_fields=["state", "finished_at", "lease_until", "error", "result_url"])
    _notify_starter(job)


def _notify_starter(job: Job) -> None:
    """Notify the user who started the job that it has ended, once."""
    way = ("accounts:job_detail", job.pk)
    notices.notify(
        [job.created_by], kind=f"job_{job.state}", key=f"job:{job.pk}", url=way, title=job.title
    )


@transaction.atomic
def _fail(job: Job, error: str, *, final: bool) -> None:
    try:
        _hold(job)
    except LeaseLost:
        return
    job.error = error
    if final:
        _end(job, Job.State.FAILED)
    else:
        job.state, job.lease_until = Job.State.QUEUED, None
        job.save(update_fields=["state", "lease_until", "error"])


class Waker:
    """Wakes the workers from a thread of its own, so that a hanging broker can't block a page."""

    def __init__(self) -> None:
        self.due = threading.Event()
        self.lock = threading.Lock()
        self.thread: threading.Thread | None = None

    def signal(self) -> None:
        """Have one message sent; signals during its sending are merged into one more."""
        with self.lock:
            # Started lazily, and again after a fork, which threads don't survive.
            if self.thread is None or not self.thread.is_alive():
                self.thread = threading.Thread(target=self._send, name="job-waker", daemon=True)
                self.thread.start()
        self.due.set()

    def _send(self) -> None:
        while True:
            self.due.wait()
            self.due.clear()
            try:
                app.send_task("accounts.run_due_jobs", retry=False, expires=60)
            except Exception as error:  # beat polls the table anyway
                logger.warning("no wake-up sent: %s", type(error).__name__)


_waker = Waker()


def wake() -> None:
    """Ask the workers to look at the Job table now. Never blocks, even if the broker hangs."""
    if settings.CELERY_BROKER_URL:
        _waker.signal()
