"""A problem that a meeting named becomes a demand in the ledger."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import trail
from accounts.access import require
from accounts.acts import ACTS
from accounts.models import User
from pairings.models import Meeting
from villages import actions as villages
from villages.models import Demand, DemandCategory, Village

ACTS["raise"] = gettext_lazy("Demand raised from it")
# What people call things, by the category that it belongs to: a first guess, which the form lets them change.
WORDS = {
    "infrastructure": ("路", "桥", "渠", "水", "电", "网络", "冷藏", "冷库", "仓"),
    "employment": ("务工", "就业", "用工", "劳动力", "培训", "技能"),
    "relief": ("困难", "帮扶", "边缘户", "救助", "助学"),
    "collective_economy": ("集体", "厂房", "用地", "资产"),
    "agriculture": ("产业", "种植", "养殖", "柑橘", "藤椒", "销", "技术", "农"),
}


@trail.together()
def raise_from(meeting: Meeting, demand: Demand, *, by: User) -> Demand:
    """Enter a demand that a meeting named, and link the two. Raises as `villages.actions.raise_demand` does."""
    require(by, "demands.raise")
    held = Meeting.objects.visible_to(by).counted().get(pk=meeting.pk)
    if held.town_id and demand.village.town_id != held.town_id:
        raise ValidationError({"village": _("Choose a village of the town whose meeting it was.")})
    raised = villages.raise_demand(demand, by=by)
    held.demands.add(raised)
    trail.write("raise", held, by=by, note=str(raised))
    return raised


def first_guess(meeting: Meeting, problem: str, user: User) -> dict[str, object]:
    """What the form of a demand begins with: the village that the problem names, its category, its words."""
    villages_there = Village.objects.visible_to(user).in_programme().filter(town=meeting.town_id)
    named = [village for village in villages_there if village.name.rstrip("村") in problem]
    found = named or (list(villages_there) if len(villages_there) == 1 else [])
    code = next((code for code, words in WORDS.items() if any(word in problem for word in words)), "other")
    return {
        "village": found[0].pk if found else None,
        "category": DemandCategory.objects.filter(code=code).values_list("pk", flat=True).first(),
        "title": problem[:100].rstrip("。；;"),
        "source": Demand.Source.MEETING,
        "raised_on": meeting.held_on,
    }
