"""The process that fills and typesets papers: limited in memory and time, killed when it hangs.

It is run as a script (``python -I child.py``), never imported by the project. Requests come in on standard input and
answers go out on standard output, one JSON object a line:

    {"do": "fill", "template": base64, "context": {…}}   a Word template and what fills it
    {"do": "typeset", "paper": "<JSON>"}                  a description, as paper.typ reads it
    → {"file": base64} or {"fault": words}

A template is the work of somebody outside: its placeholders are run in jinja2's sandbox, and a name that nobody gave
is a fault, not a gap.
"""

import base64
import io
import json
import os
import resource
import sys
import zipfile
from pathlib import Path
from typing import Any

import typst
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from pylopdf_fonts_zh_cn import serif_path

MEMORY_BYTES = 2 * 2**30
CPU_SECONDS = 600
OUTPUT_BYTES = 30 * 2**20
EPOCH = (1980, 1, 1, 0, 0, 0)
TYPESETTER = Path(__file__).with_name("paper.typ")


def main() -> None:
    """Answer requests until there are no more."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    # What a library prints must not get between the answers.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    compiler: Any = None
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if request["do"] == "fill":
                content = fill(base64.b64decode(request["template"]), request["context"])
            else:
                compiler = compiler or new_compiler()
                content = typeset(compiler, request["paper"])
            answer = {"file": base64.b64encode(content).decode()}
        except Exception as fault:
            answer = {"fault": f"{type(fault).__name__}: {fault}"[:500]}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def fill(template: bytes, context: dict[str, Any]) -> bytes:
    """The template with its placeholders filled."""
    paper = DocxTemplate(io.BytesIO(template))
    paper.render(context, SandboxedEnvironment(autoescape=True, undefined=StrictUndefined), autoescape=True)
    content = io.BytesIO()
    paper.save(content)
    if content.tell() > OUTPUT_BYTES:
        raise ValueError("the paper is too long")
    return undated(content.getvalue())


def undated(content: bytes) -> bytes:
    """The same archive without the time of its making: the same paper is the same file."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, EPOCH), source.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def new_compiler() -> Any:
    """The typesetter with the fonts of the wheel, and no others: the same PDF on every machine."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[serif_path().parent])
    return typst.Compiler(TYPESETTER, root=TYPESETTER.parent, font_paths=fonts, ignore_system_fonts=True)


def typeset(compiler: Any, paper: str) -> bytes:
    """The paper as PDF. Without tags: those of a long table take longer than the table."""
    content: bytes = compiler.compile(format="pdf", sys_inputs={"paper": paper}, pdf_tags=False, timestamp=0)
    return content


if __name__ == "__main__":
    main()
