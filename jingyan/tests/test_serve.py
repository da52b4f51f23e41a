"""`make run`: everything starts, is really at work, and leaves nothing behind."""

import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
import urllib.request
from typing import Any

import psutil
import pytest
from django.conf import settings

from jingyan import serve
from jingyan.supervisor import Supervisor


@pytest.fixture
def free_port():
    with socket.socket() as probe:
        probe.bind((serve.HOST, 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """What the first start of all has prepared."""
    return tmp_path_factory.mktemp("prepared")


@pytest.fixture
def installed(tmp_path, prepared):
    """The directory of a server that has run before, unless this is the first start of all."""
    shutil.copytree(prepared, tmp_path, dirs_exist_ok=True)
    yield
    if not any(prepared.iterdir()):
        shutil.copytree(tmp_path, prepared, dirs_exist_ok=True)


@pytest.fixture
def start(tmp_path, free_port):
    """Start the server in a directory of its own, on SQLite; its lines are collected as they come."""
    started = []

    def run(**changes):
        env = {name: value for name, value in os.environ.items() if name not in ("DEMO", "DJANGO_SETTINGS_MODULE")}
        env |= {
            "VAR_DIR": str(tmp_path / "var"),
            "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3",
            "PORT": str(free_port),
        }
        command = [sys.executable, "-m", "jingyan.serve"]
        process: Any = subprocess.Popen(
            command,
            env=env | changes,
            cwd=settings.BASE_DIR,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        process.lines = []
        threading.Thread(target=lambda: process.lines.extend(process.stdout), daemon=True).start()
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.wait()


def until(condition, seconds=120):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := condition():
            return value
        time.sleep(0.2)
    raise AssertionError("not within the time")


def says(process, words):
    return any(words in line for line in process.lines)


def get(port, path):
    try:
        with urllib.request.urlopen(f"http://{serve.HOST}:{port}{path}", timeout=5) as answer:
            return json.load(answer)
    except OSError:
        return None


def family(process):
    return {child.pid: child for child in psutil.Process(process.pid).children(recursive=True)}


def child_running(process, words):
    return next(child for child in family(process).values() if words in " ".join(child.cmdline()))


def test_web_worker_and_beat_work_and_one_signal_ends_them_all(installed, start, free_port):
    process = start()
    until(lambda: get(free_port, "/readyz"))
    children = family(process).values()
    # More than waitress accepts by itself.
    held = [socket.create_connection((serve.HOST, free_port)) for _ in range(150)]
    with urllib.request.urlopen(f"http://{serve.HOST}:{free_port}/healthz", timeout=5) as answer:
        assert answer.status == 200
    for client in held:
        client.close()
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 0
    assert [child for child in children if child.is_running()] == []
    until(lambda: says(process, "Stopped everything: asked to stop."))
    assert says(process, f"Ready: http://127.0.0.1:{free_port}/")


def test_one_dead_child_ends_all_and_is_named(installed, start, free_port):
    process = start()
    until(lambda: says(process, "Ready:"))
    children = family(process).values()
    child_running(process, "celerybeat-schedule").kill()
    assert process.wait(30) == 1
    assert [child for child in children if child.is_running()] == []
    until(lambda: says(process, "Stopped everything: beat ended unexpectedly (signal 9)."))


def test_killed_supervisor_orphans_nothing(installed, start, free_port):
    process = start()
    until(lambda: says(process, "Ready:"))
    children = family(process).values()
    process.kill()
    until(lambda: not any(child.is_running() for child in children), 30)


def test_port_in_use_is_said_before_anything_starts(start, free_port, tmp_path):
    with socket.create_server((serve.HOST, free_port)):
        process = start()
        assert process.wait(30) == 1
    until(lambda: says(process, f"Port {free_port} cannot be used"))
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize("text", ["http", "0", "65536", "-1"])
def test_nonsense_as_port_is_refused(text):
    with pytest.raises(SystemExit, match="PORT must be a number"):
        serve.port({"PORT": text})


def test_secrets_of_the_demonstration_are_made_once_and_kept_private(tmp_path):
    first = serve.demo_secrets(tmp_path / "var")
    assert serve.demo_secrets(tmp_path / "var") == first
    assert len(first["SECRET_KEY"]) >= 32
    assert stat.S_IMODE((tmp_path / "var" / "demo.env").stat().st_mode) == 0o600
    assert serve.demo_secrets(tmp_path / "other") != first


def test_without_secrets_and_outside_the_demonstration_it_refuses(start):
    process = start(SECRET_KEY="", FIELD_KEYS="")
    assert process.wait(30) == 1
    until(lambda: says(process, "SECRET_KEY is missing"))


def test_lines_of_a_child_appear_under_its_name(capsys):
    supervisor = Supervisor()
    supervisor.start("one", [sys.executable, "-c", "print('first'); print('last', end='')"], os.environ)
    reason = supervisor.watch(10)
    supervisor.stop()
    assert reason == "one ended unexpectedly (exit status 0)"
    assert capsys.readouterr().out.splitlines() == ["one    | first", "one    | last"]
