"""Background jobs and the heartbeats of background processes."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models.user import User


class Heartbeat(models.Model):
    """When a background process last reported."""

    name = models.CharField(max_length=20, unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.at:%H:%M:%S}"


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, user: User) -> "JobQuerySet":
        """The user's own jobs; administrators see all, by kind and number (`jobs.called`)."""
        return self if user.may("accounts.users") else self.filter(created_by=user)

    def due(self) -> "JobQuerySet":
        """Queued, or running under a lease that has run out because its worker died."""
        expired = Q(state=Job.State.RUNNING, lease_until__lt=timezone.now())
        return self.filter(Q(state=Job.State.QUEUED) | expired).order_by("pk")


class Job(models.Model):
    """A background job. The row is authoritative; a Celery message only wakes a worker."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Queued")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    kind = models.CharField(_("Kind"), max_length=40)
    key = models.CharField(_("key"), max_length=120)
    params = models.JSONField(default=dict)
    title = models.CharField(pgettext_lazy("job", "title"), max_length=200)
    state = models.CharField(
        _("State"), max_length=8, choices=State, default=State.QUEUED, db_index=True
    )
    lease_token = models.UUIDField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("Attempts"), default=0)
    total = models.PositiveIntegerField(pgettext_lazy("job", "steps"), default=0)
    done = models.PositiveIntegerField(_("steps done"), default=0)
    error = models.TextField(_("Error"), blank=True)
    result_url = models.CharField(_("result"), max_length=200, blank=True)
    created_by = models.ForeignKey(
        User, models.PROTECT, related_name="jobs", verbose_name=_("Started by")
    )
    created_at = models.DateTimeField(_("Queued at"), default=timezone.now)
    finished_at = models.DateTimeField(_("Finished at"), null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("Jobs")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                name="job_waits_once_a_key",
                fields=["kind", "key"],
                condition=Q(state__in=["queued", "running"]),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def percent(self) -> int:
        """Progress from 0 to 100."""
        if self.state == self.State.DONE:
            return 100
        return min(99, self.done * 100 // self.total) if self.total else 0
