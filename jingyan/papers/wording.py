"""The words of a paper as a file that people can read and compare: one line per paragraph,
after its role.

[公文标题] 聘　书              a paragraph of that role; without one it is 公文正文
{%p if number %}               paragraphs that may be left out, or are repeated for each of a list
[空行]                         an empty line
[无页码]                       no page numbers
[表] 序号 8 center | 姓名 16   a table: for each column heading, share of the width, alignment
{%tr for row in rows %}        rows that are repeated for each of a list
| {{ loop.index }} | {{ row.name }}
{%tr endfor %}
"""

import re
from functools import lru_cache

from django.conf import settings

from jingyan.papers.child.model import (
    Block,
    Paper,
    PaperColumn,
    PaperTable,
    Paragraph,
    ParagraphRole,
)

FOLDER = "papers"
_PREFIX = re.compile(r"\[([^\]]+)\]\s?(.*)")


@lru_cache
def shipped(name: str) -> Paper:
    """The paper that comes with the programme: `templates/papers/<name>.paper`."""
    path = settings.BASE_DIR / "templates" / FOLDER / f"{name}.paper"
    return parse_wording(path.read_text(encoding="utf-8"))


def parse_wording(text: str) -> Paper:
    """Read a wording as a paper's description. ValueError names a line that isn't understood."""
    blocks: list[Block] = []
    table: PaperTable | None = None
    numbered = True
    for line in text.splitlines():
        if not line.strip() or line.startswith("##"):
            continue
        if table and line.startswith(("|", "{%tr")):
            table = PaperTable(table.columns, (*table.rows, _row(line, len(table.columns))))
            blocks[-1] = table
            continue
        if line == "[无页码]":
            numbered = False
            continue
        table = _table(line)
        blocks.append(table or _paragraph(line))
    return Paper(tuple(blocks), numbered)


def _paragraph(line: str) -> Paragraph:
    match = _PREFIX.fullmatch(line)
    if match is None:
        return Paragraph(ParagraphRole.TEXT, line.rstrip())
    name, text = match[1], match[2].rstrip()
    return Paragraph(ParagraphRole.TEXT) if name == "空行" else Paragraph(ParagraphRole(name), text)


def _table(line: str) -> PaperTable | None:
    if not line.startswith("[表]"):
        return None
    return PaperTable(tuple(_column(part) for part in line.removeprefix("[表]").split("|")))


def _column(text: str) -> PaperColumn:
    heading, width, *align = text.split()
    return PaperColumn(heading, int(width), *align)


def _row(line: str, width: int) -> tuple[str, ...]:
    if line.startswith("{%tr"):
        return (line.strip(),)
    cells = tuple(cell.strip() for cell in line.removeprefix("|").split("|"))
    if len(cells) not in (1, width):
        raise ValueError(f"A row of {len(cells)} cells in a table of {width} columns: {line}")
    return cells
