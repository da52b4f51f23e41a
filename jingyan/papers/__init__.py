"""Official documents: one description of a paper, laid out after GB/T 9704-2012, as DOCX and as
PDF.

The words of a paper are in a file that people can read (`wording`). They become a Word template
(`building`), which the office may take away, change and give back; filled in (`workshop`), it is
the paper. The PDF is typeset from what the filled template says, so that both always say the same.

A Word file is opened, checked, filled and read in a limited process only (`child`), never where
pages are served.
"""

from jingyan.papers.building import build
from jingyan.papers.checking import check_template
from jingyan.papers.child.model import (
    Block,
    Context,
    Paper,
    PaperColumn,
    PaperTable,
    Paragraph,
    ParagraphRole,
)
from jingyan.papers.child.reading import read
from jingyan.papers.wording import parse_wording, shipped
from jingyan.papers.workshop import IN_A_REQUEST, PaperError, Workshop, WorkshopBusy

__all__ = [
    "IN_A_REQUEST",
    "Block",
    "Context",
    "Paper",
    "PaperColumn",
    "PaperError",
    "PaperTable",
    "Paragraph",
    "ParagraphRole",
    "Workshop",
    "WorkshopBusy",
    "build",
    "check_template",
    "parse_wording",
    "read",
    "shipped",
]
