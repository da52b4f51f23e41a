"""Sessions of users: on which device they are logged in, and since when."""

from datetime import timedelta
from importlib import import_module
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from accounts.models import User

# Token in the User-Agent → common name; more specific ones first.
BROWSERS = (
    ("MicroMessenger", "微信"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)
SessionStore = import_module(settings.SESSION_ENGINE).SessionStore


class VisitQuerySet(models.QuerySet["Visit"]):
    def visible_to(self, user: "User") -> "VisitQuerySet":
        """The user's own sessions that have not expired."""
        now = timezone.now()
        idle = timedelta(seconds=settings.SESSION_IDLE_SECONDS)
        longest = timedelta(seconds=settings.SESSION_COOKIE_AGE)
        return self.filter(user=user, seen_at__gt=now - idle, began_at__gt=now - longest)

    def end(self) -> int:
        """End the sessions behind these visits; returns how many."""
        keys = list(self.values_list("session_key", flat=True))
        for key in keys:
            SessionStore(key).delete()
        self.model._base_manager.filter(session_key__in=keys).delete()
        return len(keys)


class Visit(models.Model):
    """One log-in on one device."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="visits", verbose_name=_("user")
    )
    session_key = models.CharField(max_length=40, unique=True)
    agent = models.CharField(_("Browser"), max_length=300, blank=True)
    began_at = models.DateTimeField(_("Logged in at"), default=timezone.now)
    seen_at = models.DateTimeField(_("Last active at"), default=timezone.now)

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("log-in", "visit")
        verbose_name_plural = _("visits")
        ordering = ["-seen_at", "-pk"]

    def __str__(self) -> str:
        return self.device

    @property
    def device(self) -> str:
        """Common names of browser and system, as far as the User-Agent shows them."""
        names = [
            next((name for mark, name in table if mark in self.agent), "")
            for table in (BROWSERS, SYSTEMS)
        ]
        return " · ".join(filter(None, names))
