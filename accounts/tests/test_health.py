"""What the two probes say about each fault."""

import signal
import subprocess
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from accounts.models import Heartbeat
from jingyan.celery import app
from jingyan.embedded import EmbeddedRedis, private_directory


@pytest.fixture
def redis(monkeypatch):
    """A real Redis as the broker, for a test to kill or to freeze."""
    with private_directory() as directory:
        server = EmbeddedRedis(Path(directory))
        process = subprocess.Popen(server.command)
        assert server.wait()
        monkeypatch.setattr(app.conf, "broker_url", server.url)
        yield process
        process.kill()
        process.wait()


@pytest.fixture
def seen(db):
    """Worker and beat were at work just now."""
    for name in ("worker", "beat"):
        Heartbeat.objects.create(name=name, at=timezone.now())


def ask(client):
    response = client.get("/readyz")
    return response.status_code, response.json()


def faults(client):
    status, found = ask(client)
    assert status == 503
    return {name: text for name, text in found.items() if text != "ok"}


def test_healthz_answers_without_a_database(client):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response["Cache-Control"]


def test_ready_where_everything_works(client, redis, seen):
    assert ask(client) == (
        200,
        dict.fromkeys(("database", "migrations", "broker", "worker", "beat"), "ok"),
    )


def test_not_ready_without_a_broker(client, seen):
    assert faults(client) == {"broker": "not configured"}


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP])
def test_dead_or_frozen_broker_is_named_within_seconds(client, redis, seen, number):
    redis.send_signal(number)
    start = time.monotonic()
    assert faults(client)["broker"].startswith("failed")
    assert time.monotonic() - start < 8


@pytest.mark.parametrize("name", ["worker", "beat"])
def test_silent_process_is_named(client, redis, seen, name):
    Heartbeat.objects.filter(name=name).update(at=timezone.now() - timedelta(minutes=3))
    assert faults(client) == {name: "last seen 180 s ago"}


def test_process_never_seen_is_named(client, redis, seen):
    Heartbeat.objects.filter(name="beat").delete()
    assert faults(client) == {"beat": "never seen"}


def test_pending_migration_is_named(client, redis, seen):
    recorder = MigrationRecorder(connection)
    # With the migrations that it replaces: a database that has those needs nothing.
    pending = [key for key in MigrationLoader(connection).graph.nodes if key[0] == "reports"]
    for app_label, name in [key for key in recorder.applied_migrations() if key[0] == "reports"]:
        recorder.record_unapplied(app_label, name)
    assert faults(client) == {"migrations": f"{len(pending)} pending"}


def test_dead_database_is_named(client, redis, seen):
    def refuse(*_):
        raise DatabaseError

    with connection.execute_wrapper(refuse):
        assert faults(client)["database"] == "failed: DatabaseError"
