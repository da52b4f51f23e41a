"""The second factor: an app on the user's phone, and recovery codes on paper in case it is lost."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from jingyan.crypto import EncryptedField

if TYPE_CHECKING:
    from accounts.models.user import User


class SecondFactorQuerySet(models.QuerySet["SecondFactor"]):
    def of(self, user: "User") -> "SecondFactorQuerySet":
        """The user's second factor, in use or not yet confirmed."""
        return self.filter(user=user)

    def in_use(self) -> "SecondFactorQuerySet":
        """Second factors that a code has confirmed."""
        return self.exclude(confirmed_at=None)

    def waiting(self) -> "SecondFactorQuerySet":
        """Second factors that no code has confirmed yet."""
        return self.filter(confirmed_at=None)


class SecondFactor(models.Model):
    """The encrypted secret that the app and the system share; required at log-in once a code has
    confirmed it.

    We have our own model because django-otp's stores the secret in plain text; the computation is
    django-otp's.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="second_factor"
    )
    # Base32, as apps take it when it is typed.
    secret = EncryptedField()
    confirmed_at = models.DateTimeField(_("In use since"), null=True)
    # The time step of the last accepted code, so that no code is accepted twice.
    last_step = models.BigIntegerField(default=-1)

    objects = SecondFactorQuerySet.as_manager()

    class Meta:
        app_label = "accounts"
        verbose_name = _("Second factor")
        verbose_name_plural = _("second factors")

    def __str__(self) -> str:
        return f"{self.user_id}"


class RecoveryCode(models.Model):
    """A code on paper, valid for one log-in; only its keyed hash is stored."""

    factor = models.ForeignKey(SecondFactor, models.CASCADE, related_name="codes")
    digest = models.CharField(max_length=64)

    class Meta:
        app_label = "accounts"
        constraints = [
            models.UniqueConstraint(name="recovery_code_once", fields=["factor", "digest"])
        ]

    def __str__(self) -> str:
        return f"{self.factor_id}"
