"""The rubric that every installation starts with: 100 points, a bonus and three vetoes."""

from django.db import transaction

from evaluations.models import Criterion, Rubric

Part = Criterion.Part
# code: (part, text, full points)
CRITERIA = {
    "contact": (Part.DUTY, "到村或远程联系结对村", 8),
    "meetings": (Part.DUTY, "参加季度工作推进会", 7),
    "plan": (Part.DUTY, "制定并更新帮扶方案", 10),
    "promises": (Part.RESULTS, "承诺事项兑现", 15),
    "outcomes": (Part.RESULTS, "三个载体经确认的帮扶成效", 25),
    "lasting": (Part.RESULTS, "回访时成效仍在", 5),
    "committees": (Part.VILLAGE, "村“两委”评价", 8),
    "villagers": (Part.VILLAGE, "村民代表评价", 12),
    "town": (Part.TOWN, "镇（街道）党组织评价", 10),
    "bonus": (Part.BONUS, "加分项", 5),
    # A veto is recorded as 1 point, which is never added to the total.
    "unlawful": (Part.VETO, "违法违规或严重失信", 1),
    "false_report": (Part.VETO, "弄虚作假、虚报成效", 1),
    "village_harm": (Part.VETO, "损害村集体利益", 1),
}


@transaction.atomic
def load() -> None:
    """Create version 1 of the rubric unless there is a rubric already."""
    if Rubric.objects.exists():
        return
    rubric = Rubric.objects.create(version=1, name="特聘村官履职综合评价评分表（第1版）")
    Criterion.objects.bulk_create(
        Criterion(
            rubric=rubric,
            code=code,
            part=part,
            text=text,
            max_points=points,
            print_order=order * 10,
        )
        for order, (code, (part, text, points)) in enumerate(CRITERIA.items(), start=1)
    )
