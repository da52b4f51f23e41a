"""`python -m jingyan.serve`: web server, worker and beat, with a Redis of their own where none is
set.
"""

import os
import secrets
import socket
import subprocess
import sys
from pathlib import Path

import environ

from jingyan import demo
from jingyan.crypto import new_key
from jingyan.embedded import EmbeddedRedis, private_directory
from jingyan.private_files import prepare_directory
from jingyan.supervisor import Supervisor, die_with_parent

BASE_DIR = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
SECONDS_TO_START = 60
# What `make run` says: the demonstration, unless the environment or .env says DEMO=0.
DEMO_UNLESS_SET = "--demo-unless-set"


def kept_secrets(path: Path, key: str) -> dict[str, str]:
    """Secrets of this machine's own, made on the first start and kept for the next; `key` names the
    field key.
    """
    if not path.exists():
        prepare_directory(path.parent)
        text = f"SECRET_KEY={secrets.token_urlsafe(48)}\nFIELD_KEYS={new_key(key)}\n"
        with open(
            os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
        ) as file:
            file.write(text)
    lines = path.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines)


def own_secrets(env: dict[str, str]) -> dict[str, str]:
    """The secrets that `make run` makes by itself: apart for the demonstration and for an
    installation.

    Where an installation has a database already, new keys would lock it out of what is sealed in
    it: none are made.
    """
    var = Path(env["VAR_DIR"])
    if env["DEMO"] == "1":
        return kept_secrets(demo.secrets_file(var, is_demo=True), "demo")
    secrets_file = demo.secrets_file(var, is_demo=False)
    has_both = env.get("SECRET_KEY") and env.get("FIELD_KEYS")
    is_new = not env.get("DATABASE_URL") and not (var / "db.sqlite3").exists()
    return (
        kept_secrets(secrets_file, "k1")
        if not has_both and (is_new or secrets_file.exists())
        else {}
    )


def environment(*, demo_unless_set: bool = False) -> dict[str, str]:
    """What the children see: the environment, .env, and the secrets that both lack."""
    for name in ("DEMO", "VAR_DIR", "DATABASE_URL", "SECRET_KEY", "FIELD_KEYS"):
        # Set to nothing is not set: .env may say more.
        if not os.environ.get(name):
            os.environ.pop(name, None)
    environ.Env.read_env(BASE_DIR / ".env")
    env = dict(os.environ, PYTHONUNBUFFERED="1")
    env.setdefault("VAR_DIR", str(BASE_DIR / "var"))
    env["DEMO"] = "1" if environ.Env().bool("DEMO", default=demo_unless_set) else "0"
    return own_secrets(env) | {name: value for name, value in env.items() if value}


def port(env: dict[str, str]) -> int:
    """The port to serve on; ends the program where it is wrong or taken, before anything is
    started.
    """
    text = env.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        sys.exit(f"PORT must be a number from 1 to 65535, not {text!r}.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(text)))
        except OSError as error:
            sys.exit(
                f"Port {text} cannot be used ({error.strerror}). Choose another one: make run "
                "PORT=8001"
            )
    return int(text)


def commands(env: dict[str, str], number: int) -> dict[str, list[str]]:
    """What runs as web server, worker and beat, in the order in which they start."""
    python = [sys.executable, "-m"]
    celery = ["celery", "--quiet", "--app=jingyan"]
    alone = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    schedule = str(Path(env["VAR_DIR"]) / "celerybeat-schedule")
    return {
        "worker": [*python, *celery, "worker", "--concurrency=2", "--loglevel=WARNING", *alone],
        "beat": [
            *python,
            *celery,
            "beat",
            f"--schedule={schedule}",
            "--pidfile=",
            "--loglevel=WARNING",
        ],
        "web": [*python, "jingyan.web_server", HOST, str(number)],
    }


def start_all(supervisor: Supervisor, env: dict[str, str], number: int) -> None:
    """Start web server, worker and beat."""
    for name, command in commands(env, number).items():
        supervisor.start(name, command, env)


def answers(number: int) -> bool:
    """Whether the web server listens."""
    with socket.socket() as client:
        return client.connect_ex((HOST, number)) == 0


def announce(env: dict[str, str], number: int) -> None:
    """Print where the system is, and in demo mode who may log in."""
    lines = [f"Ready: http://{HOST}:{number}/   (Ctrl-C stops everything)"]
    if env["DEMO"] == "1":
        lines += [f"Log-ins: {'  '.join(demo.USERS)}", f"Password of each: {demo.PASSWORD}"]
    rule = "─" * 72
    print("\n".join(["", rule, *lines, rule, ""]), flush=True)


def supervise(supervisor: Supervisor, env: dict[str, str], number: int) -> str:
    """Start everything and stay until something ends it; returns what did."""
    start_all(supervisor, env, number)
    for _ in range(SECONDS_TO_START * 2):
        if reason := supervisor.watch(0.5):
            return reason
        if answers(number):
            announce(env, number)
            break
    while not (reason := supervisor.watch(3600)):
        pass
    return reason


def run(env: dict[str, str], number: int) -> str:
    """Start Redis where none is set, then the rest. All children are stopped at the end."""
    supervisor = Supervisor()
    with private_directory() as directory:
        try:
            supervisor.obey_signals()
            if not env.get("REDIS_URL"):
                redis = EmbeddedRedis(Path(directory))
                supervisor.start("redis", redis.command, env)
                env["REDIS_URL"] = redis.url
                if not redis.wait():
                    return "redis did not start"
            return supervise(supervisor, env, number)
        finally:
            supervisor.stop()


def main() -> int:
    """Prepare, serve, stop. 0 after a signal to stop, 1 after a failure."""
    env = environment(demo_unless_set=DEMO_UNLESS_SET in sys.argv[1:])
    if not env.get("FIELD_KEYS") and demo.secrets_file(Path(env["VAR_DIR"]), is_demo=True).exists():
        # No keys were made for the database that is there, and it isn't one of an installation.
        sys.exit(demo.NOT_SERVED)
    number = port(env)
    try:
        command = [sys.executable, "-m", "jingyan.prepare"]
        prepared = subprocess.run(command, env=env, check=False, preexec_fn=die_with_parent)
    except KeyboardInterrupt:
        return 130
    if prepared.returncode:
        return prepared.returncode
    reason = run(env, number)
    print(f"Stopped everything: {reason}.", flush=True)
    return 0 if reason == "asked to stop" else 1


if __name__ == "__main__":
    sys.exit(main())
