"""The hand-over list (交接单) of a pair that ended or of a change of liaison, as it was frozen and
signed.
"""

from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.papers import PaperKind, register
from jingyan.papers.words import DASH, NUMERALS, chinese_date
from pairings.models import HandOver, HandOverItem, Side

TITLES = {
    "demand": "未办结的需求",
    "promise": "未兑现的承诺事项",
    "action": "未办结的督办事项",
    "owed": "应开未开的会议",
    "meeting": "近三次工作推进会议定事项",
    "objection": "未办结的异议",
    "contact": "联系人",
}
Kind = HandOverItem.Kind
SIDES = {Side.GIVING: "移交人", Side.RECEIVING: "接收人"}


def hand_overs(user: User) -> QuerySet[HandOver]:
    """The hand-overs in sight."""
    rows = HandOver.objects.visible_to(user).select_related(
        "town", "pairing__village", "pairing__officer__enterprise"
    )
    return rows.prefetch_related("items", "signatures")


def hand_over(row: HandOver) -> dict[str, Any]:
    """What a hand-over says: every kind of thing with its items, or that there is none."""
    items_by_kind: dict[str, list[dict[str, str]]] = {
        kind: [] for kind in TITLES if row.liaison_id or kind != Kind.OWED
    }
    for item in row.items.all():
        items_by_kind[item.kind].append({"text": item.text, "standing": item.standing or DASH})
    return {
        **_heading(row),
        "giver": row.giver_name,
        "receiver": row.receiver_name,
        "opened_on": chinese_date(row.opened_on),
        "groups": [
            {"number": NUMERALS[at], "title": TITLES[kind], "count": str(len(rows)), "rows": rows}
            for at, (kind, rows) in enumerate(items_by_kind.items())
        ],
        "last": NUMERALS[len(items_by_kind)],
        "signatures": [
            {
                "side": SIDES[Side(signature.side)],
                "name": signature.name,
                "day": chinese_date(localtime(signature.signed_at).date()),
                "remark": signature.remark,
            }
            for signature in row.signatures.all()
        ],
    }


def _heading(row: HandOver) -> dict[str, str]:
    pairing = row.pairing
    if pairing is None:
        title = f"{row.town.name}“特聘村官”联系领导交接单"
        return {"title": title, "subject": "联系领导调整", "enterprise": "", "served": ""}
    return {
        "title": "“特聘村官”结对交接单",
        "subject": f"{pairing.officer.name}与{row.town.name}{pairing.village.name}结对终止",
        "enterprise": pairing.officer.enterprise.name if pairing.officer.enterprise else "",
        "served": f"{chinese_date(pairing.starts_on)}至{chinese_date(pairing.ends_on)}",
    }


HAND_OVER = register(
    PaperKind(
        key="hand_over",
        label=_("Hand-over list"),
        permission="handovers.view",
        rows=hand_overs,
        tell=hand_over,
        file_name=lambda row: (
            f"交接单-{row.pairing.village if row.pairing else row.town}-{row.opened_on:%Y%m%d}"
        ),
        sample={
            "title": "“特聘村官”结对交接单",
            "subject": "陈某某与某某镇某某村结对终止",
            "enterprise": "井研县某某农业有限公司",
            "served": "2022年3月1日至2023年6月30日",
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
            "last": "二",
            "signatures": [
                {"side": "移交人", "name": "陈某某", "day": "2023年7月1日", "remark": "无"}
            ],
        },
    )
)
