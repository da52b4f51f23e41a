"""Each visit ends by itself, or is ended by its user, a new password or a shut account."""

from datetime import timedelta
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest
from django.utils import timezone

from accounts import trail
from accounts.models import User, Visit
from accounts.sessions import sudo

# In a session that was begun with a code of a second factor.
SECOND_FACTOR = "second_factor"
# How often, in seconds, it is written down that somebody is still there.
STEP = 60


def goes_on(request: HttpRequest) -> bool:
    """Whether the visit behind a request goes on. One that was idle, or has lasted, for too long is
    ended.
    """
    session, now = request.session, int(timezone.now().timestamp())
    if "seen" not in session:
        # Logged in before visits were counted.
        begin(request=request, user=cast("User", request.user))
        return True
    idle = now - session["seen"]
    if idle > settings.SESSION_IDLE_SECONDS or now - session["began"] > settings.SESSION_COOKIE_AGE:
        user = cast("User", request.user)
        forget(session.session_key)
        trail.write(
            "session_idle" if idle > settings.SESSION_IDLE_SECONDS else "session_over",
            user,
            by=user,
        )
        logout(request)
        return False
    # A page that asks by itself how far a job is shows nobody's presence.
    if idle >= STEP and "HX-Request" not in request.headers:
        session["seen"] = now
        Visit.objects.filter(session_key=session.session_key).update(seen_at=timezone.now())
    return True


def begin(*, request: HttpRequest, user: User, **_: Any) -> None:
    """Called by Django at each log-in, whichever door it came through."""
    session, now = request.session, timezone.now()
    session["began"] = session["seen"] = session[sudo.GIVEN_AT] = int(now.timestamp())
    longest = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    if session.session_key is None:
        # Somebody else was logged in in this browser: Django has emptied the session.
        session.create()
    # A moment, not a span: a span would begin anew with every write.
    session.set_expiry(now + longest)
    Visit.objects.filter(user=user, began_at__lt=now - longest).delete()
    agent = request.headers.get("User-Agent", "")[:300]
    Visit.objects.get_or_create(
        session_key=session.session_key, defaults={"user": user, "agent": agent}
    )


def forget(session_key: str | None) -> None:
    """The session is gone."""
    Visit.objects.filter(session_key=session_key).delete()


def go_on_as(session_key: str | None, new: str | None) -> None:
    """The session has got another key."""
    Visit.objects.filter(session_key=session_key).update(session_key=new)
