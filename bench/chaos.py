"""`python -m bench.chaos`: kills processes at random moments while people import; nothing acknowledged may be lost.

The processes of `make run`, on the database of DATABASE_URL or on SQLite, in a directory of their own. In each round
somebody uploads two long files (checked by jobs: dry runs, whose rows are taken back), confirms the first, and imports a
short file at once, all by HTTP. Each answer that acknowledges something goes into a ledger. At a moment by chance the
worker is killed with signal 9, now and then the web server with it or instead. Then all of the ledger must be in the
database, which must be sound. The exit status is 1 where anything is lost.
"""

import argparse
import csv
import hashlib
import io
import os
import random
import re
import secrets
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from http.cookiejar import CookieJar
from importlib import import_module
from pathlib import Path
from runpy import run_module
from urllib.parse import urlencode

import django
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from jingyan import demo, serve
from jingyan.celery import app as celery_app
from jingyan.embedded import EmbeddedRedis, private_directory
from jingyan.supervisor import die_with_parent

REGISTER = "village_years"
# Files of more than five hundred rows are checked and imported by jobs.
LONG, SHORT = 510, 5
LEASE_SECONDS = 5
PATIENCE = 120.0
SOON = 2.0
# What is killed, and how often beside the others.
VICTIMS = {"worker": 8, "web": 1, "worker and web": 1}
FINAL = ("done", "failed")


class Lost(Exception):
    """Something acknowledged is not there."""


class Unanswered(Exception):
    """No answer, or none that acknowledges anything."""


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: object, **_more: object) -> None:
        return None


@dataclass(frozen=True)
class Answer:
    """Status, address of a redirect, text."""

    status: int
    location: str
    text: str


class Browser:
    """One person's browser."""

    def __init__(self, address: str) -> None:
        self.address, self.cookies = address, CookieJar()
        handlers = urllib.request.HTTPCookieProcessor(self.cookies), _NoRedirects()
        self.opener = urllib.request.build_opener(*handlers)

    def visit(
        self, path: str, body: bytes | None = None, kind: str = "application/x-www-form-urlencoded"
    ) -> Answer:
        """GET a page, or POST `body` to it. Raises Unanswered."""
        token = (
            next((cookie.value for cookie in self.cookies if cookie.name == "csrftoken"), "") or ""
        )
        headers = {"X-CSRFToken": token, "Content-Type": kind} if body is not None else {}
        request = urllib.request.Request(self.address + path, data=body, headers=headers)
        try:
            with self.opener.open(request, timeout=60) as response:
                return Answer(response.status, "", response.read().decode(errors="replace"))
        except urllib.error.HTTPError as answer:
            return Answer(answer.code, answer.headers.get("Location", ""), "")
        except (OSError, HTTPException) as silence:
            raise Unanswered(str(silence)) from silence

    def log_in(self, username: str) -> None:
        """As one of the demonstration's people."""
        self.visit("/accounts/login/")
        credentials = urlencode({"username": username, "password": demo.PASSWORD}).encode()
        if self.visit("/accounts/login/", credentials).status != 302:
            raise Unanswered(f"{username} can't log in.")

    def upload(self, register: str, content: bytes) -> str:
        """Upload a file; the address that the answer leads to."""
        boundary = secrets.token_hex(16)
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="x.csv"\r\n\r\n'
        )
        body = head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
        answer = self.visit(
            f"/system/imports/{register}/", body, f"multipart/form-data; boundary={boundary}"
        )
        if answer.status != 302:
            raise Unanswered(f"an upload is answered by {answer.status}")
        return answer.location


@dataclass
class Ledger:
    """What was acknowledged: jobs by their keys, checksums of the files whose import was, of those imported at once."""

    jobs: set[int] = field(default_factory=set)
    confirmed: set[str] = field(default_factory=set)
    imported: set[str] = field(default_factory=set)

    def __len__(self) -> int:
        return len(self.jobs) + len(self.confirmed) + len(self.imported)

    def clear(self) -> None:
        """Forget all: what was lost is lost once."""
        for acknowledged in (self.jobs, self.confirmed, self.imported):
            acknowledged.clear()


