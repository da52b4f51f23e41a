"""The agreement of a pair (结对共建协议)."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.papers import PaperKind, register
from jingyan.papers.words import DASH, chinese_date
from pairings.models import Pairing
from pairings.overviews.hand_over import SETTLED
from villages.models import Village


def in_force(user: User) -> QuerySet[Pairing]:
    """The pairs in sight that have been approved."""
    rows = Pairing.objects.visible_to(user).filter(
        state__in=[Pairing.State.ACTIVE, Pairing.State.ENDED]
    )
    return rows.select_related("village__town", "officer__enterprise", "appointment")


def agreement(row: Pairing) -> dict[str, Any]:
    """What the agreement of a pair says, with the village's demands that are still to be met."""
    village, officer = row.village, row.officer
    committee = "居民委员会" if village.kind == Village.Kind.COMMUNITY else "村民委员会"
    demands = (
        village.demands.exclude(state__in=SETTLED)
        .select_related("category")
        .order_by("category", "pk")
    )
    return {
        "village": f"{village.town.name}{village.name}",
        "committee": f"{village.town.name}{village.name}{committee}",
        "officer": officer.name,
        "enterprise": officer.enterprise.name if officer.enterprise else "",
        "starts_on": chinese_date(row.starts_on),
        "ends_on": chinese_date(row.ends_on or row.appointment.ends_on),
        "demands": [
            {
                "category": demand.category.name,
                "title": demand.title,
                "quantity": str(demand.quantity or DASH),
            }
            for demand in demands
        ],
        "witness": str(settings.UNIT_NAME),
    }


AGREEMENT = register(
    PaperKind(
        key="agreement",
        label=_("Pairing agreement"),
        permission="pairings.propose",
        rows=in_force,
        tell=agreement,
        file_name=lambda row: f"结对共建协议-{row.village.name}-{row.officer.name}",
        sample={
            "village": "某某镇某某村",
            "committee": "某某镇某某村村民委员会",
            "officer": "张某某",
            "enterprise": "井研县某某农业有限公司",
            "starts_on": "2022年3月1日",
            "ends_on": "2025年1月14日",
            "demands": [{"category": "农业产业", "title": "引进加工企业", "quantity": "1家"}],
            "witness": "中共井研县委统战部",
        },
    )
)
