"""Runs several processes as one: their lines on one screen, and all of them end when one does."""

import contextlib
import ctypes
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass

PATIENCE = 10.0  # seconds between asking a process to end and ending it
PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """In the new process: ask the kernel for SIGTERM should the supervisor be killed, so that
    nothing is orphaned.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Child:
    """One process and the unfinished end of its output. In a session of its own: Ctrl-C is the
    supervisor's.
    """

    name: str
    process: subprocess.Popen[bytes]
    rest: bytes = b""


class Supervisor:
    """Starts children, shows their output, and stops them in the order in which they were not
    started.
    """

    def __init__(self) -> None:
        self.children: list[Child] = []
        self.selector = selectors.DefaultSelector()
        self.stop_asked = False

    def obey_signals(self) -> None:
        """From now on Ctrl-C and SIGTERM ask for the end, which `watch` reports."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)

    def _ask_to_stop(self, *_: object) -> None:
        self.stop_asked = True

    def start(self, name: str, command: list[str], environment: Mapping[str, str]) -> None:
        """Start a child whose lines appear after `name`."""
        process = subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=die_with_parent,  # noqa: PLW1509 - there are no threads here that could hold a lock
        )
        child = Child(name, process)
        self.children.append(child)
        if process.stdout:
            self.selector.register(process.stdout, selectors.EVENT_READ, child)

    def watch(self, seconds: float) -> str:
        """Pass output on for so long. Returns why everything should end, or nothing."""
        end = time.monotonic() + seconds
        while not self.stop_asked and time.monotonic() < end:
            self._pump(0.2)
            for child in self.children:
                if child.process.poll() is not None:
                    self._pump(0)
                    return f"{child.name} ended unexpectedly ({_status(child.process.returncode)})"
        return "asked to stop" if self.stop_asked else ""

    def _pump(self, seconds: float) -> None:
        for key, _events in self.selector.select(seconds):
            data = os.read(key.fd, 65536)
            if not data:
                self.selector.unregister(key.fileobj)
            self._show(key.data, data)

    def _show(self, child: Child, data: bytes) -> None:
        *lines, child.rest = (child.rest + data).split(b"\n")
        if not data and child.rest:
            lines, child.rest = [*lines, child.rest], b""
        for line in lines:
            print(f"{child.name:<6} | {line.decode(errors='replace')}", flush=True)

    def stop(self) -> None:
        """End all children, the last one started first, each with what it started itself."""
        for child in reversed(self.children):
            _signal_group(child, signal.SIGTERM, alone=True)
            end = time.monotonic() + PATIENCE
            while child.process.poll() is None and time.monotonic() < end:
                self._pump(0.1)
            _signal_group(child, signal.SIGKILL)
            child.process.wait()
        self._pump(0)


def _signal_group(child: Child, number: signal.Signals, *, alone: bool = False) -> None:
    """Signal a child; with its whole group unless `alone`, since a worker ends its own pool by
    itself.
    """
    with contextlib.suppress(ProcessLookupError):
        if alone:
            child.process.send_signal(number)
        else:
            os.killpg(child.process.pid, number)


def _status(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit status {code}"
