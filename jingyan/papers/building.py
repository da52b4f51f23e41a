"""A description as a Word file, byte by byte the same for the same description."""

import io
import zipfile
from collections.abc import Iterator, Mapping

from jingyan.papers import parts
from jingyan.papers.child.model import (
    Block,
    Paper,
    PaperColumn,
    PaperTable,
    Paragraph,
    ParagraphRole,
)
from jingyan.papers.layout import GRID, LANGUAGE, LATIN, MARGINS, PAGE, TEXT_WIDTH
from jingyan.papers.parts import escape, head, style_id

# The first day that a zip archive can name: a file doesn't show when it was made.
EPOCH = (1980, 1, 1, 0, 0, 0)
_THIN = '<w:spacing w:line="120" w:lineRule="exact"/>'


def build(paper: Paper) -> bytes:
    """The paper, or the template, as the content of a .docx."""
    return pack(
        {
            "[Content_Types].xml": parts.CONTENT_TYPES,
            "_rels/.rels": parts.PACKAGE_RELATIONS,
            "docProps/core.xml": parts.PROPERTIES,
            "word/document.xml": _document(paper),
            "word/_rels/document.xml.rels": parts.DOCUMENT_RELATIONS,
            "word/styles.xml": parts.styles(),
            "word/settings.xml": parts.SETTINGS,
            "word/fontTable.xml": parts.FONTS,
            "word/footer1.xml": parts.footer("right", numbered=paper.numbered),
            "word/footer2.xml": parts.footer("left", numbered=paper.numbered),
        }
    )


def pack(members: Mapping[str, str | bytes]) -> bytes:
    """The members as an archive without dates."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, EPOCH), data, zipfile.ZIP_DEFLATED)
    return content.getvalue()


def _document(paper: Paper) -> str:
    body = "".join(_block(block) for block in paper.blocks)
    return f"{head('document')}<w:body>{body}{_section()}</w:body></w:document>"


def _section() -> str:
    footers = (
        '<w:footerReference w:type="default" r:id="rId3"/>'
        '<w:footerReference w:type="even" r:id="rId4"/>'
    )
    return (
        f"<w:sectPr>{footers}{_element('pgSz', PAGE)}{_element('pgMar', MARGINS | {'gutter': 0})}"
        f"{_element('docGrid', GRID)}</w:sectPr>"
    )


def _element(name: str, values: Mapping[str, object]) -> str:
    attributes = "".join(f' w:{key}="{value}"' for key, value in values.items())
    return f"<w:{name}{attributes}/>"


def _block(block: Block) -> str:
    if isinstance(block, Paragraph):
        return _paragraph(block.role, block.text)
    return "".join(_table(block))


def _paragraph(role: ParagraphRole, text: str, align: str = "") -> str:
    jc = f'<w:jc w:val="{align}"/>' if align else ""
    properties = f'<w:pPr><w:pStyle w:val="{style_id(role)}"/>{jc}</w:pPr>'
    return f"<w:p>{properties}{''.join(_runs(role, text))}</w:p>"


def _runs(role: ParagraphRole, text: str) -> Iterator[str]:
    label, colon, rest = text.partition("：")
    if role is ParagraphRole.PEOPLE and colon and "{" not in label:
        yield _run(
            label + colon,
            '<w:rFonts w:ascii="黑体" w:hAnsi="黑体" w:eastAsia="黑体" w:hint="eastAsia"/>',
        )
        text = rest
    if text:
        # The hint makes Word take “ ” and … for Chinese punctuation.
        yield _run(text, '<w:rFonts w:hint="eastAsia"/>')


def _run(text: str, fonts: str) -> str:
    language = f'<w:lang w:val="{LATIN}" w:eastAsia="{LANGUAGE}"/>'
    return (
        f'<w:r><w:rPr>{fonts}{language}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    )


def _table(table: PaperTable) -> Iterator[str]:
    widths = _widths(table.columns)
    yield f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
    yield f'<w:jc w:val="center"/>{parts.BORDERS}'
    yield '<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>'
    yield "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    yield "</w:tblGrid>"
    headings = [
        _cell(ParagraphRole.HEAD, column.heading, width)
        for column, width in zip(table.columns, widths, strict=True)
    ]
    yield f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{''.join(headings)}</w:tr>"
    for row in table.rows:
        yield f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{_cells(table, row, widths)}</w:tr>"
    # Word wants a paragraph between two tables, and behind the last one.
    style = f'<w:pStyle w:val="{style_id(ParagraphRole.NOTE)}"/>'
    yield f"</w:tbl><w:p><w:pPr>{style}{_THIN}</w:pPr></w:p>"


def _cells(table: PaperTable, row: tuple[str, ...], widths: list[int]) -> str:
    if len(row) == 1 < len(widths):
        return _cell(ParagraphRole.CELL, row[0], sum(widths), span=len(widths))
    return "".join(
        _cell(ParagraphRole.CELL, text, width, column.align)
        for text, column, width in zip(row, table.columns, widths, strict=True)
    )


def _cell(role: ParagraphRole, text: str, width: int, align: str = "", span: int = 1) -> str:
    over = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    properties = (
        f'<w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{over}<w:vAlign w:val="center"/></w:tcPr>'
    )
    return f"<w:tc>{properties}{_paragraph(role, text, align)}</w:tc>"


def _widths(columns: tuple[PaperColumn, ...]) -> list[int]:
    whole = sum(column.width for column in columns)
    return [TEXT_WIDTH * column.width // whole for column in columns]
