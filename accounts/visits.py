"""Where somebody is logged in: each visit ends by itself, or is ended by its user, a new password or a shut account."""

from datetime import timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.contrib.auth import logout
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from accounts.models import User

# How often, in seconds, it is written down that somebody is still there.
STEP = 60
# The mark in a User-Agent and what people call it; the more special ones first.
BROWSERS = (
    ("MicroMessenger", "微信"), ("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)  # fmt: skip
SessionStore = import_module(settings.SESSION_ENGINE).SessionStore


class VisitQuerySet(models.QuerySet["Visit"]):
    """Visits."""

    def visible_to(self, user: "User") -> "VisitQuerySet":
        """One's own that go on."""
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

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="visits", verbose_name=_("user"))
    session_key = models.CharField(max_length=40, unique=True)
    agent = models.CharField(_("browser"), max_length=300, blank=True)
    began_at = models.DateTimeField(_("logged in at"), default=timezone.now)
    seen_at = models.DateTimeField(_("last active at"), default=timezone.now)

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        ordering = ["-seen_at", "-pk"]

    def __str__(self) -> str:
        return self.device

    @property
    def device(self) -> str:
        """Browser and system in the words that people use, as far as the User-Agent tells."""
        found = [next((name for mark, name in table if mark in self.agent), "") for table in (BROWSERS, SYSTEMS)]
        return " · ".join(filter(None, found))


def goes_on(request: HttpRequest) -> bool:
    """Whether the visit behind a request goes on. One that was idle, or has lasted, for too long is ended."""
    session, now = request.session, int(timezone.now().timestamp())
    if "seen" not in session:
        # Logged in before visits were counted.
        begin(request=request, user=cast("User", request.user))
        return True
    idle = now - session["seen"]
    if idle > settings.SESSION_IDLE_SECONDS or now - session["began"] > settings.SESSION_COOKIE_AGE:
        forget(session.session_key)
        logout(request)
        return False
    # A page that asks by itself how far a job is shows nobody's presence.
    if idle >= STEP and "HX-Request" not in request.headers:
        session["seen"] = now
        Visit.objects.filter(session_key=session.session_key).update(seen_at=timezone.now())
    return True


def begin(*, request: HttpRequest, user: "User", **_: Any) -> None:
    """Called by Django at each log-in, whichever door it came through."""
    session, now = request.session, timezone.now()
    session["began"] = session["seen"] = int(now.timestamp())
    longest = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    if session.session_key is None:
        # Somebody else was logged in in this browser: Django has emptied the session.
        session.create()
    # A moment, not a span: a span would begin anew with every write.
    session.set_expiry(now + longest)
    Visit.objects.filter(user=user, began_at__lt=now - longest).delete()
    agent = request.headers.get("User-Agent", "")[:300]
    Visit.objects.get_or_create(session_key=session.session_key, defaults={"user": user, "agent": agent})


def forget(session_key: str | None) -> None:
    """The session is gone."""
    Visit.objects.filter(session_key=session_key).delete()


def go_on_as(session_key: str | None, new: str | None) -> None:
    """The session has got another key."""
    Visit.objects.filter(session_key=session_key).update(session_key=new)
