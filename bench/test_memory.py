"""How much memory the web process holds after a walk over the main pages, as the system counts it."""

import os
import re
import secrets
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import pytest

from jingyan import demo
from jingyan.crypto import new_key

PORT = int(os.environ.get("BENCH_PORT", "8199"))
ADDRESS = f"http://127.0.0.1:{PORT}"
AIM_MB = 250
ROUNDS = 5
PAGES = (
    "/",
    "/reports/",
    "/reports/checks/",
    "/reports/issues/",
    "/officers/",
    "/officers/registrations/",
    "/officers/appointments/",
    "/officers/enterprises/",
    "/villages/",
    "/villages/years/",
    "/villages/demands/",
    "/villages/titles/",
    "/pairings/",
    "/pairings/contributions/",
    "/meetings/",
    "/evaluations/rounds/",
    "/system/imports/",
    "/villages/?export=xlsx",
    "/pairings/contributions/?export=csv",
)

pytestmark = pytest.mark.bench


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Path]:
    """The demonstration, started as `make run` starts it, in a directory of its own."""
    own = {"SECRET_KEY": secrets.token_urlsafe(48), "FIELD_KEYS": new_key("k1"), "DEMO": "1"}
    places = {
        "VAR_DIR": str(tmp_path / "var"),
        "PORT": str(PORT),
        "DATABASE_URL": "",
        "REDIS_URL": "",
    }
    known = {name: value for name, value in os.environ.items() if name not in places}
    command = [sys.executable, "-m", "jingyan.serve"]
    places = {name: value for name, value in places.items() if value}
    process = subprocess.Popen(command, env={**known, **own, **places}, stdout=subprocess.DEVNULL)
    try:
        yield tmp_path
    finally:
        process.terminate()
        process.wait(30)


def visit(
    opener: urllib.request.OpenerDirector, path: str, data: dict[str, str] | None = None
) -> str:
    """What a page says; "" where this role has none of it."""
    try:
        with opener.open(
            ADDRESS + path, urlencode(data).encode() if data else None, timeout=60
        ) as response:
            return str(response.read().decode(errors="replace"))
    except urllib.error.HTTPError:
        return ""


def log_in() -> urllib.request.OpenerDirector:
    """A browser of the county's staff, as soon as there is somebody to answer."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    for _second in range(300):
        try:
            page = visit(opener, "/accounts/login/")
            break
        except OSError:
            time.sleep(1)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token
    known = {"username": "staff", "password": demo.PASSWORD, "csrfmiddlewaretoken": token[1]}
    visit(opener, "/accounts/login/", known)
    return opener


def web_process() -> int:
    """The process that listens, among those that the start has made."""
    for status in Path("/proc").glob("[0-9]*/cmdline"):
        words = status.read_bytes().split(b"\0")
        if any(b"jingyan.web_server" in word for word in words) and any(
            str(PORT).encode() in word for word in words
        ):
            return int(status.parent.name)
    raise LookupError("no web process")


def resident_mb(pid: int) -> float:
    """The memory that a process holds."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert found
    return int(found[1]) / 1024


def test_the_memory_of_the_web_process(server: Path, capsys: pytest.CaptureFixture[str]) -> None:
    browser = log_in()
    before = resident_mb(web_process())
    opened = sum(bool(visit(browser, path)) for _round in range(ROUNDS) for path in PAGES)
    after = resident_mb(web_process())
    with capsys.disabled():
        print(
            f"\nweb process: {before:.0f} MB after the log-in, {after:.0f} MB after {opened} pages (aim ≤ {AIM_MB})"
        )
