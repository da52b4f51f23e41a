"""The parts of a report: the state of the programme, then the three parts of its effect."""

from collections.abc import Iterable
from dataclasses import dataclass

from reports.models import Figure

# Headings of official documents, and therefore always in Chinese.
PARTS: dict[str, tuple[str, ...]] = {
    "基本情况": (
        "active_pairings",
        "pairings_provincial_tier",
        "pairings_municipal_tier",
        "meeting_rate",
        "demand_closure_rate",
        "promise_kept_rate",
    ),
    "巩固拓展脱贫攻坚成果": (
        "industries_introduced",
        "entities_cultivated",
        "jobs_created",
        "jobs_held",
        "funds_attracted",
        "funds_agreed",
        "donations",
        "disadvantaged_jobs",
        "students_aided",
        "talents_trained",
        "collective_income_growth",
        "collective_income_growth_median",
        "villages_growing_30",
        "household_income_gain",
    ),
    "提升农村人居环境": ("environment_investment", "titles_awarded"),
    "培育统战工作品牌": (
        "donor_enterprises",
        "site_donations",
        "concentric_villages",
        "forest_length",
        "park_area",
        "consultations",
    ),
}
REST = "其他指标"
_PART_OF = {code: part for part, codes in PARTS.items() for code in codes}
_ORDER = {code: number for number, code in enumerate(_PART_OF)}


@dataclass(frozen=True)
class ReportPart:
    """One part with its figures, in the order of PARTS."""

    title: str
    figures: list[Figure]


def grouped(figures: Iterable[Figure]) -> list[ReportPart]:
    """The figures by part; metrics that the office has added are in the last part."""
    parts: dict[str, list[Figure]] = {part: [] for part in (*PARTS, REST)}
    for figure in sorted(figures, key=lambda row: _ORDER.get(row.metric.code, len(_ORDER))):
        parts[_PART_OF.get(figure.metric.code, REST)].append(figure)
    return [ReportPart(title, rows) for title, rows in parts.items() if rows]
