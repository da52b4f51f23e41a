"""Where papers are made: a process of its own, that is killed when one of them takes too long."""

import base64
import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from threading import Timer
from typing import IO, Any, Self, cast

from jingyan.papers.layout import for_typesetter
from jingyan.papers.model import Context, Paper, Paragraph
from jingyan.papers.reading import read

WALL_SECONDS = 40
_CHILD = Path(__file__).with_name("child.py")
DOCX, PDF = "docx", "pdf"
FORMATS = (DOCX, PDF)


class PaperError(Exception):
    """A paper that can't be made; the message is for the log, since it may name what stood in the template."""


class Workshop:
    """Makes papers, one after another, in one child process: ``with Workshop() as shop: shop.make(…)``."""

    def __init__(self, seconds: float = WALL_SECONDS, command: tuple[str, ...] = ()) -> None:
        self.seconds = seconds
        self.command = command or (sys.executable, "-I", "-X", "utf8", str(_CHILD))

    def __enter__(self) -> Self:
        self.child = subprocess.Popen(  # our own interpreter and script; the data goes to its standard input
            self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}
        )
        return self

    def __exit__(self, *_: object) -> None:
        self.child.kill()
        self.child.communicate()

    def make(self, template: bytes, context: Context, file_format: str) -> bytes:
        """The filled template as `docx`, or typeset as `pdf`."""
        filled = self.fill(template, context)
        return filled if file_format == DOCX else self.typeset(read(filled))

    def fill(self, template: bytes, context: Context) -> bytes:
        """A Word template with its placeholders filled. PaperError where one of them is broken or unknown."""
        return self._ask({"do": "fill", "template": base64.b64encode(template).decode(), "context": clean(context)})

    def typeset(self, paper: Paper) -> bytes:
        """The PDF of a description."""
        said = {
            "title": next((block.text for block in paper.blocks if isinstance(block, Paragraph) and block.text), ""),
            "numbered": paper.numbered,
            "blocks": [asdict(block) for block in paper.blocks],
            "styles": for_typesetter(),
        }
        return self._ask({"do": "typeset", "paper": json.dumps(said, ensure_ascii=False)})

    def _ask(self, request: Mapping[str, Any]) -> bytes:
        write, read_from = cast(IO[bytes], self.child.stdin), cast(IO[bytes], self.child.stdout)
        clock = Timer(self.seconds, self.child.kill)
        clock.start()
        try:
            write.write(json.dumps(request).encode() + b"\n")
            write.flush()
            line = read_from.readline()
        except OSError as error:
            raise PaperError("the child process is gone") from error
        finally:
            clock.cancel()
        if not line:
            raise PaperError("the child process took too long, or too much memory")
        answer = json.loads(line)
        if "fault" in answer:
            raise PaperError(answer["fault"])
        return base64.b64decode(answer["file"])


def clean(value: Any) -> Any:
    """The context without what XML can't hold; line breaks within a text become spaces."""
    if isinstance(value, str):
        return "".join(sign if sign.isprintable() else " " for sign in value)
    if isinstance(value, Mapping):
        return {key: clean(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [clean(inner) for inner in value]
    return value if isinstance(value, bool | int) else str(value)
