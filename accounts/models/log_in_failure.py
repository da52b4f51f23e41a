"""Wrong passwords and codes, as far as they count towards a lock-out."""

from django.db import models
from django.db.models import Q
from django.utils import timezone


class LogInFailureQuerySet(models.QuerySet["LogInFailure"]):
    def like(self, failure: "LogInFailure", limit: str) -> "LogInFailureQuerySet":
        """Failures that count together with `failure` under a limit of `settings.LOG_IN_LIMITS`."""
        by_name, by_address = Q(name=failure.name), Q(address=failure.address)
        counted_together = {
            "user_and_address": by_name & by_address,
            "user": by_name,
            "code": by_name & Q(kind=LogInFailure.Kind.CODE),
            "address": by_address,
        }
        return self.filter(counted_together[limit])


class LogInFailure(models.Model):
    """A password or code that was wrong, or that is being checked at this moment.

    It is written before the check and deleted when the check succeeds: of many simultaneous
    guesses, no more are checked than the limits allow. The name is a keyed hash: a password or an
    ID number may have been typed for it.
    """

    class Kind(models.TextChoices):
        PASSWORD = "password"  # noqa: S105
        CODE = "code"

    name = models.CharField(max_length=64)
    address = models.CharField(max_length=50)
    kind = models.CharField(max_length=8, choices=Kind)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = LogInFailureQuerySet.as_manager()

    class Meta:
        app_label = "accounts"
        indexes = [
            models.Index(fields=["name", "at"], name="log_in_failures_of_a_name"),
            models.Index(fields=["address", "at"], name="log_in_failures_of_an_address"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"