class Stack:
    """The processes of `make run`, forked from this one, which has loaded the program already: a start costs nothing."""

    def __init__(self, env: dict[str, str], port: int) -> None:
        self.env, self.port = env, port
        self.pids: dict[str, int] = {}
        import_module("jingyan.wsgi")
        celery_app.loader.import_default_modules()

    def start(self, name: str) -> None:
        """Start one of them; its lines go to a file of its name."""
        module, *words = serve.commands(self.env, self.port)[name][2:]
        self.pids[name] = os.fork()
        if self.pids[name] == 0:
            try:
                self._become(name, module, words)
            finally:
                os._exit(1)

    def _become(self, name: str, module: str, words: list[str]) -> None:
        die_with_parent()
        os.setsid()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        log = os.open(
            Path(self.env["VAR_DIR"]) / f"{name}.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND
        )
        for number in (1, 2):
            os.dup2(log, number)
        sys.argv = [module, *words]
        random.seed()
        run_module(module, run_name="__main__", alter_sys=True)

    def kill(self, victim: str) -> None:
        """Signal 9, without a warning."""
        names = victim.split(" and ")
        for name in names:
            os.killpg(self.pids[name], signal.SIGKILL)
        for name in names:
            os.waitpid(self.pids.pop(name), 0)

    def restore(self) -> None:
        """Start again what has been killed, and wait until there are answers."""
        for name in ("worker", "beat", "web"):
            if name not in self.pids:
                self.start(name)
        deadline = time.monotonic() + PATIENCE
        while not serve.answers(self.port):
            if time.monotonic() > deadline:
                raise RuntimeError("The web server does not come back.")
            time.sleep(0.1)

    def stop(self) -> None:
        """End everything."""
        for name in [*self.pids]:
            self.kill(name)


def sheet(rows: list[dict[str, object]]) -> bytes:
    """A CSV file."""
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


class World:
    """What there is to import; read once, before anything is killed."""

    def __init__(self) -> None:
        self.villages = list(
            apps.get_model("villages", "Village")._default_manager.values_list("code", flat=True)
        )
        connection.close()

    def years(self, count: int) -> bytes:
        """Yearly figures by chance, in an order by chance: pages are written, read back and written again."""
        cells = random.sample(
            [(code, year) for code in self.villages for year in range(1991, 2011)], count
        )
        return sheet(
            [
                {
                    "village_code": code,
                    "year": year,
                    "households": random.randint(300, 400),
                    "source": self._source(),
                }
                for code, year in cells
            ]
        )

    def _source(self) -> str:
        return f"镇统计台账{'统计' * 25}{uuid.uuid4().hex}"


class Person:
    """Somebody of the office who imports, and remembers what was acknowledged."""

    def __init__(self, browser: Browser, world: World, ledger: Ledger) -> None:
        self.browser, self.world, self.ledger = browser, world, ledger
        # Set when a round has come so far: a long file checked, and confirmed.
        self.moments = {name: threading.Event() for name in ("checked", "confirmed")}
        self.killed = threading.Event()

    def work(self) -> None:
        """One round, until a kill gets in the way."""
        first = self.world.years(LONG)
        job = self._queue(first)
        # The worker is still at it when the other has been checked and confirmed.
        self._queue(self.world.years(LONG))
        file = self._result_of(job)
        self.moments["checked"].set()
        self._confirm(file, first)
        self.moments["confirmed"].set()
        self._at_once()

    def _queue(self, content: bytes) -> int:
        return self._note_job(self.browser.upload(REGISTER, content))

    def _note_job(self, location: str) -> int:
        job = re.fullmatch(r"/system/jobs/(\d+)/", location)
        if job is None:
            raise Unanswered(f"an upload leads to {location}")
        self.ledger.jobs.add(int(job[1]))
        return int(job[1])

    def _confirm(self, file: str, content: bytes) -> None:
        if self.browser.visit(f"{file}confirm/", b"sure=1").status != 302:
            return
        self.ledger.confirmed.add(hashlib.sha256(content).hexdigest())
        answer = self.browser.visit(file)
        if answer.location.startswith("/system/jobs/"):
            self._note_job(answer.location)

    def _result_of(self, job: int) -> str:
        """The page of the file that a job has checked."""
        while not self.killed.wait(0.2):
            answer = self.browser.visit(f"/system/jobs/{job}/")
            if page := re.search(r'href="(/system/imports/\w+/[0-9a-f-]{36}/)"', answer.text):
                return page[1]
        raise Unanswered("killed before the check was done")

    def _at_once(self) -> None:
        """A short file is checked and imported while the person waits."""
        content = self.world.years(SHORT)
        file = self.browser.upload(REGISTER, content)
        if self.browser.visit(f"{file}confirm/", b"sure=1").status == 302:
            self.ledger.imported.add(hashlib.sha256(content).hexdigest())


