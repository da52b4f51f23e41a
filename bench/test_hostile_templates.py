"""Ten hostile templates uploaded at once to the demonstration, while pages are asked for: how long those take, and the memory of all."""

import re
import threading
import time
import urllib.request
from pathlib import Path
from statistics import median

import psutil
import pytest

from bench.test_memory import ADDRESS, PORT, log_in, server, visit, web_process
from jingyan.papers import Paper, Paragraph, ParagraphRole, build

__all__ = ["server"]

PAGES = ("/", "/officers/", "/villages/demands/", "/pairings/", "/system/jobs/", "/healthz")
# One each: a later upload of a paper takes the place of one that waits.
PAPERS = (
    "letter",
    "decision",
    "release",
    "notice",
    "outcome",
    "minutes",
    "agreement",
    "hand_over",
    "score_sheet",
    "summary",
)
HOSTILE = (
    "{{ 'a'*10**10 }}",
    "{{ 7**99999999 }}",
    "{% for i in [0]*10**8 %}{% endfor %}",
    "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
    "{{ ('a '*1000000)|wordwrap(1) }}{{ ('a'*20000000)|wordwrap(1) }}",
    "{% macro m(n) %}{{ m(n + 1) }}{% endmacro %}{{ m(0) }}",
    "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(60) }}",
    "{{ (7**99999999)|string|length }}",
    "{{ 'a'|center(10**10) }}",
    "{% set x = namespace(v='a') %}{% for i in range(60) %}{% set x.v = x.v ~ x.v %}{% endfor %}{{ x.v }}",
)
MOST_SECONDS = 1.0
SECONDS_WATCHED = 180
# Of which the first only warms up.
ROUNDS = 10

pytestmark = pytest.mark.bench


def upload(opener: urllib.request.OpenerDirector, paper: str, text: str) -> float:
    """Upload a template; returns how long the answer took."""
    address = f"{ADDRESS}/system/papers/{paper}/"
    page = visit(opener, f"/system/papers/{paper}/")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token, paper
    content = build(Paper((Paragraph(ParagraphRole.TEXT, text),)))
    head = "Content-Disposition: form-data; name"
    body = (
        f'--x\r\n{head}="csrfmiddlewaretoken"\r\n\r\n{token[1]}\r\n--x\r\n{head}="file"; filename="a.docx"\r\n\r\n'.encode()
        + content
        + b"\r\n--x--\r\n"
    )
    request = urllib.request.Request(
        address, body, {"Content-Type": "multipart/form-data; boundary=x"}
    )
    started = time.monotonic()
    with opener.open(request, timeout=60) as response:
        assert "/system/jobs/" in response.url
    return time.monotonic() - started


def seconds_of(opener: urllib.request.OpenerDirector, page: str) -> float:
    """How long a page takes."""
    started_at = time.monotonic()
    assert visit(opener, page), page
    return time.monotonic() - started_at


def memory_mb(top: psutil.Process) -> float:
    """What the server and everything below it hold."""
    resident_bytes = 0
    for process in [top, *top.children(recursive=True)]:
        try:
            resident_bytes += process.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return resident_bytes / 2**20


def supervisor() -> psutil.Process:
    """The process that started web server, worker and beat."""
    parent = psutil.Process(web_process()).parent()
    assert parent
    return parent


def states(opener: urllib.request.OpenerDirector) -> list[str]:
    """What became of each upload, as its page says."""
    pages = [visit(opener, f"/system/papers/{paper}/") for paper in PAPERS]
    return [
        "refused" if "未通过检查" in page else "waiting" if "正在检查" in page else "other"
        for page in pages
    ]


def test_pages_answer_while_ten_hostile_templates_are_checked(
    server: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    uploaders = [log_in() for _paper in PAPERS]
    reader = log_in()
    quiet = [seconds_of(reader, page) for _round in range(ROUNDS) for page in PAGES][len(PAGES) :]
    top, answers = supervisor(), list[float]()
    before = memory_mb(top)
    threads = [
        threading.Thread(target=lambda *one: answers.append(upload(*one)), args=one)
        for one in zip(uploaders, PAPERS, HOSTILE, strict=True)
    ]
    for thread in threads:
        thread.start()
    times, most, ended = list[float](), before, 0.0
    started = time.monotonic()
    while not ended and time.monotonic() - started < SECONDS_WATCHED:
        for page in PAGES:
            times.append(seconds_of(reader, page))
            most = max(most, memory_mb(top))
        if len(answers) == len(PAPERS) and "waiting" not in states(reader):
            ended = time.monotonic() - started
    with capsys.disabled():
        print(
            f"\nbefore: slowest page {max(quiet):.2f} s, median {median(quiet):.2f} s; uploads answered in {max(answers):.2f} s at most; all checked after {ended:.0f} s; {len(times)} pages,"
            f" the slowest {max(times):.2f} s, the median {median(times):.2f} s (aim ≤ {MOST_SECONDS} s);"
            f" memory of all processes {before:.0f} MB before, {most:.0f} MB at most; port {PORT}"
        )
    assert states(reader) == ["refused"] * len(PAPERS)
