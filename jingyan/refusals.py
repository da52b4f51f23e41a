"""Settings that no process starts with, since they would open the system to anyone."""

import ipaddress
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

# No clock that is right shows an earlier moment.
WRITTEN = datetime(2026, 11, 1, tzinfo=UTC)


def refuse_open_doors(
    *, debug: bool, hosts: Sequence[str], env_file: Path, demo: bool = False
) -> None:
    """Raise ImproperlyConfigured, naming the setting and what to do."""
    if any(host.strip() in ("*", ".") for host in hosts):
        raise ImproperlyConfigured(
            "ALLOWED_HOSTS holds “*”. Name the hosts that the system is reached by."
        )
    others = [host for host in hosts if not is_loopback(host)]
    if debug and others:
        raise ImproperlyConfigured(
            "DEBUG shows secrets to every visitor: use it with 127.0.0.1 and localhost only."
        )
    if demo and others:
        raise ImproperlyConfigured(
            "DEMO=1 opens the system to everyone who knows the published password: use it with "
            "127.0.0.1, [::1] and "
            f"localhost only. ALLOWED_HOSTS also holds {', '.join(others)}. Take it out, or set "
            "DEMO=0."
        )
    if env_file.exists() and env_file.stat().st_mode & 0o007:
        raise ImproperlyConfigured(
            f"{env_file.name} holds the keys and is open to all users: chmod 600 {env_file}"
        )
    if datetime.now(UTC) < WRITTEN:
        raise ImproperlyConfigured(
            "The clock of this machine is wrong: this version was written after its time."
        )


def is_loopback(host: str) -> bool:
    """Whether an entry of ALLOWED_HOSTS can only mean the machine itself.

    Its own host name can't: other machines reach it by that name as well.
    """
    name = host.strip().lower().rstrip(".")
    if name.lstrip(".") == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name.removeprefix("[").removesuffix("]")).is_loopback
    except ValueError:
        return False
