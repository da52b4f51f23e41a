"""The numbers of GB/T 9704-2012《党政机关公文格式》, for Word (in twips and half points) and for
the PDF alike.

22 lines of 28 characters fill the text block of 156 × 225 mm: 28.95 pt a line and 15.79 pt a
character of 16 pt.
"""

from dataclasses import asdict, dataclass
from typing import Any

from jingyan.papers.child.model import ParagraphRole

PAGE = {"w": 11906, "h": 16838}
MARGINS = {"top": 2098, "right": 1474, "bottom": 1984, "left": 1587, "header": 851, "footer": 1417}
GRID = {"type": "linesAndChars", "linePitch": 579, "charSpace": -848}
TEXT_WIDTH = PAGE["w"] - MARGINS["left"] - MARGINS["right"]
LINE = 579
# One character on the grid.
CHARACTER = 316
# Programs differ in how they fit letters into a grid narrower than the letters (LibreOffice sets 20
# to a line), so the styles hold its numbers themselves: lines of exactly 28.95 pt, and this, in
# twentieths of a point, between letters.
SQUEEZE = -5
BODY_SIZE = 32
LANGUAGE = "zh-CN"
# Of digits and Latin letters: were it Chinese too, LibreOffice would break a line within a number.
LATIN = "en-US"

# Where a font is missing, its nearest relative that comes with Windows or WPS.
STAND_INS = {"仿宋_GB2312": "仿宋", "楷体_GB2312": "楷体", "方正小标宋简体": "华文中宋"}
FANGSONG, HEITI, KAITI, BIAOSONG, SONGTI = (
    "仿宋_GB2312",
    "黑体",
    "楷体_GB2312",
    "方正小标宋简体",
    "宋体",
)
PAGE_NUMBER_SIZE = 28


@dataclass(frozen=True)
class Style:
    """The layout of paragraphs of one role. Sizes in half points, indents in characters, lines in
    twips.
    """

    font: str = FANGSONG
    size: int = BODY_SIZE
    align: str = "both"
    first: int = 0
    left: int = 0
    hanging: int = 0
    right: int = 0
    line: int = LINE
    keeps_next: bool = False
    new_page: bool = False
    # Whether a label up to the first colon is set in 黑体 (出席：).
    labelled: bool = False


STYLES: dict[ParagraphRole, Style] = {
    ParagraphRole.DRAFT: Style(HEITI, align="left"),
    ParagraphRole.MARK: Style(BIAOSONG, 48, "center", line=720),
    ParagraphRole.NUMBER: Style(align="center"),
    ParagraphRole.TITLE: Style(BIAOSONG, 44, "center", line=680, keeps_next=True),
    ParagraphRole.ADDRESSEE: Style(align="left"),
    ParagraphRole.LEVEL1: Style(HEITI, first=2, keeps_next=True),
    ParagraphRole.LEVEL2: Style(KAITI, first=2, keeps_next=True),
    ParagraphRole.TEXT: Style(first=2),
    ParagraphRole.PEOPLE: Style(left=5, hanging=3, labelled=True),
    ParagraphRole.ATTACHMENT: Style(align="left", left=5, hanging=3),
    ParagraphRole.ANNEX: Style(HEITI, align="left", keeps_next=True, new_page=True),
    # The place to sign is kept on one page with the text above it, never alone.
    ParagraphRole.SIGNING: Style(first=2, keeps_next=True),
    ParagraphRole.SIGNATURE: Style(align="right", right=3, keeps_next=True),
    ParagraphRole.DATE: Style(align="right", right=4),
    ParagraphRole.COLOPHON: Style(size=28, align="left", left=1, right=1, line=520),
    ParagraphRole.CAPTION: Style(HEITI, 28, "center", line=520, keeps_next=True),
    ParagraphRole.HEAD: Style(HEITI, 21, "center", line=340),
    ParagraphRole.CELL: Style(size=21, align="left", line=340),
    ParagraphRole.NOTE: Style(size=24, align="left", line=400),
}


def for_typesetter() -> dict[str, Any]:
    """The same table for the PDF."""
    return {role.value: asdict(style) for role, style in STYLES.items()}
