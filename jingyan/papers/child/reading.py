"""Reads a Word file back as a description, regardless of who wrote its template."""

import io
import zipfile
from typing import Any

from lxml import etree

from .model import Block, Paper, PaperColumn, PaperTable, Paragraph, ParagraphRole

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PARAGRAPH = f"{_W}p"
_PLACES = {"center": "center", "right": "right", "end": "right"}
_BREAKS = {f"{_W}tab": "\u3000", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_FOOTER = "word/footer"


def read(content: bytes) -> Paper:
    """The paper that a .docx holds. Pictures and boxes are left out, other styles count as body
    text.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        body = parse(archive.read("word/document.xml")).find(f"{_W}body")
        roles = (
            _roles(parse(archive.read("word/styles.xml")))
            if "word/styles.xml" in archive.namelist()
            else {}
        )
        footers = [archive.read(name) for name in archive.namelist() if name.startswith(_FOOTER)]
    blocks = [block for child in body for block in _blocks(child, roles)]
    return Paper(
        tuple(_without_fillers(blocks)), numbered=any(b"PAGE" in footer for footer in footers)
    )


def parse(xml: bytes) -> Any:
    """Parse XML into an element tree, without entities and network access."""
    return etree.fromstring(
        xml, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    )


def paragraph_text(paragraph: Any) -> str:
    """The text of a paragraph, with its breaks."""
    return "".join(
        _BREAKS.get(node.tag) or node.text or "" for node in paragraph.iter(f"{_W}t", *_BREAKS)
    )


def _roles(styles: Any) -> dict[str, ParagraphRole]:
    """The role of each style by its key: known by its name, since programs change the keys."""
    names = {role.value: role for role in ParagraphRole}
    roles = {}
    for style in styles.iter(f"{_W}style"):
        name = style.find(f"{_W}name")
        role = names.get(name.get(f"{_W}val", "")) if name is not None else None
        if role:
            roles[style.get(f"{_W}styleId", "")] = role
    return roles


def _blocks(node: Any, roles: dict[str, ParagraphRole]) -> list[Block]:
    if node.tag == PARAGRAPH:
        return [Paragraph(_role(node, roles), paragraph_text(node))]
    if node.tag == f"{_W}tbl":
        return [_table(node)]
    # A content control holds paragraphs of its own.
    inner = node.find(f"{_W}sdtContent")
    return (
        [block for child in inner for block in _blocks(child, roles)] if inner is not None else []
    )


def _role(paragraph: Any, roles: dict[str, ParagraphRole]) -> ParagraphRole:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return (
        roles.get(style.get(f"{_W}val", ""), ParagraphRole.TEXT)
        if style is not None
        else ParagraphRole.TEXT
    )


def _table(node: Any) -> PaperTable:
    widths = [
        int(float(column.get(f"{_W}w") or 1)) or 1
        for column in node.iterfind(f"{_W}tblGrid/{_W}gridCol")
    ]
    rows = list(node.iterfind(f"{_W}tr"))
    texts = [_row(row, len(widths)) for row in rows]
    places = _alignments(rows[1:], len(widths))
    headings = texts[0] if texts and len(texts[0]) == len(widths) else ("",) * len(widths)
    columns = tuple(PaperColumn(*column) for column in zip(headings, widths, places, strict=True))
    return PaperTable(columns, tuple(texts[1:]))


def _row(row: Any, width: int) -> tuple[str, ...]:
    texts: list[str] = []
    for cell in row.iterfind(f"{_W}tc"):
        span = cell.find(f"{_W}tcPr/{_W}gridSpan")
        texts.append("\n".join(paragraph_text(paragraph) for paragraph in cell.iterfind(f"{_W}p")))
        if span is not None and (over := int(span.get(f"{_W}val", "1"))) > 1:
            if over >= width:
                return (texts[-1],)
            texts += [""] * (over - 1)
    return tuple((texts + [""] * width)[:width])


def _alignments(rows: list[Any], width: int) -> list[str]:
    for row in rows:
        cells = row.findall(f"{_W}tc")
        if len(cells) == width:
            return [_alignment(cell) for cell in cells]
    return ["left"] * width


def _alignment(cell: Any) -> str:
    jc = cell.find(f"{_W}p/{_W}pPr/{_W}jc")
    return _PLACES.get(jc.get(f"{_W}val", ""), "left") if jc is not None else "left"


def _without_fillers(blocks: list[Block]) -> list[Block]:
    """Without the empty notes that Word needs behind a table."""
    return [
        block
        for before, block in zip([None, *blocks], blocks, strict=False)
        if not (isinstance(before, PaperTable) and block == Paragraph(ParagraphRole.NOTE))
    ]
