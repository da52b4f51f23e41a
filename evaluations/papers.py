"""Papers of the evaluations: the score sheet of one officer, the summary of a round."""

from collections import Counter
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.papers import PaperKind, register
from evaluations.models import Evaluation, Round
from evaluations.scoring import places
from jingyan.papers.words import chinese_date, chinese_period

RELATED = (
    "round__rubric",
    "pairing__officer__enterprise",
    "pairing__village__town",
    "scored_by",
    "reviewed_by",
)
UNKNOWN, DASH = "未测评", "—"


def readable(user: User) -> QuerySet[Evaluation]:
    """The evaluations whose points `user` may read."""
    rows = Evaluation.objects.visible_to(user)
    if not user.may("evaluations.unapproved"):
        rows = rows.filter(Q(pk__in=Evaluation.objects.graded().values("pk")))
    return rows.select_related(*RELATED, "approved_by").prefetch_related("scores__criterion")


def sheet(row: Evaluation) -> dict[str, Any]:
    """The values of a score sheet; a criterion without points is 未测评, not zero."""
    approved = timezone.localtime(row.approved_at).date() if row.approved_at else None
    return {
        "draft": "" if row.is_graded else "等次未批准",
        "round": row.round.name,
        "period": chinese_period(row.round.starts_on, row.round.ends_on),
        "rubric": row.round.rubric.name,
        "name": row.pairing.officer.name,
        "enterprise": str(row.pairing.officer.enterprise or DASH),
        "village": f"{row.pairing.village.town}{row.pairing.village}",
        "scores": [
            {
                "part": score.criterion.get_part_display(),
                "text": score.text,
                "full": score.max_points,
                "points": _points(score.points),
                "note": score.note or DASH,
            }
            for score in row.scores.all()
        ],
        "total": _points(row.total),
        "grade": str(row.get_grade_display()) if row.grade else DASH,
        "scored_by": str(row.scored_by or ""),
        "reviewed_by": str(row.reviewed_by or ""),
        "approved_by": str(row.approved_by or ""),
        "date": chinese_date(approved),
    }


def _points(value: Decimal | None) -> str:
    return UNKNOWN if value is None else f"{value:.2f}".rstrip("0").rstrip(".")


def summary(row: Round) -> dict[str, Any]:
    """The values of a round's summary: every officer by village, and the distribution of grades
    against the quota.
    """
    evaluations = list(row.evaluations.all())
    grades = Counter(evaluation.grade for evaluation in evaluations)
    return {
        "draft": ""
        if all(evaluation.is_graded for evaluation in evaluations)
        else "等次未全部批准",
        "round": row.name,
        "period": chinese_period(row.starts_on, row.ends_on),
        "rubric": row.rubric.name,
        "count": len(evaluations),
        "places": places(row.excellent_quota, len(evaluations)),
        "quota": row.excellent_quota,
        "excellent": grades[Evaluation.Grade.EXCELLENT],
        "good": grades[Evaluation.Grade.GOOD],
        "general": grades[Evaluation.Grade.GENERAL],
        "people": [
            {
                "name": evaluation.pairing.officer.name,
                "enterprise": str(evaluation.pairing.officer.enterprise or DASH),
                "village": f"{evaluation.pairing.village.town}{evaluation.pairing.village}",
                "total": _points(evaluation.total),
                "grade": str(evaluation.get_grade_display()) if evaluation.grade else DASH,
            }
            for evaluation in evaluations
        ],
        "issuer": str(settings.UNIT_NAME),
        "date": chinese_date(timezone.localdate()),
    }


def rounds(user: User) -> QuerySet[Round]:
    """The rounds that `user` may see, with everything that their summaries need prefetched."""
    rows = Evaluation.objects.select_related(*RELATED).order_by("pairing__village__code", "pk")
    return (
        Round.objects.visible_to(user)
        .select_related("rubric")
        .prefetch_related(Prefetch("evaluations", rows))
    )


_SHEET = {
    "draft": "等次未批准",
    "round": "2024年期满评价",
    "period": "2022年1月15日至2024年12月31日",
    "rubric": "履职综合评价评分标准",
    "name": "张某某",
    "enterprise": "井研县某某农业有限公司",
    "village": "某某镇某某村",
    "scores": [
        {"part": "履职过程", "text": "联系结对村", "full": 8, "points": "7.5", "note": "每季度到村"}
    ],
    "total": "91",
    "grade": "优秀",
    "scored_by": "李某",
    "reviewed_by": "刘某",
    "approved_by": "周某",
    "date": "2025年1月20日",
}
_SUMMARY = {
    "draft": "等次未全部批准",
    "round": "2024年期满评价",
    "period": "2022年1月15日至2024年12月31日",
    "rubric": "履职综合评价评分标准",
    "count": 38,
    "places": 7,
    "quota": 20,
    "excellent": 7,
    "good": 25,
    "general": 6,
    "people": [
        {
            "name": "张某某",
            "enterprise": "某某公司",
            "village": "某某镇某某村",
            "total": "91",
            "grade": "优秀",
        }
    ],
    "issuer": "中共井研县委统战部",
    "date": "2025年1月20日",
}
register(
    PaperKind(
        key="score_sheet",
        label=_("Score sheet"),
        permission="evaluations.view",
        rows=readable,
        tell=sheet,
        file_name=lambda row: f"评分表-{row.pairing.officer.name}",
        sample=_SHEET,
    )
)
register(
    PaperKind(
        key="summary",
        label=_("Results summary"),
        permission="evaluations.unapproved",
        rows=rounds,
        tell=summary,
        file_name=lambda row: f"考核结果汇总表-{row.name}",
        sample=_SUMMARY,
    )
)
