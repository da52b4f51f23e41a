"""The metrics that follow from other records: pairings, titles, meetings, demands."""

from datetime import date

from django.db.models import Exists, OuterRef, Q

from jingyan.periods import Period
from pairings.models import Meeting, Pairing, Promise
from reports.figures.growth import NO_PAIRING
from reports.figures.reading import Reading, count, in_order, missing, per_cent
from reports.places import Place
from villages.models import Demand, Title, Village

NO_TIER_PAIRING = "期末没有该类别村的有效结对"
NO_TITLE = "期内没有结对后获得的省级以上称号"
NO_WHOLE_QUARTER = "期内没有完整的季度"
NO_MEETING_OWED = "期内各季度没有结对，无应召开的推进会"
MEETINGS_OF_TOWNS = "推进会按镇（街道）召开，不分村统计"
NO_DEMAND = "期末前没有提出的需求"
NO_PROMISE = "期内没有到期的承诺事项"

_COUNTED_LEVELS = (Title.Level.NATIONAL, Title.Level.PROVINCIAL)
_RAN = (Pairing.State.ACTIVE, Pairing.State.ENDED)


def computed(period: Period, place: Place) -> dict[str, Reading]:
    """All computed metrics but the growth of incomes."""
    return {
        **_pairings(period, place),
        "titles_awarded": _titles(period, place),
        "meeting_rate": _meetings(period, place),
        "demand_closure_rate": _demands(period, place),
        "promise_kept_rate": _promises(period, place),
    }


def _pairings(period: Period, place: Place) -> dict[str, Reading]:
    active = Pairing.objects.active_on(period.end).filter(place.holds("village"))
    tiers = dict(active.order_by().values_list("pk", "village__tier"))
    of_tier = {tier: [pk for pk, its in tiers.items() if its == tier] for tier in Village.Tier}
    return {
        "active_pairings": count("pairing", tiers, NO_PAIRING),
        "pairings_provincial_tier": count(
            "pairing", of_tier[Village.Tier.PROVINCIAL], NO_TIER_PAIRING
        ),
        "pairings_municipal_tier": count(
            "pairing", of_tier[Village.Tier.MUNICIPAL], NO_TIER_PAIRING
        ),
    }


def paired_before() -> Q:
    """Condition on titles awarded during or after a pairing of their place; a town counts as paired
    if one of its villages is.
    """
    begun = Pairing.objects.filter(state__in=_RAN, starts_on__lte=OuterRef("awarded_on")).order_by()
    village_was = Exists(begun.filter(village=OuterRef("village")))
    town_was = Exists(begun.filter(village__town=OuterRef("town")))
    return Q(village_was, village__isnull=False) | Q(town_was, village=None)


def _titles(period: Period, place: Place) -> Reading:
    here = Q(village=place.village) if place.village else place.holds_town("town")
    titles = Title.objects.filter(
        here,
        paired_before(),
        level__in=_COUNTED_LEVELS,
        awarded_on__range=(period.start, period.end),
    )
    return count("title", titles.order_by().values_list("pk", flat=True), NO_TITLE)


def owed_meetings(quarters: list[Period], place: Place) -> dict[tuple[int, str], list[int]]:
    """The meetings owed, as (town, quarter), each with the pairings that ran in the quarter."""
    if not quarters:
        return {}
    ran = Q(starts_on__lte=quarters[-1].end) & (Q(ends_on=None) | Q(ends_on__gte=quarters[0].start))
    pairings = Pairing.objects.filter(ran, place.holds("village"), state__in=_RAN).order_by()
    owed: dict[tuple[int, str], list[int]] = {}
    for pk, town, starts_on, ends_on in pairings.values_list(
        "pk", "village__town", "starts_on", "ends_on"
    ):
        for quarter in quarters:
            if starts_on <= quarter.end and (ends_on or date.max) >= quarter.start:
                owed.setdefault((town, quarter.code), []).append(pk)
    return owed


def held_meetings(quarters: list[Period], place: Place) -> dict[int, tuple[int, str]]:
    """The meetings held in these quarters: key → (town, quarter)."""
    rows = Meeting.objects.counted().filter(
        place.holds_town("town"), quarter__in=[q.code for q in quarters]
    )
    return {
        pk: (town, quarter)
        for pk, town, quarter in rows.order_by().values_list("pk", "town", "quarter")
    }


def _meetings(period: Period, place: Place) -> Reading:
    if place.village:
        return missing(MEETINGS_OF_TOWNS)
    quarters = period.whole_quarters()
    if not quarters:
        return missing(NO_WHOLE_QUARTER)
    owed = owed_meetings(quarters, place)
    if not owed:
        return missing(NO_MEETING_OWED)
    keys = {pk for pk, slot in held_meetings(quarters, place).items() if slot in owed}
    facts = [("meeting", pk) for pk in keys] + [
        ("pairing", pk) for pks in owed.values() for pk in pks
    ]
    return Reading(per_cent(len(keys), len(owed)), in_order(facts))


def _demands(period: Period, place: Place) -> Reading:
    """As of the last day: a demand met later is still open then, and one that a survey raised again
    counts once.
    """
    raised = Demand.objects.filter(place.holds("village"), raised_on__lte=period.end)
    owed = raised.exclude(state=Demand.State.NOT_FEASIBLE).exclude(
        continued_by__raised_on__lte=period.end
    )
    met_on = dict(owed.order_by().values_list("pk", "met_on"))
    if not met_on:
        return missing(NO_DEMAND)
    met = sum(day is not None and day <= period.end for day in met_on.values())
    return Reading(per_cent(met, len(met_on)), in_order(("demand", pk) for pk in met_on))


def _promises(period: Period, place: Place) -> Reading:
    """The share of the promises due in the period that were delivered by its last day and have been
    verified since.
    """
    due = Promise.objects.due_in(period.start, period.end).filter(place.holds("village")).order_by()
    keys = list(due.values_list("pk", flat=True))
    if not keys:
        return missing(NO_PROMISE)
    return Reading(
        per_cent(due.kept(period.end).count(), len(keys)), in_order(("promise", pk) for pk in keys)
    )
