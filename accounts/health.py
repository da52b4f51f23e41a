"""Health checks: whether this process is alive, and whether the whole system is ready."""

from collections.abc import Callable
from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from redis.exceptions import RedisError

from accounts.models import Heartbeat
from jingyan.celery import app

# Beat asks every five seconds; a worker deep in one long job may miss many of these.
OLDEST_HEARTBEAT = timedelta(minutes=2)
BROKER_PATIENCE = {"socket_timeout": 1, "socket_connect_timeout": 1}
OK = "ok"


@login_not_required
@never_cache
def healthz(_request: HttpRequest) -> HttpResponse:
    """Liveness: answers without touching any other service."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@never_cache
def readyz(_request: HttpRequest) -> JsonResponse:
    """Readiness: the state of each component by name; 503 unless all are "ok"."""
    states = {name: _state_of(check) for name, check in CHECKS.items()}
    return JsonResponse(states, status=200 if set(states.values()) == {OK} else 503)


def _state_of(check: Callable[[], str]) -> str:
    try:
        return check()
    except (DatabaseError, RedisError, OSError) as error:
        return f"failed: {type(error).__name__}"


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return OK


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(pending)} pending" if pending else OK


def _broker() -> str:
    """Ping Redis. The transport retries three times, hence the short timeout."""
    if not app.conf.broker_url:
        return "not configured"
    with (
        app.connection_for_write(transport_options=BROKER_PATIENCE) as link,
        link.channel() as channel,
    ):
        channel.client.ping()
    return OK


def _heartbeat(name: str) -> str:
    heartbeat = Heartbeat.objects.filter(name=name).first()
    if heartbeat is None:
        return "never seen"
    age = timezone.now() - heartbeat.at
    return OK if age <= OLDEST_HEARTBEAT else f"last seen {int(age.total_seconds())} s ago"


CHECKS: dict[str, Callable[[], str]] = {
    "database": _database,
    "migrations": _migrations,
    "broker": _broker,
    "worker": lambda: _heartbeat("worker"),
    "beat": lambda: _heartbeat("beat"),
}
