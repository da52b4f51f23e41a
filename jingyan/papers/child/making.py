"""A template checked, filled, and set as PDF."""

import io
import json
import re
import zipfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, cast

import typst
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from pylopdf_fonts_zh_cn import serif_path

from . import inspection, placeholders
from .inspection import Fault, Refused
from .model import Paragraph
from .reading import read

FAULTS_SHOWN = 20
OUTPUT_BYTES = 30 * 2**20
EPOCH = (1980, 1, 1, 0, 0, 0)
TYPESETTER = Path(__file__).with_name("paper.typ")
_NAMED = re.compile(r"attribute '([^']+)'|'([^']+)' is undefined")


def check(template: bytes, context: Mapping[str, Any]) -> list[Fault]:
    """Every fault of a template; none where `context` fills it and the paper carries nothing from
    outside.
    """
    try:
        parts = inspection.unpack(template)
        faults = list(inspection.faults_of(parts)) or list(placeholders.faults_of(parts, context))
        if not faults:
            fill(template, context)
    except Refused as refusal:
        faults = [refusal.fault]
    except MemoryError:
        faults = [("heavy", "")]
    except Exception as error:
        match = _NAMED.search(str(error))
        faults = [("unknown", (match[1] or match[2])[:60]) if match else ("unfillable", "")]
    return list(dict.fromkeys(faults))[:FAULTS_SHOWN]


def fill(template: bytes, context: Mapping[str, Any]) -> bytes:
    """The template with its placeholders filled.

    They run in jinja2's sandbox, and an undefined name is a fault, not a gap. The result is
    held to the same rules as the template, since a placeholder can write fields and pictures that
    the template did not show.
    """
    inspect(inspection.unpack(template))
    paper = DocxTemplate(io.BytesIO(template))
    paper.render(
        context, SandboxedEnvironment(autoescape=True, undefined=StrictUndefined), autoescape=True
    )
    content = io.BytesIO()
    paper.save(content)
    parts = inspection.unpack(bounded(content.getvalue()))
    inspect(parts)
    return undated(parts)


def inspect(parts: Mapping[str, bytes]) -> None:
    """Raise Refused for the first content that a paper must not contain."""
    for code, detail in inspection.faults_of(parts):
        raise Refused(code, detail)


def bounded(content: bytes) -> bytes:
    """The content unchanged; raises Refused if it is larger than any useful paper."""
    if len(content) > OUTPUT_BYTES:
        raise Refused("heavy")
    return content


def undated(parts: Mapping[str, bytes]) -> bytes:
    """The parts as an archive without the time of its making: the same paper is the same file."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(zipfile.ZipInfo(name, EPOCH), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


class Typesetter:
    """Sets filled templates as PDF, with the fonts of the wheel and no others: the same PDF on
    every machine.
    """

    def __init__(self) -> None:
        fonts = typst.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=False,
            font_paths=[serif_path().parent],
        )
        self.compiler = typst.Compiler(
            TYPESETTER, root=TYPESETTER.parent, font_paths=fonts, ignore_system_fonts=True
        )

    def pdf(self, filled: bytes, styles: Mapping[str, Any]) -> bytes:
        """What a filled template says, as PDF. Without tags: those of a long table take longer than
        the table.
        """
        paper = read(filled)
        description = {
            "title": next(
                (
                    block.text
                    for block in paper.blocks
                    if isinstance(block, Paragraph) and block.text
                ),
                "",
            ),
            "numbered": paper.numbered,
            "blocks": [asdict(block) for block in paper.blocks],
            "styles": styles,
        }
        data = {"paper": json.dumps(description, ensure_ascii=False)}
        content = self.compiler.compile(format="pdf", sys_inputs=data, pdf_tags=False, timestamp=0)
        return bounded(cast(bytes, content))
