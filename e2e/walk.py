"""A walk over the pages that a user can reach by links, and what a page must not show."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from PIL import Image
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, ViewportSize

from jingyan import messages

# A phone's pages are long; what lies further down repeats itself.
HIGHEST_SHOT = 1200
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Official documents are Chinese in any language.
DOCUMENTS = ("/publicity/",)
LEFT_OUT = ("/accounts/logout/",)
# The list of jobs holds no programme data and leads everybody to their own results; the administrator has none.
RESULTS = re.compile(r"/system/jobs/\d+/$")
# What a Chinese page may say in Latin letters: forms of files, names of log-ins, codes of the standards it prints.
LATIN = re.compile(r"[A-Za-z][A-Za-z'’]+")
ALLOWED = re.compile(
    r"""https?://\S+ | \S+@\S+ | \b[0-9a-f]{12,}\b | \b[A-Z0-9]*\d[A-Z0-9-]*\b | \b[A-Z]-\S+ | \b[\w.-]+\.(?:xlsx|csv|pdf|docx|json|html|jpg|png)\b
    | \b(?:xlsx|csv|pdf|docx|json|html|jpg|jpeg|png|MB|GB|kB)\b | \d+MB
    | \b(?:KB|MB|XLSX|CSV|PDF|DOCX|JSON|HTML|SHA-256|SHA|JPG|JPEG|PNG|GBK|GB18030|UTF-8|UTF|BOM|Excel|Word|WPS|ZIP|English)\b
    | \b(?:admin|staff2?|leader|officer|auditor|liaison(?:-\d+)?|import|system)\b
    | \b(?:Chrome|Edge|Firefox|Safari|Android|iPhone|iPad|Windows|macOS|Linux)\b""",
    re.VERBOSE,
)
TEXTS = """() => {
  const said = [...document.querySelectorAll("[aria-label], [placeholder], [title], [alt]")].flatMap(
    (e) => ["aria-label", "placeholder", "title", "alt"].map((name) => e.getAttribute(name) || ""));
  const foreign = [...document.querySelectorAll("[lang]:not(html), code, .code")].map((e) => e.innerText);
  return [document.title + "\\n" + document.body.innerText + "\\n" + said.join("\\n"), foreign.filter(Boolean)];
}"""
# Every piece of text by itself: what the catalogue holds word by word is the page's own, the rest is what users wrote.
PIECES = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = new Set();
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim();
    if (/[\\u4e00-\\u9fff]/.test(text) && !walker.currentNode.parentElement.closest("[lang]:not(html), script")) found.add(text);
  }
  return [...found];
}"""
SIZES = "() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
# One element of each kind, described by everything that axe looks at: its ancestors, its
# attributes, and whether it has a label and text.
KINDS = """() => {
  const kind = (e) => `${e.tagName}.${e.getAttribute("class") || ""}`;
  const told = (e) => [...e.attributes].map((a) => a.name).sort().join(" ") + (e.labels ? e.labels.length : "");
  return [...new Set([...document.querySelectorAll("body *")].map((e) =>
    `${kind(e.parentElement)} > ${kind(e)} ${e.getAttribute("type") || ""} ${e.getAttribute("role") || ""} ${told(e)} ${!e.textContent.trim()}`))];
}"""
TWICE = """() => {
  const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
  return [...new Set(ids.filter((id, at) => ids.indexOf(id) !== at))];
}"""
# What happens to lie under the fixed bar of a phone is no neighbour of its links: one scrolls it away.
BAR = "(position) => document.querySelectorAll('.bottom').forEach((bar) => (bar.style.position = position))"
AXE = """(tags) => axe.run(document, {runOnly: tags, resultTypes: ["violations"], preload: false}).then((found) =>
  found.violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.target.join(" ")).join(" · ")}`))"""


@cache
def axe() -> str:
    """The source of axe-core. Evaluated from outside the page, so that the page's own policy stays in force."""
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


@cache
def catalogue() -> frozenset[str]:
    """The Chinese of every message."""
    strings = (message.string for message in messages.stored())
    return frozenset(
        text
        for string in strings
        for text in ([string] if isinstance(string, str) else string or ())
    )


def pattern_of(url: str, *, tabs: bool) -> str:
    """The address without its numbers and conditions: pages that one view makes; with `tabs` each tab is one."""
    parts = urlsplit(url)
    tab = re.search(r"(?:^|&)(tab=\w+)", parts.query) if tabs else None
    return re.sub(r"/(\d+|[0-9a-f-]{36})(?=/)", "/…", parts.path) + (f"?{tab[1]}" if tab else "")


