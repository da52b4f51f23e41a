"""The lifetime of visits: idle and absolute time-outs, and their records."""

from datetime import timedelta
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest
from django.utils import timezone

from accounts import trail
from accounts.models import User, Visit
from accounts.sessions import sudo

# Session key, set if the session began with a code of the second factor.
SECOND_FACTOR = "second_factor"
# Seconds between two updates of the time at which a user was last active.
STEP = 60


def goes_on(request: HttpRequest) -> bool:
    """Whether the request's visit is still valid. Ends one that was idle or has lasted too long."""
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
    # Pages poll the progress of jobs by themselves, which is no activity of the user.
    if idle >= STEP and "HX-Request" not in request.headers:
        session["seen"] = now
        Visit.objects.filter(session_key=session.session_key).update(seen_at=timezone.now())
    return True


def begin(*, request: HttpRequest, user: User, **_: Any) -> None:
    """Receiver of Django's `user_logged_in` signal."""
    session, now = request.session, timezone.now()
    session["began"] = session["seen"] = session[sudo.GIVEN_AT] = int(now.timestamp())
    longest = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    if session.session_key is None:
        # Another user was logged in in this browser, so Django has emptied the session.
        session.create()
    # A fixed time rather than a duration, which would restart with every write.
    session.set_expiry(now + longest)
    Visit.objects.filter(user=user, began_at__lt=now - longest).delete()
    agent = request.headers.get("User-Agent", "")[:300]
    Visit.objects.get_or_create(
        session_key=session.session_key, defaults={"user": user, "agent": agent}
    )


def forget(session_key: str | None) -> None:
    Visit.objects.filter(session_key=session_key).delete()


def go_on_as(session_key: str | None, new: str | None) -> None:
    """Update the visit after its session key has changed."""
    Visit.objects.filter(session_key=session_key).update(session_key=new)
