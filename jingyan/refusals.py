"""What no process starts with: settings that would open the system to whoever comes by."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

LOOPBACK = {"127.0.0.1", "localhost", "[::1]", "::1", "testserver"}
# No clock that is right shows an earlier moment.
WRITTEN = datetime(2026, 11, 1, tzinfo=UTC)


def refuse_open_doors(*, debug: bool, hosts: Sequence[str], env_file: Path) -> None:
    """Raise ImproperlyConfigured, naming the setting and what to do."""
    if any(host.strip() in ("*", ".") for host in hosts):
        raise ImproperlyConfigured("ALLOWED_HOSTS holds “*”. Name the hosts that the system is reached by.")
    if debug and not LOOPBACK.issuperset(hosts):
        raise ImproperlyConfigured("DEBUG shows secrets to whoever asks: it goes with 127.0.0.1 and localhost only.")
    if env_file.exists() and env_file.stat().st_mode & 0o007:
        raise ImproperlyConfigured(f"{env_file.name} holds the keys and is open to all users: chmod 600 {env_file}")
    if datetime.now(UTC) < WRITTEN:
        raise ImproperlyConfigured("The clock of this machine is wrong: this version was written after its time.")