def verify(ledger: Ledger) -> None:
    """Raise Lost where the database lacks anything of the ledger, or is not sound. Leaves no connection open."""
    try:
        rows = apps.get_model("accounts", "Job")._default_manager.filter(pk__in=ledger.jobs)
        missing = ledger.jobs - set(rows.values_list("pk", flat=True))
        sums = times_imported()
        gone = [sha256 for sha256 in ledger.imported if sums[sha256] != 1]
        twice = [sha256 for sha256 in ledger.confirmed if sums[sha256] > 1]
        if missing or gone or twice:
            raise Lost(f"{len(missing)} jobs, {len(gone)} imports; imported twice: {len(twice)}")
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA integrity_check")
                if (words := cursor.fetchall()) != [("ok",)]:
                    raise Lost(f"integrity_check: {words}")
    finally:
        connection.close()


def times_imported(*acts: str) -> Counter[str]:
    """How often the trail says that the file of a checksum was imported, or another of `acts`."""
    entries = apps.get_model("accounts", "TrailEntry")._default_manager.filter(
        act__in=acts or ["import"]
    )
    return Counter(changes.get("sha256") for changes in entries.values_list("changes", flat=True))


def drain(ledger: Ledger) -> Counter[str]:
    """Wait until every job has ended; how they ended. Raises Lost where one never does, or where a confirmed import was
    neither done nor refused (its rows may meet those of another import) and no job that failed says why.
    """
    # Also those whose page nobody has seen, since the web server was killed right after the confirmation.
    rows = apps.get_model("accounts", "Job")._default_manager.filter(kind="import_sheet")
    deadline = time.monotonic() + 5 * PATIENCE
    while rows.exclude(state__in=FINAL).exists() and time.monotonic() < deadline:
        connection.close()
        time.sleep(2)
    ends = Counter(
        f"{state} {error}".strip() for state, error in rows.values_list("state", "error")
    )
    absent = len(ledger.confirmed - set(times_imported("import", "import_refused")))
    connection.close()
    failed = sum(count for end, count in ends.items() if end.startswith("failed"))
    if absent > failed or failed + ends["done"] < ends.total():
        raise Lost(f"{absent} confirmed imports have not come: {dict(ends)}")
    return ends


@dataclass
class Tally:
    """What happened."""

    kills: Counter[str] = field(default_factory=Counter)
    halts: Counter[str] = field(default_factory=Counter)
    losses: list[str] = field(default_factory=list)
    acknowledged: int = 0


