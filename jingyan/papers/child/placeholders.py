"""The placeholders of a Word template: whether each can be read, and whether all of them together
can be filled.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from jinja2 import TemplateSyntaxError, meta
from jinja2.sandbox import SandboxedEnvironment

from .inspection import Fault, part, shown
from .reading import PARAGRAPH, paragraph_text

_FILLED = re.compile(r"word/(document|header\d*|footer\d*)\.xml")
PLACEHOLDER = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
_STRAY = re.compile(r"\{\{|\}\}|\{%|%\}")
# {%p …%} and its like say what is repeated: a paragraph, a row, a cell, a run.
_SCOPE = re.compile(r"\{%(?:p|tr|tc|r)\s")


def faults_of(parts: Mapping[str, bytes], context: Mapping[str, Any]) -> Iterator[Fault]:
    """What is wrong with each placeholder, or where each is right, with all of them together."""
    texts = [
        text for name in sorted(parts) if _FILLED.fullmatch(name) for text in _texts(parts[name])
    ]
    faults = [fault for text in texts for fault in _faults_of_one(text)]
    yield from faults or _faults_together(
        [mark for text in texts for mark in PLACEHOLDER.findall(text)], context
    )


def _texts(content: bytes) -> list[str]:
    return [paragraph_text(paragraph) for paragraph in part(content).iter(PARAGRAPH)]


def _faults_of_one(text: str) -> Iterator[Fault]:
    """What is wrong with the placeholders of one paragraph, each looked at by itself."""
    rest = PLACEHOLDER.sub("", text)
    if _STRAY.search(rest):
        yield "unclosed", shown(rest)
    for mark in PLACEHOLDER.findall(text):
        if mark.startswith("{{") and not _parses(mark):
            yield "unreadable", shown(mark)


def _faults_together(marks: list[str], context: Mapping[str, Any]) -> Iterator[Fault]:
    try:
        tree = SandboxedEnvironment().parse("\n".join(_SCOPE.sub("{% ", mark) for mark in marks))
    except TemplateSyntaxError as error:
        yield "unpaired", shown(marks[min(error.lineno, len(marks)) - 1] if marks else "")
        return
    for name in sorted(meta.find_undeclared_variables(tree) - set(context)):
        yield "unknown", shown(name)


def _parses(mark: str) -> bool:
    try:
        SandboxedEnvironment().parse(mark)
    except TemplateSyntaxError:
        return False
    return True
