"""The process itself: limited in memory and time from its first line on, killed when it hangs.

Started as ``main(seconds, cpu_seconds, memory_bytes)`` by the workshop, never called by the
project. Requests come in on standard input and answers go out on standard output, one JSON object a
line:

    {"do": "check", "template": base64, "context": {…}}
        → {"faults": [[code, detail], …]}
    {"do": "make", "template": base64, "context": {…}, "format": …, "styles": {…}}
        → {"file": base64}
    any request that fails
        → {"fault": words}
"""

import base64
import json
import os
import resource
import signal
import sys
from typing import Any

from .making import Typesetter, check, fill

# Beyond the time that the parent gives: should the parent be gone, the process still ends.
GRACE = 1


class Answers:
    """What the process can do, with the typesetter made once for all papers."""

    def __init__(self) -> None:
        self.typesetter: Typesetter | None = None

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """The answer to one request; never raises."""
        try:
            template = base64.b64decode(request["template"])
            if request["do"] == "check":
                return {"faults": check(template, request["context"])}
            return {"file": base64.b64encode(self._make(template, request)).decode()}
        except Exception as fault:
            return {"fault": f"{type(fault).__name__}: {fault}"[:500]}

    def _make(self, template: bytes, request: dict[str, Any]) -> bytes:
        filled = fill(template, request["context"])
        if request["format"] == "docx":
            return filled
        self.typesetter = self.typesetter or Typesetter()
        return self.typesetter.pdf(filled, request["styles"])


def main(seconds: float, cpu_seconds: int, memory_bytes: int) -> None:
    """Answer requests until there are no more."""
    limits = {
        resource.RLIMIT_AS: memory_bytes,
        resource.RLIMIT_CPU: cpu_seconds,
        # It writes no file, and leaves none when it is killed.
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    for limit, most in limits.items():
        resource.setrlimit(limit, (most, most))
    # What a library prints must not get between the answers.
    output = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    answers = Answers()
    for line in sys.stdin:
        # Nothing catches this signal, so it ends even a calculation that Python can't interrupt.
        signal.setitimer(signal.ITIMER_REAL, seconds + GRACE)
        output.write(json.dumps(answers.answer(json.loads(line))) + "\n")
        output.flush()
        signal.setitimer(signal.ITIMER_REAL, 0)
