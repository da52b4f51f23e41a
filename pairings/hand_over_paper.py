"""The hand-over list (交接单) of a change of liaison or of a pair that ended, as it was frozen and signed."""

from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.papers import PaperKind, register
from jingyan.papers.words import day
from pairings.models import HandOver, HandOverItem, Side

NUMERALS = "一二三四五六七八九十"
TITLES = {
    "demand": "未办结的需求", "promise": "未兑现的承诺事项", "action": "待办事项", "owed": "应开未开的会议",
    "meeting": "近三次工作推进会议", "objection": "未办结的异议", "contact": "联系人",
}  # fmt: skip
SIDES = {Side.GIVING: "移交人", Side.RECEIVING: "接收人"}


def hand_overs(user: User) -> QuerySet[HandOver]:
    """The hand-overs in sight."""
    rows = HandOver.objects.visible_to(user).select_related("town", "pairing__village", "pairing__officer")
    return rows.prefetch_related("items", "signatures")


def hand_over(row: HandOver) -> dict[str, Any]:
    """What a hand-over list says."""
    found: dict[str, list[dict[str, str]]] = {}
    for item in row.items.all():
        found.setdefault(item.kind, []).append({"text": item.text, "standing": item.standing})
    filled = [kind.value for kind in HandOverItem.Kind if kind.value in found]
    pairing = row.pairing
    subject = f"{pairing.officer.name}与{row.town.name}{pairing.village.name}结对终止" if pairing else "联系领导调整"
    return {
        "title": "“特聘村官”结对交接单" if pairing else f"{row.town.name}“特聘村官”联系领导交接单",
        "subject": subject,
        "giver": row.giver_name,
        "receiver": row.receiver_name,
        "opened_on": day(row.opened_on),
        "groups": [
            {"number": NUMERALS[at], "title": TITLES[kind], "count": str(len(found[kind])), "rows": found[kind]}
            for at, kind in enumerate(filled)
        ],
        "signatures": [
            {
                "side": SIDES[Side(signature.side)],
                "name": signature.name,
                "day": day(localtime(signature.signed_at).date()),
                "remark": signature.remark,
            }
            for signature in row.signatures.all()
        ],
    }


HAND_OVER = register(
    PaperKind(
        key="hand_over",
        label=_("Hand-over list"),
        permission="handovers.view",
        rows=hand_overs,
        tell=hand_over,
        file_name=lambda row: f"交接单-{row.town.name}-{row.opened_on:%Y%m%d}",
        sample={
            "title": "某某镇“特聘村官”联系领导交接单",
            "subject": "联系领导调整",
            "giver": "陈某某",
            "receiver": "王某某",
            "opened_on": "2023年6月30日",
            "groups": [
                {
                    "number": "一",
                    "title": "未办结的需求",
                    "count": "1",
                    "rows": [{"text": "某某村引进加工企业", "standing": "待认领"}],
                }
            ],
            "signatures": [{"side": "移交人", "name": "陈某某", "day": "2023年7月1日", "remark": "无"}],
        },
    )
)
