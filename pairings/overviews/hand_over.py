"""What is open when something is handed over: of a pair, or of a town. Chinese, as the paper is; no
phone numbers.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import override

from accounts.models import Town
from jingyan.papers.words import chinese_date
from jingyan.periods import Period, parse_period, quarter_of
from officers.models import Objection
from pairings.models import ActionPoint, HandOverItem, Liaison, Meeting, Pairing, Promise
from pairings.overviews.meeting_matrix import towns_owing
from villages.models import Demand

Kind = HandOverItem.Kind
LAST_MEETINGS = 3
QUARTERS_BACK = 4
SETTLED = (Demand.State.MET, Demand.State.NOT_FEASIBLE, Demand.State.CONTINUED)


def of_pairing(pairing: Pairing) -> list[HandOverItem]:
    """What a pair leaves: open demands, promises, objections, the town's last meetings, who knows
    more.
    """
    village, officer = pairing.village, pairing.officer
    promises = Promise.objects.alive().filter(Q(owner=officer))
    with override("zh-hans"):
        return [
            *_demands(Demand.objects.filter(village=village)),
            *_promises(promises),
            *_actions(ActionPoint.objects.unfinished().filter(officer=officer)),
            *_objections([officer.pk]),
            *_meetings(village.town),
            *_contacts(village.town, Pairing.objects.filter(pk=pairing.pk)),
        ]


def of_town(town: Town) -> list[HandOverItem]:
    """What a liaison leaves: the same of every pair in the town, and the meetings owed."""
    pairings = Pairing.objects.current().filter(village__town=town)
    officers = list(pairings.values_list("officer", flat=True))
    with override("zh-hans"):
        return [
            *_demands(Demand.objects.filter(village__town=town)),
            *_promises(Promise.objects.alive().filter(village__town=town)),
            *_actions(ActionPoint.objects.unfinished().filter(meeting__town=town)),
            *_owed(town),
            *_objections(officers),
            *_meetings(town),
            *_contacts(town, pairings),
        ]


def _demands(rows: QuerySet[Demand]) -> Iterator[HandOverItem]:
    for row in (
        rows.exclude(state__in=SETTLED)
        .select_related("village", "category")
        .order_by("village__code", "pk")
    ):
        yield HandOverItem(
            kind=Kind.DEMAND,
            demand=row,
            text=f"{row.village} {row.title}"[:300],
            standing=f"{row.category}，{row.get_state_display()}，{chinese_date(row.raised_on)}提出",
        )


def _promises(rows: QuerySet[Promise]) -> Iterator[HandOverItem]:
    for row in rows.select_related("village", "owner").order_by("due_on", "pk"):
        yield HandOverItem(
            kind=Kind.PROMISE,
            promise=row,
            text=f"{row.village} {row.title}"[:300],
            standing=f"{row.owner}，{row.get_state_display()}，{chinese_date(row.due_on)}到期",
        )


def _actions(rows: QuerySet[ActionPoint]) -> Iterator[HandOverItem]:
    for row in rows.select_related("officer", "owner").order_by("due_on", "pk"):
        who = row.officer or row.owner or row.unit or "未明确责任人"
        yield HandOverItem(
            kind=Kind.ACTION,
            text=row.title[:300],
            standing=f"{who}，{row.get_state_display()}，{chinese_date(row.due_on)}到期"[:300],
        )


def _objections(officers: Iterable[int]) -> Iterator[HandOverItem]:
    """That there is one, and since when: what it says stays with the county."""
    objections = Objection.objects.filter(
        entry__registration__officer__in=officers, state=Objection.State.OPEN
    )
    for row in objections.select_related("entry__registration__officer").order_by("pk"):
        yield HandOverItem(
            kind=Kind.OBJECTION,
            text=f"{row.entry.registration and row.entry.registration.officer}公示异议",
            standing=f"{chinese_date(row.received_on)}收到，{row.get_state_display()}",
        )


def _owed(town: Town) -> Iterator[HandOverItem]:
    for quarter in _quarters(localdate()):
        if towns_owing(quarter).filter(pk=town.pk).exists():
            yield HandOverItem(
                kind=Kind.OWED, text=f"{quarter.label_zh()}工作推进会议", standing="尚未召开"
            )


def _quarters(today: date) -> list[Period]:
    quarters = [quarter_of(today)]
    while len(quarters) <= QUARTERS_BACK:
        quarters.append(quarters[-1].previous())
    return quarters[::-1]


def _meetings(town: Town) -> Iterator[HandOverItem]:
    for row in (
        Meeting.objects.counted().filter(town=town).order_by("-held_on", "-pk")[:LAST_MEETINGS]
    ):
        agreed = "；".join(line.strip() for line in row.agreed.splitlines() if line.strip())
        quarter = parse_period(row.quarter).label_zh()
        yield HandOverItem(
            kind=Kind.MEETING,
            meeting=row,
            text=f"{quarter}工作推进会议（{chinese_date(row.held_on)}）",
            standing=(agreed or "未记载议定事项")[:300],
        )


def _contacts(town: Town, pairings: QuerySet[Pairing]) -> Iterator[HandOverItem]:
    """By name and post: phone numbers are never copied into a hand-over."""
    for liaison in Liaison.objects.current().filter(town=town).select_related("user"):
        yield HandOverItem(
            kind=Kind.CONTACT,
            text=str(liaison.user),
            standing=f"{town}联系领导 {liaison.post}".strip(),
        )
    for row in pairings.select_related("officer__enterprise", "village").order_by("village__code"):
        firm = f"，{row.officer.enterprise}" if row.officer.enterprise else ""
        yield HandOverItem(
            kind=Kind.CONTACT, text=str(row.officer), standing=f"{row.village}特聘村官{firm}"[:300]
        )
