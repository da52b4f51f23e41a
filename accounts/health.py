"""Whether this process lives, and whether the system as a whole can do its work."""

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
    """This process answers; asks nothing of anyone else."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@never_cache
def readyz(_request: HttpRequest) -> JsonResponse:
    """What works and what doesn't, by name; 503 where anything doesn't."""
    found = {name: _tried(look) for name, look in LOOKS.items()}
    return JsonResponse(found, status=200 if set(found.values()) == {OK} else 503)


def _tried(look: Callable[[], str]) -> str:
    try:
        return look()
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
    """Ask Redis itself. A frozen one is asked three times by the transport, hence the short wait.
    """
    if not app.conf.broker_url:
        return "not configured"
    with (
        app.connection_for_write(transport_options=BROKER_PATIENCE) as link,
        link.channel() as channel,
    ):
        channel.client.ping()
    return OK


def _seen(name: str) -> str:
    heartbeat = Heartbeat.objects.filter(name=name).first()
    if heartbeat is None:
        return "never seen"
    age = timezone.now() - heartbeat.at
    return OK if age <= OLDEST_HEARTBEAT else f"last seen {int(age.total_seconds())} s ago"


LOOKS: dict[str, Callable[[], str]] = {
    "database": _database,
    "migrations": _migrations,
    "broker": _broker,
    "worker": lambda: _seen("worker"),
    "beat": lambda: _seen("beat"),
}
