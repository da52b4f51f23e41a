"""Where templates are checked and papers are made: a process of its own, killed when one of them
takes too long.
"""

import base64
import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore, Timer
from typing import IO, Any, Self, cast

from jingyan.papers.child.model import Context
from jingyan.papers.layout import for_typesetter

DOCX, PDF = "docx", "pdf"
FORMATS = (DOCX, PDF)
# Per server process, which may have threads: so many children at once, and so long to wait for
# one of them.
AT_ONCE = 2
SECONDS_TO_WAIT = 1
_START = (
    "import sys; sys.path.insert(0, sys.argv[1]); from child.main import main; main({}, {}, {})"
)
# glibc would set an arena of 64 MB aside for each thread, and all of them count as memory.
_ENVIRONMENT = {"MALLOC_ARENA_MAX": "2"}
_slots = BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True)
class Limits:
    """What the child may take: seconds by the clock a request, seconds of processor time and memory
    in all.
    """

    seconds: float
    cpu_seconds: int
    memory: int


CHECK = Limits(seconds=5, cpu_seconds=5, memory=512 * 2**20)
# Less than the lease of a job, or a second worker would begin the same paper.
MAKE = Limits(seconds=25, cpu_seconds=600, memory=2**30)
# In seconds. A user is waiting, and the server has only a few threads.
IN_A_REQUEST = Limits(seconds=10, cpu_seconds=20, memory=2**30)


class PaperError(Exception):
    """A paper that can't be made; the message is for the log, since it may quote what was in the
    template.
    """


class PaperTooHeavy(PaperError):
    """The child was killed because it exceeded its time or memory limit."""


class WorkshopBusy(PaperError):
    """The maximum number of children is running already."""


class Workshop:
    """Makes papers, one after another, in one child process: ``with Workshop() as shop:
    shop.make(…)``.
    """

    def __init__(self, limits: Limits = MAKE, command: tuple[str, ...] = ()) -> None:
        self.limits = limits
        start = _START.format(limits.seconds, limits.cpu_seconds, limits.memory)
        folder = str(Path(__file__).parent)
        self.command = command or (sys.executable, "-I", "-X", "utf8", "-c", start, folder)

    def __enter__(self) -> Self:
        if not _slots.acquire(timeout=SECONDS_TO_WAIT):
            raise WorkshopBusy("too many papers at once")
        try:
            # Our own interpreter and script; the data goes to its standard input.
            self.child = subprocess.Popen(
                self.command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_ENVIRONMENT,
            )
        except BaseException:
            _slots.release()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.child.kill()
        self.child.communicate()
        _slots.release()

    def check(self, template: bytes, sample: Context) -> list[tuple[str, str]]:
        """The faults of a template, filled with `sample`: each a code and its place."""
        answer = self._ask({"do": "check"} | _data(template, sample))
        return [(code, detail) for code, detail in answer["faults"]]

    def make(self, template: bytes, context: Context, file_format: str) -> bytes:
        """The filled template as `docx`, or typeset as `pdf`. PaperError where a placeholder is
        broken or unknown.
        """
        request = {"do": "make", "format": file_format, "styles": for_typesetter()}
        return base64.b64decode(self._ask(request | _data(template, context))["file"])

    def fill(self, template: bytes, context: Context) -> bytes:
        return self.make(template, context, DOCX)

    def _ask(self, request: Mapping[str, Any]) -> dict[str, Any]:
        write, read_from = cast(IO[bytes], self.child.stdin), cast(IO[bytes], self.child.stdout)
        clock = Timer(self.limits.seconds, self.child.kill)
        clock.start()
        try:
            write.write(json.dumps(request).encode() + b"\n")
            write.flush()
            line = read_from.readline()
        except OSError as error:
            raise PaperTooHeavy("the child process is gone") from error
        finally:
            clock.cancel()
        if not line.endswith(b"\n"):
            raise PaperTooHeavy("the child process took too long, or too much memory")
        answer: dict[str, Any] = json.loads(line)
        if "fault" in answer:
            raise PaperError(answer["fault"])
        return answer


def _data(template: bytes, context: Context) -> dict[str, Any]:
    return {"template": base64.b64encode(template).decode(), "context": clean(context)}


def clean(value: Any) -> Any:
    """The context without what XML can't hold; line breaks within a text become spaces."""
    if isinstance(value, str):
        return "".join(sign if sign.isprintable() else " " for sign in value)
    if isinstance(value, Mapping):
        return {key: clean(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [clean(inner) for inner in value]
    return value if isinstance(value, bool | int) else str(value)