@dataclass
class Walk:
    """One user's walk in one language: from link to link, one page of each view, looked at in every width."""

    page: Page
    chinese: bool
    widths: tuple[ViewportSize, ...]
    shots: Path
    kinds: set[str]
    # Whether every tab of a record is looked at, or only the one that opens by itself.
    tabs: bool = False
    faults: list[str] = field(default_factory=list)
    met: set[str] = field(default_factory=set)
    waiting: list[str] = field(default_factory=list)
    known: set[str] = field(default_factory=set)

    def run(self) -> None:
        """Walk until no link leads anywhere new."""
        self.waiting = ["/"]
        while self.waiting:
            url = self.waiting.pop(0)
            pattern = pattern_of(url, tabs=self.tabs)
            if pattern not in self.met:
                self.met.add(pattern)
                self.visit(url)

    def visit(self, url: str) -> None:
        """Open one page, look at it and collect its links."""
        try:
            answer = self.page.goto(url)
        except PlaywrightError as error:
            if "Download is starting" not in error.message:
                raise
            self.download(url)
            return
        if answer is None or answer.status != 200:
            self.faults.append(f"{url}: answered {answer.status if answer else 'nothing'}")
            return
        self.faults += [f"{url}: {fault}" for fault in self.look()]
        self.collect()

    def download(self, url: str) -> None:
        """A file, not a page: it arrives whole and isn't empty."""
        answer = self.page.request.get(url)
        if answer.status != 200 or not answer.body():
            self.faults.append(f"{url}: the file answered {answer.status}")

    def look(self) -> Iterator[str]:
        """What is wrong with the page that is open."""
        yield from self.words()
        for width in self.widths:
            self.page.set_viewport_size(width)
            yield from self.look_at(width["width"])

    def look_at(self, room: int) -> Iterator[str]:
        """What is wrong with the page in one width; axe looks where a kind of element turns up for the first time."""
        wide, tall = self.page.evaluate(SIZES)
        if wide > room:
            yield f"scrolls sideways, {wide} px in {room} px"
        yield from (f"two elements have the id {name}" for name in self.page.evaluate(TWICE))
        kinds = {f"{room} {kind}" for kind in self.page.evaluate(KINDS)}
        if not kinds <= self.kinds:
            self.kinds |= kinds
            # A field that took the focus may have moved the page under its fixed bar.
            self.page.evaluate("() => window.scrollTo(0, 0)")
            self.page.evaluate(BAR, "static")
            self.page.evaluate(axe())
            yield from (f"at {room} px, {found}" for found in self.page.evaluate(AXE, RULES))
            self.page.evaluate(BAR, "")
        if self.chinese:
            name = (
                re.sub(r"\W+", "-", pattern_of(self.page.url, tabs=self.tabs)).strip("-") or "home"
            )
            clip = {"x": 0, "y": 0, "width": room, "height": min(tall, HIGHEST_SHOT)}
            path = self.shots / f"{len(self.met):03d}-{name}-{room}.jpg"
            self.page.screenshot(path=path, full_page=True, clip=clip, quality=70)

    def words(self) -> Iterator[str]:
        """Words in the wrong language."""
        if not self.chinese and urlsplit(self.page.url).path.startswith(DOCUMENTS):
            return
        if not self.chinese:
            own = catalogue().intersection(
                text for text in self.page.evaluate(PIECES) if len(text) > 1
            )
            yield from (f"Chinese on an English page: {text[:60]}" for text in sorted(own))
            return
        text, foreign = self.page.evaluate(TEXTS)
        for part in sorted(foreign, key=len, reverse=True):
            text = text.replace(part, " ")
        words = sorted(set(LATIN.findall(ALLOWED.sub(" ", text))))
        if words:
            yield f"English on a Chinese page: {' '.join(words[:12])}"

    def collect(self) -> None:
        """Queue the links of the page that lead to pages of ours."""
        if RESULTS.search(self.page.url):
            return
        links: list[Any] = self.page.evaluate(
            "() => [...document.querySelectorAll('a[href]')].map((a) => a.href)"
        )
        here = urlsplit(self.page.url)
        for link in links:
            url = urljoin(self.page.url, link).partition("#")[0]
            parts = urlsplit(url)
            ours = (parts.scheme, parts.netloc) == (here.scheme, here.netloc)
            if ours and not parts.path.startswith(LEFT_OUT) and url not in self.known:
                self.known.add(url)
                self.waiting.append(url)


def contact_sheet(shots: Path, path: Path, *, pattern: str, columns: int, width: int) -> None:
    """The screenshots of a walk in one width, small, on one picture."""
    thumbs = []
    for name in sorted(shots.glob(pattern)):
        with Image.open(name) as shot:
            scale = width / shot.width
            thumbs.append(shot.resize((width, round(shot.height * scale))))
    rows = [thumbs[at : at + columns] for at in range(0, len(thumbs), columns)]
    heights = [max(thumb.height for thumb in row) + 12 for row in rows]
    sheet = Image.new("RGB", (columns * (width + 12) + 12, sum(heights) + 12), "#d8d8d8")
    top = 12
    for row, height in zip(rows, heights, strict=True):
        for column, thumb in enumerate(row):
            sheet.paste(thumb, (12 + column * (width + 12), top))
        top += height
    sheet.save(path)
