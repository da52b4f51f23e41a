"""An issue as files: JSON with its figures, documents to read, and a workbook with every fact."""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone, translation

from jingyan import uploads
from jingyan.periods import parse_period
from jingyan.sheets.writer import Cellable, OutputSheet, write_book
from reports import documents, facts, meetings, places, prose
from reports.facts import FigureSource
from reports.figures import as_json, frozen
from reports.models import Figure, Issue
from reports.parts import grouped

HEADINGS = {
    "metric": "指标代码",
    "name": "指标",
    "fact": "事实编号",
    "subject": "内容",
    "happened_on": "发生日期",
    "entered_at": "填报时间",
    "place": "地点",
    "value": "数值",
    "share": "应归份额（%）",
    "entered_by": "填报人",
    "verified_by": "核实人",
    "confirmed_by": "确认人",
    "link": "链接",
}


def contents(issue: Issue) -> dict[str, Any]:
    """The content of the issue's JSON file."""
    return {
        "period": issue.period,
        "place": issue.place,
        "as_of": timezone.localtime(issue.as_of).isoformat(timespec="seconds"),
        "issue": issue.pk,
        "sha256": issue.sha256,
        "figures": as_json(frozen(issue.figures.all())),
    }


def write_json(issue: Issue, path: Path) -> None:
    """Write the JSON file; `sha256` is the hash of the canonical form of `figures` (see
    `reports.figures.fingerprint`).
    """
    path.write_text(
        json.dumps(contents(issue), ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
    )


def write_html(issue: Issue, path: Path) -> None:
    """Write a self-contained page in Chinese; each number links to its facts."""
    with translation.override("zh-hans"):
        figures = frozen(issue.figures.all())
        context = {
            "issue": issue,
            "label": parse_period(issue.period).label_zh(),
            "place": places.of_issue(issue),
            "parts": grouped(figures),
            "passages": [*prose.passages(figures), *prose.agreements(issue)],
            "missing": prose.missing(figures),
            "annex": [(figure, sources) for figure, sources in _with_facts(figures) if sources],
        }
        path.write_text(render_to_string("reports/paper.html", context), encoding="utf-8")


def write_xlsx(issue: Issue, path: Path) -> None:
    """Write a workbook with a row for each fact of each figure, with both dates and a link to its
    record, and with sheets for the meetings.
    """
    with translation.override("zh-hans"):
        write_book(
            path,
            [
                OutputSheet("事实", HEADINGS, _lines(frozen(issue.figures.all()))),
                *meetings.sheets_of(issue),
            ],
        )


def _lines(figures: Iterable[Figure]) -> Iterator[Mapping[str, Cellable]]:
    for figure, sources in _with_facts(figures):
        for fact in sources:
            yield {
                "metric": figure.metric.code,
                "name": figure.metric.name,
                "fact": fact.id,
                "subject": fact.subject,
                "happened_on": fact.happened_on,
                "entered_at": timezone.localtime(fact.entered_at) if fact.entered_at else None,
                "place": fact.place,
                "value": fact.value,
                "share": fact.share,
                "entered_by": str(fact.entered_by or ""),
                "verified_by": str(fact.verified_by or ""),
                "confirmed_by": str(fact.confirmed_by or ""),
                "link": fact.url,
            }


def _with_facts(figures: Iterable[Figure]) -> Iterator[tuple[Figure, list[FigureSource]]]:
    for figure in figures:
        yield figure, facts.load(figure.facts, figure.metric)


def write_docx(issue: Issue, path: Path) -> None:
    """Write the official document in an editable format."""
    documents.write(issue, "docx", path)


def write_pdf(issue: Issue, path: Path) -> None:
    """Write the official document for reading and printing."""
    documents.write(issue, "pdf", path)


FORMATS: dict[str, Callable[[Issue, Path], None]] = {
    "json": write_json,
    "html": write_html,
    "docx": write_docx,
    "pdf": write_pdf,
    "xlsx": write_xlsx,
}
CONTENT_TYPES = uploads.CONTENT_TYPES | {
    "json": "application/json",
    "html": "text/html; charset=utf-8",
}


def file_name(issue: Issue, file_format: str) -> str:
    """`<period>-<place>.<ext>`."""
    return f"{issue.period}-{issue.place}.{file_format}"


def write(issue: Issue, file_format: str, directory: Path) -> Path:
    """Write one file, completely or not at all; return its path."""
    path = directory / file_name(issue, file_format)
    unfinished = directory / f".{os.getpid()}-{path.name}"
    try:
        FORMATS[file_format](issue, unfinished)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return path
