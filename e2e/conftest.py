"""The whole product, really running — web, worker, beat, embedded Redis, demonstration — and browsers in front of it."""

import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from e2e.hosts import INTRANET
from jingyan import demo

BASE_DIR = Path(__file__).resolve().parent.parent
SECONDS_TO_BE_READY = 180
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--host-resolver-rules=MAP {INTRANET} 127.0.0.1",
]
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_ready(url: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    """Return once /readyz says that everything works; fail with the log where it doesn't in time."""
    deadline = time.monotonic() + SECONDS_TO_BE_READY
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            pass
        time.sleep(0.5)
    pytest.fail(
        f"The system did not get ready.\n{log.read_text(encoding='utf-8')[-5000:]}", pytrace=False
    )


@pytest.fixture(scope="session")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the running system keeps what it has."""
    return tmp_path_factory.mktemp("var")


@pytest.fixture
def days_pass(var: Path) -> Callable[[], None]:
    """Let a fortnight pass for the publicities that run: nobody can post one in the past."""

    def pass_by() -> None:
        with sqlite3.connect(var / "db.sqlite3", timeout=30) as database:
            database.execute(
                "UPDATE officers_publicity SET starts_on = date(starts_on, '-21 days'), "
                "closes_on = date(closes_on, '-21 days') WHERE state = 'running'"
            )

    return pass_by


@pytest.fixture(scope="session")
def site(var: Path) -> Iterator[str]:
    """The address of the running system, started as `make run` starts it."""
    log = var / "serve.log"
    port = free_port()
    clean = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_URL", "REDIS_URL"}
    }
    clean["ALLOWED_HOSTS"] = "127.0.0.1"
    env = clean | {
        "DEMO": "1",
        "PORT": str(port),
        "VAR_DIR": str(var),
        "DJANGO_SETTINGS_MODULE": "e2e.settings",
    }
    command = [sys.executable, "-m", "jingyan.serve"]
    with (
        log.open("wb") as out,
        subprocess.Popen(command, cwd=BASE_DIR, env=env, stdout=out, stderr=out) as server,
    ):
        try:
            wait_until_ready(f"http://127.0.0.1:{port}", server, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=30)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all journeys."""
    names = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    path = next((found for name in names if name and (found := shutil.which(name))), None)
    if path is None:
        pytest.fail(
            "No Chromium found: install Debian's chromium, or name one in CHROMIUM.", pytrace=False
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGS)
        yield browser
        browser.close()


Enter = Callable[..., Page]
# A page that refuses is a page; the browser notes its status all the same.
REFUSAL = re.compile(r"responded with a status of (400|409)\b")

# A loaded machine answers late, not wrongly.
expect.set_options(timeout=15_000)


@pytest.fixture
def enter(site: str, chromium: Browser) -> Iterator[Enter]:
    """Log in as a demonstration user and get the page; whatever its console complains of fails the test."""
    complaints: list[str] = []
    contexts = []

    def open_page(username: str, *, phone: bool = False, language: str = "zh-CN") -> Page:
        viewport = PHONE if phone else DESKTOP
        # A menu that is still sliding away would hide what a picture is taken of.
        context = chromium.new_context(
            base_url=site, viewport=viewport, locale=language, reduced_motion="reduce"
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: complaints.append(f"{username} {page.url}: {error}"))
        page.on(
            "console",
            lambda line: (
                complaints.append(f"{username} {page.url}: {line.text}")
                if line.type == "error" and not REFUSAL.search(line.text)
                else None
            ),
        )
        page.goto("/accounts/login/")
        page.fill("[name=username]", username)
        page.fill("[name=password]", demo.PASSWORD)
        page.locator("form:has([name=password]) button").click()
        page.wait_for_url(lambda url: "/accounts/login/" not in url)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == [], "\n".join(complaints)
