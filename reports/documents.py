"""A report as an official document: its prose, with all its figures in an annexed table."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from accounts.papers import PaperKind, register, template_of
from jingyan.papers import IN_A_REQUEST, Workshop
from jingyan.papers.words import DASH, NUMERALS, chinese_date, chinese_period
from jingyan.periods import parse_period
from jingyan.quantity import Quantity
from reports import places, prose
from reports.figures import frozen
from reports.models import Figure, Issue
from reports.parts import grouped

MARKS = {Issue.State.DRAFT: "草稿", Issue.State.WITHDRAWN: "已撤销"}


def template_values(issue: Issue) -> dict[str, Any]:
    """The values of a report's document template, in Chinese."""
    figures = list(frozen(issue.figures.all()))
    passages = [*prose.passages(figures), *prose.agreements(issue)]
    as_of = timezone.localtime(issue.as_of)
    place = places.of_issue(issue)
    return {
        "draft": MARKS.get(Issue.State(issue.state), ""),
        "period": parse_period(issue.period).label_zh(),
        "place": place.label,
        "as_of": chinese_date(as_of.date()),
        "span": chinese_period(issue.starts_on, issue.ends_on),
        "version": issue.version,
        "parts": [
            {"number": NUMERALS[at], "title": passage.title, "lines": passage.lines}
            for at, passage in enumerate(passages)
        ],
        "notes_number": NUMERALS[len(passages)],
        "missing": "、".join(figure.metric.name for figure in prose.missing(figures)),
        "rows": list(_rows(figures)),
        "sha256": issue.sha256,
        "issuer": str(settings.UNIT_NAME),
        "date": chinese_date(as_of.date()),
    }


def _rows(figures: list[Figure]) -> Iterator[dict[str, str]]:
    for part in grouped(figures):
        for figure in part.figures:
            basis = figure.missing or f"{len(figure.facts)}条事实，口径第{figure.metric.version}版"
            yield {
                "name": figure.metric.name,
                "text": figure.text or DASH,
                "previous": _text_or_dash(figure.previous, figure.metric.unit),
                "change": DASH
                if figure.year_on_year is None
                else f"{figure.year_on_year.normalize():f}",
                "scope": figure.metric.get_scope_display(),
                "basis": basis,
            }


def _text_or_dash(value: Decimal | None, unit: str) -> str:
    return DASH if value is None else Quantity(value, unit).text()


def write(issue: Issue, file_format: str, path: Path) -> None:
    """Write the report as `docx` or `pdf`, in Chinese, within the time limit of a request.

    Raises PaperError if its template can't be filled in time, and WorkshopBusy if too many other
    documents are being made.
    """
    with translation.override("zh-hans"), Workshop(IN_A_REQUEST) as shop:
        path.write_bytes(shop.make(template_of(REPORT.key), template_values(issue), file_format))


REPORT = register(
    PaperKind(
        key="report",
        label=_("Statistical report"),
        permission="reports.view",
        rows=lambda user: Issue.objects.visible_to(user).select_related("town", "village__town"),
        tell=template_values,
        file_name=lambda issue: f"{issue.period}-{issue.place}",
        sample={
            "draft": "草稿",
            "period": "2022年上半年",
            "place": "全县",
            "as_of": "2022年7月10日",
            "span": "2022年1月1日至6月30日",
            "version": 1,
            "parts": [{"number": "一", "title": "基本情况", "lines": ["截至期末，结对村38个。"]}],
            "notes_number": "二",
            "missing": "承诺兑现率",
            "rows": [
                {
                    "name": "新增稳定就业岗位",
                    "text": "2000余个",
                    "previous": DASH,
                    "change": DASH,
                    "scope": "特聘村官",
                    "basis": "12条事实，口径第1版",
                }
            ],
            "sha256": "0" * 64,
            "issuer": "中共井研县委统战部",
            "date": "2022年7月10日",
        },
    )
)
