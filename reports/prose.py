"""A report in sentences: each number as it was frozen, with its qualifier; missing numbers are left
out and listed separately.

The sentences follow the county's published reports: what was introduced and attracted, its effect
on the villages, and the contribution of the united front. Official wording, and therefore always in
Chinese.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from jingyan.papers.words import chinese_date, lines_of
from jingyan.quantity import Qualifier, Quantity
from reports.meetings import WHOLE_COUNTY, closed_in
from reports.models import Figure, Issue
from reports.parts import REST, grouped

# For numbers that may be negative: the words for an increase and for a decrease.
DIRECTIONS = {
    "collective_income_growth": ("增长", "下降"),
    "collective_income_growth_median": ("增长", "下降"),
    "household_income_gain": ("增收", "减收"),
}
# Part → sentences: the opening of each, and its clauses by metric; {} is the number, ± the word for
# its direction.
SENTENCES: dict[str, tuple[tuple[str, dict[str, str]], ...]] = {
    "基本情况": (
        (
            "截至期末，",
            {
                "active_pairings": "结对村{}",
                "pairings_provincial_tier": "其中省级贫困村{}",
                "pairings_municipal_tier": "市级贫困村{}",
            },
        ),
        (
            "",
            {
                "meeting_rate": "季度工作推进会召开率{}",
                "demand_closure_rate": "需求办结率{}",
                "promise_kept_rate": "承诺兑现率{}",
            },
        ),
    ),
    "巩固拓展脱贫攻坚成果": (
        (
            "通过“特聘村官”，",
            {
                "industries_introduced": "引进产业（项目）{}",
                "entities_cultivated": "培育新型农业经营主体{}",
                "jobs_created": "新增稳定就业岗位{}",
                "jobs_held": "期末在岗{}",
                "funds_attracted": "招引到位资金{}",
                "funds_agreed": "协议资金{}",
            },
        ),
        (
            "",
            {
                "donations": "捐助困难群众款物{}",
                "disadvantaged_jobs": "带动脱贫户（监测户）就业{}",
                "students_aided": "资助学生{}",
                "talents_trained": "培养“土专家”“田秀才”{}",
            },
        ),
        (
            "纳入比较的结对村，",
            {
                "collective_income_growth": "集体经营性收入同比±{}",
                "collective_income_growth_median": "各村同比中位数为±{}",
                "villages_growing_30": "同比增长30%以上的村{}",
                "household_income_gain": "户均±{}",
            },
        ),
    ),
    "提升农村人居环境": (
        (
            "",
            {
                "environment_investment": "撬动人居环境投入{}",
                "titles_awarded": "助力获得省级以上示范镇村称号{}",
            },
        ),
    ),
    "培育统战工作品牌": (
        (
            "按统一战线全口径统计，",
            {
                "donor_enterprises": "参与捐建的民营企业{}",
                "site_donations": "捐建资金{}",
                "concentric_villages": "建成“同心扶贫村”{}",
                "forest_length": "建成“同心公益林”{}",
                "park_area": "“同心产业园”面积{}",
                "consultations": "“同心顾问团”开展服务{}",
            },
        ),
    ),
}


@dataclass(frozen=True)
class Piece:
    """Some words of a sentence; a number has its figure, so that a page can link to its facts."""

    words: str
    figure: Figure | None = None

    @property
    def link(self) -> str:
        """Where the page lists the facts of the number; "" if there are none."""
        return f"#{self.figure.metric.code}" if self.figure and self.figure.facts else ""


@dataclass(frozen=True)
class Passage:
    """One part of the report with its sentences."""

    title: str
    sentences: list[list[Piece]]

    @property
    def lines(self) -> list[str]:
        """The sentences without their links."""
        return ["".join(piece.words for piece in sentence) for sentence in self.sentences]


def passages(figures: Iterable[Figure]) -> list[Passage]:
    """The text of a report by part; a part without any number is left out."""
    result = []
    for part in grouped(figures):
        by_code = {
            figure.metric.code: figure for figure in part.figures if figure.value is not None
        }
        plans = SENTENCES.get(part.title) or (
            ("", {code: f"{row.metric.name}{{}}" for code, row in by_code.items()}),
        )
        sentences = [
            sentence for lead, clauses in plans if (sentence := _sentence(lead, clauses, by_code))
        ]
        if sentences:
            result.append(Passage(part.title, sentences))
    return result


def agreements(issue: Issue) -> list[Passage]:
    """A passage with what the closed meetings of the period agreed, by town; an empty list if there
    was no such meeting.
    """
    rows = closed_in(issue).exclude(agreed="")
    lines = [
        f"{row.town or WHOLE_COUNTY}（{chinese_date(row.held_on)}）：{_joined(row.agreed)}。"
        for row in rows
    ]
    return [Passage("工作推进会议定事项", [[Piece(line)] for line in lines])] if lines else []


def _joined(text: str) -> str:
    return "；".join(line.rstrip("。；") for line in lines_of(text))


def missing(figures: Iterable[Figure]) -> list[Figure]:
    """The figures without a value, which a report lists as missing: missing is never zero."""
    return [
        figure
        for part in grouped(figures)
        if part.title != REST
        for figure in part.figures
        if figure.value is None
    ]


def _sentence(lead: str, clauses: dict[str, str], by_code: dict[str, Figure]) -> list[Piece]:
    pieces: list[Piece] = []
    for code, clause in clauses.items():
        figure = by_code.get(code)
        if figure is None:
            continue
        before, _number, after = _directed(clause, figure).partition("{}")
        pieces += [Piece(("，" if pieces else lead) + before), Piece(_number_of(figure), figure)]
        if after:
            pieces.append(Piece(after))
    return [*pieces, Piece("。")] if pieces else []


def _directed(clause: str, figure: Figure) -> str:
    more, less = DIRECTIONS.get(figure.metric.code, ("", ""))
    return clause.replace("±", less if (figure.value or Decimal(0)) < 0 else more)


def _number_of(figure: Figure) -> str:
    """The number as it was frozen; without its sign if the word before it gives the direction."""
    if figure.metric.code not in DIRECTIONS or figure.value is None or figure.value >= 0:
        return figure.text
    return Quantity(
        -figure.value, figure.metric.unit, Qualifier(figure.qualifier) if figure.qualifier else None
    ).text()
