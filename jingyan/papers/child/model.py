"""What a paper is made of: paragraphs, each with its role in an official document, and tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

# What fills a template: texts, numbers, lists and dictionaries of them, as JSON holds them.
Context: TypeAlias = Mapping[str, Any]


class ParagraphRole(StrEnum):
    """What a paragraph is in an official document; the value is the name of its style in Word and
    WPS.
    """

    DRAFT = "草稿标记"
    MARK = "发文机关标志"
    NUMBER = "发文字号"
    TITLE = "公文标题"
    ADDRESSEE = "主送机关"
    LEVEL1 = "一级标题"
    LEVEL2 = "二级标题"
    TEXT = "公文正文"
    PEOPLE = "参会人员"
    ATTACHMENT = "附件说明"
    ANNEX = "附件标志"
    SIGNATURE = "发文机关署名"
    SIGNING = "签字栏"
    DATE = "成文日期"
    COLOPHON = "版记"
    CAPTION = "表格标题"
    HEAD = "表头"
    CELL = "表格文字"
    NOTE = "注释"


@dataclass(frozen=True)
class Paragraph:
    """One paragraph. In a template its text may hold placeholders, or be a single `{%p … %}`."""

    role: ParagraphRole
    text: str = ""


@dataclass(frozen=True)
class PaperColumn:
    """One column of a table: its heading, its share of the width, and how its cells align (left,
    center, right).
    """

    heading: str
    width: int
    align: str = "left"


@dataclass(frozen=True)
class PaperTable:
    """A table whose headings are repeated on every page. A row of one cell goes over the whole
    width.
    """

    columns: tuple[PaperColumn, ...]
    rows: tuple[tuple[str, ...], ...] = ()


Block: TypeAlias = Paragraph | PaperTable


@dataclass(frozen=True)
class Paper:
    """One paper, or with placeholders in its texts the template of one."""

    blocks: tuple[Block, ...]
    # Every page is numbered, except for a letter of one page.
    numbered: bool = True

    @property
    def text(self) -> str:
        """The whole text of the paper, one line per paragraph or table row."""
        return "\n".join(_lines(self.blocks))


def _lines(blocks: tuple[Block, ...]) -> list[str]:
    names: list[str] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            names.append(block.text)
        else:
            rows = [tuple(column.heading for column in block.columns), *block.rows]
            names += ["\t".join(row) for row in rows]
    return names
