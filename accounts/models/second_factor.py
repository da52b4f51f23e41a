"""A second factor: an app on the user's phone, and codes on paper for the day on which the phone is
lost.
"""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from jingyan.crypto import EncryptedField

if TYPE_CHECKING:
    from accounts.models.user import User


class SecondFactorQuerySet(models.QuerySet["SecondFactor"]):
    """Second factors."""

    def of(self, user: "User") -> "SecondFactorQuerySet":
        """The user's own, in use or not yet."""
        return self.filter(user=user)

    def in_use(self) -> "SecondFactorQuerySet":
        """Those that a code has proved."""
        return self.exclude(confirmed_at=None)

    def waiting(self) -> "SecondFactorQuerySet":
        """Those that no code has proved yet."""
        return self.filter(confirmed_at=None)


class SecondFactor(models.Model):
    """The secret that an app and the system share, sealed; asked for at log-in once a code has
    proved it.

    A model of our own, since django-otp's keeps the secret in clear; the arithmetic is
    django-otp's.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="second_factor"
    )
    # Base32, as apps take it when it is typed.
    secret = EncryptedField()
    confirmed_at = models.DateTimeField(_("In use since"), null=True)
    # The time step of the last code that was accepted: no code opens twice.
    last_step = models.BigIntegerField(default=-1)

    objects = SecondFactorQuerySet.as_manager()

    class Meta:
        app_label = "accounts"
        verbose_name = _("Second factor")
        verbose_name_plural = _("second factors")

    def __str__(self) -> str:
        return f"{self.user_id}"


class RecoveryCode(models.Model):
    """A code on paper, good for one log-in; only its keyed hash is kept."""

    factor = models.ForeignKey(SecondFactor, models.CASCADE, related_name="codes")
    digest = models.CharField(max_length=64)

    class Meta:
        app_label = "accounts"
        constraints = [
            models.UniqueConstraint(name="recovery_code_once", fields=["factor", "digest"])
        ]

    def __str__(self) -> str:
        return f"{self.factor_id}"
