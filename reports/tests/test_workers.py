"""Reports when infrastructure fails: a killed worker, a missing or frozen Redis."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.urls import reverse

from accounts import jobs
from accounts.models import Job
from accounts.tests.factories import UserFactory
from jingyan.celery import app
from jingyan.embedded import EmbeddedRedis, private_directory
from pairings.tests.factories import PairingFactory
from reports.models import Figure, Issue
from reports.tests import slow_worker
from reports.tests.factories import fact

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def redis():
    """A real Redis of the test's own: its address and its process."""
    with private_directory() as directory:
        server = EmbeddedRedis(Path(directory))
        process = subprocess.Popen(server.command, stdout=subprocess.DEVNULL)
        assert server.wait()
        yield server.url, process
        process.send_signal(signal.SIGCONT)
        process.kill()
        process.wait()


@contextmanager
def worker(redis_url):
    """A real Celery worker with its own beat, in a process group that can be killed as a whole."""
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "reports.tests.slow_worker_settings",
        "DATABASE_UNDER_TEST": str(connection.settings_dict["NAME"]),
        "REDIS_UNDER_TEST": redis_url,
    }
    with private_directory() as directory:
        command = [
            sys.executable,
            "-m",
            "celery",
            "--app=jingyan",
            "worker",
            "--beat",
            "--concurrency=1",
            f"--schedule={directory}/beat",
            "--include=reports.tests.slow_worker",
            "--loglevel=WARNING",
            "--without-gossip",
            "--without-mingle",
            "--without-heartbeat",
        ]
        process = subprocess.Popen(
            command, env=env, cwd=django_settings.BASE_DIR, start_new_session=True
        )
        try:
            yield process
        finally:
            kill(process)


def kill(process):
    """Kill -9 the worker with all its children, as a power cut would."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def wait_until(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)


def job_in(state, **values):
    return lambda: Job.objects.filter(state=state, **values).exists()


def test_a_worker_killed_in_the_middle_of_a_report_leaves_exactly_one_report(redis):
    url, _process = redis
    fact(PairingFactory(active=True), {"jobs_created": "12"})
    params = {"period": "2022H1", "place": "county"}
    job = jobs.enqueue(
        slow_worker.KIND, key="2022H1-county", title="2022年上半年", by=UserFactory(), params=params
    )
    with worker(url) as first:
        wait_until(job_in(Job.State.RUNNING, done__gte=3, total=slow_worker.STEPS))
        kill(first)
    assert Issue.objects.count() == 0
    with worker(url):
        wait_until(job_in(Job.State.DONE))
    job.refresh_from_db()
    issue = Issue.objects.get()
    assert (job.attempts, job.result_url) == (2, reverse("reports:issue_detail", args=[issue.pk]))
    assert Figure.objects.filter(issue=issue).count() == 28


# --- Redis gone, Redis frozen ---------------------------------------------------------------------


@pytest.fixture
def broker(settings, monkeypatch):
    """Point the web process to a broker."""

    def use(url):
        settings.CELERY_BROKER_URL = url
        monkeypatch.setattr(app.conf, "broker_url", url)
        monkeypatch.setattr(app.amqp, "_producer_pool", None)

    return use


def ask_for_report(client, staff):
    """Ask for a report as a user does; returns the seconds until the answer."""
    client.force_login(staff)
    fact(PairingFactory(active=True), {"jobs_created": "12"})
    began = time.monotonic()
    answer = client.post(reverse("reports:issue_create"), {"period": "2022H1", "place": "county"})
    took = time.monotonic() - began
    assert answer.status_code == 302
    return took


def test_without_redis_the_page_answers_and_the_job_waits(client, staff, broker):
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    broker(f"redis://127.0.0.1:{port}/0")
    assert ask_for_report(client, staff) < 2
    assert Job.objects.get().state == Job.State.QUEUED
    assert jobs.run_due() == 1
    assert Issue.objects.get().period == "2022H1"


def test_a_frozen_redis_does_not_hold_up_the_page(client, staff, broker, redis):
    url, process = redis
    broker(url)
    process.send_signal(signal.SIGSTOP)
    assert ask_for_report(client, staff) < 2
    assert ask_for_report(client, staff) < 2
    assert Job.objects.get().state == Job.State.QUEUED
