"""`make run`: everything starts, is really at work, and leaves nothing behind."""

import json
import os
import shutil
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import threading
import time
import urllib.request
from typing import Any
from unittest.mock import patch

import psutil
import pytest
from django.conf import settings

from accounts.models.user import SERVICES
from jingyan import demo, serve
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

    def run(*arguments, cwd=settings.BASE_DIR, **changes):
        env = {
            name: value
            for name, value in os.environ.items()
            if name not in ("DEMO", "DJANGO_SETTINGS_MODULE")
        }
        env |= {
            "VAR_DIR": str(tmp_path / "var"),
            "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3",
            "PORT": str(free_port),
        }
        command = [sys.executable, "-m", "jingyan.serve", *arguments]
        process: Any = subprocess.Popen(
            command,
            env=env | changes,
            cwd=cwd,
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


@pytest.fixture
def children_see(tmp_path, monkeypatch):
    """What the children of `make run` see in a checkout with this .env, where the machine says no more than `said`."""

    def see(dotenv="", **said):
        (tmp_path / ".env").write_text(dotenv)
        monkeypatch.setattr(serve, "BASE_DIR", tmp_path)
        with patch.dict(os.environ, said, clear=True):
            return serve.environment(demo_unless_set=True)

    return see


@pytest.mark.parametrize(
    ("dotenv", "said", "mode"),
    [
        ("", {}, "1"),
        ("PORT=8001", {}, "1"),
        ("DEMO=0", {}, "0"),
        ("DEMO=", {}, "0"),
        ("DEMO=false", {}, "0"),
        ("DEMO=true", {}, "1"),
        ("DEMO=0", {"DEMO": ""}, "0"),
        ("DEMO=0", {"DEMO": "1"}, "1"),
        ("DEMO=1", {"DEMO": "0"}, "0"),
        ("", {"DEMO": "0"}, "0"),
    ],
)
def test_make_run_is_the_demonstration_unless_the_machine_or_dotenv_says_otherwise(
    children_see, dotenv, said, mode
):
    assert children_see(dotenv, **said)["DEMO"] == mode


def test_without_make_run_nothing_is_a_demonstration_by_itself(tmp_path, monkeypatch):
    monkeypatch.setattr(serve, "BASE_DIR", tmp_path)
    with patch.dict(os.environ, {}, clear=True):
        assert serve.environment()["DEMO"] == "0"


@pytest.mark.parametrize(("mode", "name"), [("1", "demo.env"), ("0", "secrets.env")])
def test_secrets_are_made_once_kept_private_and_apart_for_the_demonstration(
    children_see, tmp_path, mode, name
):
    first = children_see(DEMO=mode)
    assert children_see(DEMO=mode) == first
    assert len(first["SECRET_KEY"]) >= 32
    assert stat.S_IMODE((tmp_path / "var" / name).stat().st_mode) == 0o600
    assert (
        children_see(DEMO=mode, VAR_DIR=str(tmp_path / "other"))["FIELD_KEYS"]
        != first["FIELD_KEYS"]
    )
    assert children_see(DEMO="1" if mode == "0" else "0")["SECRET_KEY"] != first["SECRET_KEY"]
    assert children_see(DEMO=mode, SECRET_KEY="own" * 20)["SECRET_KEY"] == "own" * 20


def test_an_installation_with_keys_of_its_own_gets_no_others(children_see, tmp_path):
    children_see("SECRET_KEY=one\nFIELD_KEYS=two\n", DEMO="0")
    assert not (tmp_path / "var").exists()


def test_no_new_keys_are_made_where_an_installation_has_its_data_already(children_see, tmp_path):
    assert "FIELD_KEYS" not in children_see(
        DEMO="0", DATABASE_URL="postgres://jingyan@127.0.0.1/jingyan"
    )
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "db.sqlite3").touch()
    assert "FIELD_KEYS" not in children_see(DEMO="0")


def test_make_run_in_a_checkout_whose_dotenv_says_no_demonstration_loads_none(
    installed, start, free_port, tmp_path
):
    checkout = tmp_path / "checkout"
    shutil.copytree(
        settings.BASE_DIR,
        checkout,
        ignore=shutil.ignore_patterns(".*", "var", "e2e", "test-results"),
    )
    (checkout / ".env").write_text("DEMO=0\n")
    (checkout / ".env").chmod(0o600)
    process = start(serve.DEMO_UNLESS_SET, cwd=checkout)
    until(lambda: says(process, "Ready:"))
    with sqlite3.connect(tmp_path / "db.sqlite3") as database:
        names = {name for (name,) in database.execute("SELECT username FROM accounts_user")}
    assert names == set(SERVICES)
    assert not says(process, demo.PASSWORD)


@pytest.fixture
def ran_before(installed, start, tmp_path):
    """A copy of the database of a server that has run and stopped: others start from the original."""
    process = start()
    until(lambda: says(process, "Ready:"))
    process.send_signal(signal.SIGINT)
    process.wait(30)
    copy = tmp_path / "copy.sqlite3"
    with sqlite3.connect(tmp_path / "db.sqlite3") as database:
        database.execute("VACUUM INTO ?", [str(copy)])
    return copy


ENTRY = """INSERT INTO accounts_trailentry
    (at, "by", by_name, role, act, target, subject, before, after, note, changes, number, previous, hash)
    VALUES ('2026-11-22', 'admin', '', 'administrator', ?, '', '', '', '', '', '{}', 1, '', '')"""


def test_a_demonstration_is_not_served_outside_demo_mode(ran_before, start):
    with sqlite3.connect(ran_before) as database:
        database.execute(ENTRY, [demo.ACT])
    process = start(DATABASE_URL=f"sqlite:///{ran_before}")
    assert process.wait(60) == 1
    until(lambda: says(process, "This database holds the demonstration"))
    assert not says(process, "Ready:")


def test_an_installation_that_people_log_in_to_is_not_opened_in_demo_mode(ran_before, start):
    with sqlite3.connect(ran_before) as database:
        database.execute("UPDATE accounts_user SET username = 'wang' WHERE username = 'import'")
    process = start(serve.DEMO_UNLESS_SET, DATABASE_URL=f"sqlite:///{ran_before}")
    assert process.wait(60) == 1
    until(lambda: says(process, "This database holds an installation of its own"))
    assert not says(process, "Ready:")


@pytest.mark.parametrize(("mode", "name"), [("1", "demo.env"), ("0", "secrets.env")])
def test_commands_read_the_secrets_that_make_run_has_made(tmp_path, mode, name):
    serve.kept_secrets(tmp_path / name, "k1")
    env = {"VAR_DIR": str(tmp_path), "DEMO": mode, "DJANGO_SETTINGS_MODULE": "jingyan.settings"}
    command = [sys.executable, "manage.py", "check"]
    done = subprocess.run(
        command, cwd=settings.BASE_DIR, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_without_secrets_and_outside_the_demonstration_it_refuses(start):
    process = start(SECRET_KEY="", FIELD_KEYS="")
    assert process.wait(30) == 1
    until(lambda: says(process, "SECRET_KEY is missing"))


def test_lines_of_a_child_appear_under_its_name(capsys):
    supervisor = Supervisor()
    supervisor.start(
        "one", [sys.executable, "-c", "print('first'); print('last', end='')"], os.environ
    )
    reason = supervisor.watch(10)
    supervisor.stop()
    assert reason == "one ended unexpectedly (exit status 0)"
    assert capsys.readouterr().out.splitlines() == ["one    | first", "one    | last"]