class Drill:
    """The rounds."""

    def __init__(self, stack: Stack) -> None:
        self.stack, self.ledger, self.tally = stack, Ledger(), Tally()
        # How long a round takes that nothing cuts off.
        self.usual = 10.0
        browsers = {
            name: Browser(f"http://{serve.HOST}:{stack.port}") for name in ("staff", "staff2")
        }
        world = World()
        self.people = {name: Person(it, world, self.ledger) for name, it in browsers.items()}

    def play(self, number: int) -> None:
        """One round: work, a kill at a moment by chance, a look at what is left."""
        name = list(self.people)[number % 2]
        victim = random.choices([*VICTIMS], [*VICTIMS.values()])[0]
        killer = threading.Thread(target=self._kill, args=[victim, self.people[name]])
        before = len(self.ledger)
        self._work(number, name, killer)
        killer.join()
        self.tally.kills[victim] += 1
        self.tally.acknowledged += len(self.ledger) - before
        self._look(f"round {number}, {victim}: ")

    def _kill(self, victim: str, person: Person) -> None:
        """In a third of the rounds at any moment, in the others soon after a check or a confirmation."""
        moment = random.choice(["any", *person.moments])
        if moment == "any":
            time.sleep(random.uniform(0, self.usual))
        else:
            person.moments[moment].wait(PATIENCE)
            time.sleep(random.uniform(0, SOON))
        self.stack.kill(victim)
        person.killed.set()

    def _work(self, number: int, name: str, killer: threading.Thread) -> None:
        person, start = self.people[name], time.monotonic()
        for event in (*person.moments.values(), person.killed):
            event.clear()
        killer.start()
        try:
            if number <= len(self.people):
                person.browser.log_in(name)
            person.work()
            self.usual = time.monotonic() - start
        except Unanswered as halt:
            self.tally.halts[str(halt)] += 1
            for event in person.moments.values():
                event.set()

    def _look(self, where: str) -> None:
        """Start again what was killed, and compare."""
        self.stack.restore()
        try:
            verify(self.ledger)
        except Lost as loss:
            self.tally.losses.append(where + str(loss))
            self.ledger.clear()
            for name, person in self.people.items():
                person.browser.log_in(name)

    def report(self, rounds: int) -> int:
        """Let the rest come to its end, print the figures, return the exit status."""
        ends: Counter[str] = Counter()
        try:
            ends = drain(self.ledger)
            verify(self.ledger)
            call_command("verify_trail")
        except (Lost, SystemExit) as loss:
            self.tally.losses.append(f"at the end: {loss}")
        print(f"{connection.vendor}: {rounds} rounds, kills: {dict(self.tally.kills)}")
        refused = len(self.ledger.confirmed - set(times_imported()))
        connection.close()
        print(
            f"acknowledged: {self.tally.acknowledged}, of the imports among them refused: {refused}; jobs at the end: {dict(ends)}"
        )
        print(f"work cut off: {dict(self.tally.halts)}")
        print(f"LOST in {len(self.tally.losses)} rounds", *self.tally.losses, sep="\n  ")
        return 1 if self.tally.losses else 0


def environment(directory: Path, redis: str) -> dict[str, str]:
    """The demonstration's, in a directory of its own; nothing comes from .env."""
    own = {
        "VAR_DIR": str(directory),
        "REDIS_URL": redis,
        "DEMO": "1",
        "DEBUG": "0",
        "TLS": "0",
        "PYTHONUNBUFFERED": "1",
        "DATABASE_URL": os.environ.get("DATABASE_URL") or f"sqlite:///{directory}/db.sqlite3",
        "JOB_LEASE_SECONDS": str(LEASE_SECONDS),
        "ALLOWED_HOSTS": serve.HOST,
        "DJANGO_SETTINGS_MODULE": "bench.settings_chaos",
    }
    return {**os.environ, **serve.own_secrets(own), **own}


@contextmanager
def redis_url(directory: Path) -> Iterator[str]:
    """The Redis of the environment, or one of our own."""
    if url := os.environ.get("REDIS_URL"):
        yield url
        return
    server = EmbeddedRedis(directory)
    process = subprocess.Popen(
        server.command,
        stdout=subprocess.DEVNULL,
        preexec_fn=die_with_parent,  # noqa: PLW1509
    )
    try:
        if not server.wait():
            sys.exit("The embedded Redis did not start.")
        yield server.url
    finally:
        process.kill()
        process.wait()


def prepare(env: dict[str, str]) -> None:
    """Load the demonstration into a database that must be empty."""
    os.environ.update(env)
    django.setup()
    if connection.introspection.table_names():
        sys.exit("The drill needs an empty database: it writes, and kills what writes.")
    connection.close()
    subprocess.run(
        [sys.executable, "-m", "jingyan.prepare"], env=env, check=True, stdout=subprocess.DEVNULL
    )


def main() -> int:
    """Prepare, play all rounds, report."""
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--rounds", type=int, default=int(os.environ.get("ROUNDS", "200")))
    rounds: int = parser.parse_args().rounds
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with ExitStack() as rest:
        directory = Path(rest.enter_context(private_directory()))
        env = environment(directory, rest.enter_context(redis_url(directory)))
        prepare(env)
        stack = Stack(env, int(os.environ.get("PORT") or "8000"))
        rest.callback(stack.stop)
        stack.restore()
        drill = Drill(stack)
        for number in range(1, rounds + 1):
            drill.play(number)
            if number % 10 == 0:
                print(f"{number} rounds, {len(drill.tally.losses)} with losses", flush=True)
        return drill.report(rounds)


if __name__ == "__main__":
    sys.exit(main())
