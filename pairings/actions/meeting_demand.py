"""A problem that a meeting named becomes a demand in the ledger: at once where village and category
are plain.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import trail
from accounts.access import require
from accounts.models import User, acting
from accounts.moves import MoveRefused
from accounts.trail.acts import ACTS
from jingyan.papers.words import lines_of
from pairings.models import Meeting
from villages.actions import demand as villages
from villages.models import Demand, DemandCategory, Village

ACTS["raise"] = gettext_lazy("Demand raised from it")
ACTS["take_back"] = gettext_lazy("Demand taken back")
# How long an accidental tap can be undone.
UNDONE_WITHIN = timedelta(days=1)
# What people call things, by the category that it belongs to: a first guess, which the form lets
# them change.
WORDS = {
    "infrastructure": ("路", "桥", "渠", "水", "电", "网络", "冷藏", "冷库", "仓"),
    "employment": ("务工", "就业", "用工", "劳动力", "培训", "技能"),
    "relief": ("困难", "帮扶", "边缘户", "救助", "助学"),
    "collective_economy": ("集体", "厂房", "用地", "资产"),
    "agriculture": ("产业", "种植", "养殖", "柑橘", "藤椒", "销", "技术", "农"),
}


@trail.together()
def raise_from(meeting: Meeting, demand: Demand, *, by: User) -> Demand:
    """Enter a demand that a meeting named, and link the two. Raises as
    `villages.actions.demand.raise_demand` does.
    """
    require(by, "demands.raise")
    visible_meeting = Meeting.objects.in_full(by).counted().get(pk=meeting.pk)
    if visible_meeting.town_id and demand.village.town_id != visible_meeting.town_id:
        raise ValidationError({"village": _("Choose a village of the town whose meeting it was.")})
    raised = villages.raise_demand(demand, by=by)
    visible_meeting.demands.add(raised)
    trail.write("raise", visible_meeting, by=by, note=str(raised))
    return raised


@trail.together()
def take_back(meeting: Meeting, *, problem: "Problem | None", by: User) -> None:
    """Delete a demand that `by` raised by mistake. Raises PermissionDenied, or MoveRefused if
    `may_take_back` does not allow it or a promise answers it.
    """
    require(by, "demands.raise")
    demand_pk = problem.demand.pk if problem and problem.demand else 0
    rows = Demand.objects.visible_to(by).filter(meetings=meeting, pk=demand_pk).values("pk")
    row = Demand.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=rows).first()
    if row is None or not may_take_back(row, by) or row.promises.exists():
        raise MoveRefused(
            _(
                "Only a demand that you raised within the last day, and that no one has begun "
                "on, can be taken back."
            )
        )
    trail.write("take_back", meeting, by=by, note=str(row))
    trail.write("delete", row, by=by)
    try:
        with transaction.atomic(), acting(by):
            row.meetings.clear()
            row.delete()
    except ProtectedError as used:
        raise MoveRefused(
            _(
                "Only a demand that you raised within the last day, and that no one has begun "
                "on, can be taken back."
            )
        ) from used


def may_take_back(demand: Demand, user: User) -> bool:
    """Whether `user` entered it within the last day, and no one has begun on it."""
    fresh = timezone.now() - demand.entered_at < UNDONE_WITHIN
    return demand.state == Demand.State.OPEN and demand.entered_by_id == user.pk and fresh


@dataclass(frozen=True)
class Problem:
    """One line of a meeting's problems, and what has come of it."""

    number: int
    text: str
    demand: Demand | None = None
    may_take_back: bool = False


def problems_of(meeting: Meeting, user: User, raised: Iterable[Demand]) -> list[Problem]:
    """The problems that a meeting named; `raised` are its demands in sight of `user`."""
    demand_by_title = {demand.title: demand for demand in raised}
    problems = []
    for number, text in enumerate(lines_of(meeting.problems)):
        demand = demand_by_title.get(_title(text))
        problems.append(Problem(number, text, demand, bool(demand and may_take_back(demand, user))))
    return problems


def raise_at_once(meeting: Meeting, problem: Problem, *, by: User) -> Demand | None:
    """Enter a problem in its own words; None if village or category is unclear. Raises as
    `raise_from` does.
    """
    guess = first_guess(meeting, problem.text, by)
    village, category = guess.pop("village"), guess.pop("category")
    if not (village and category):
        return None
    return raise_from(meeting, Demand(village_id=village, category_id=category, **guess), by=by)


def first_guess(meeting: Meeting, problem: str, user: User) -> dict[str, Any]:
    """What the form of a demand begins with: the village that the problem names, or the town's only
    one, its category, its words; None for what nothing suggests.
    """
    places = list(Village.objects.visible_to(user).in_programme().filter(town=meeting.town_id))
    named_villages = [village for village in places if village.name.rstrip("村") in problem]
    candidates = named_villages or places
    code = next(
        (code for code, words in WORDS.items() if any(word in problem for word in words)), ""
    )
    return {
        "village": candidates[0].pk if len(candidates) == 1 else None,
        "category": DemandCategory.objects.offered()
        .filter(code=code)
        .values_list("pk", flat=True)
        .first(),
        "title": _title(problem),
        "source": Demand.Source.MEETING,
        "raised_on": meeting.held_on,
    }


def _title(problem: str) -> str:
    return problem[:100].rstrip("。；;")
