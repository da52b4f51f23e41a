"""Rules over pairings, demands, meetings, villages and grades."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Town
from evaluations.models import Evaluation, Round
from jingyan.periods import Period, quarter_of
from jingyan.quantity import Quantity, magnitude_jump
from officers.models import Appointment, Officer, Post
from pairings.models import ActionPoint, ActionPointUpdate, Meeting, Pairing, Plan, Promise
from reports.checks.registry import DataFinding, Eye, Level, rule
from villages.models import Demand, Title, VillageYear

WAITING_DAYS = 30
QUARTERS_BACK = 4


def _of_pairing(pairing: Any, note: str = "") -> DataFinding:
    return DataFinding(str(pairing), "pairings:pairing_detail", pairing.pk, note)


def _current(eye: Eye) -> Any:
    return eye.on(Pairing).current().select_related("officer", "village__town", "appointment")


@rule(
    Level.ERROR,
    gettext_lazy("No village or officer has two active pairings, apart from joint pairings"),
)
def pairings_are_one_to_one(eye: Eye) -> Iterator[DataFinding]:
    pairings = list(_current(eye).filter(joint=False).order_by("pk"))
    villages = Counter(pairing.village_id for pairing in pairings)
    officers = Counter(pairing.officer_id for pairing in pairings)
    for pairing in pairings:
        if villages[pairing.village_id] > 1 or officers[pairing.officer_id] > 1:
            yield _of_pairing(pairing)


@rule(Level.WARNING, gettext_lazy("Every active pairing belongs to a current term of office"))
def paired_officer_is_in_office(eye: Eye) -> Iterator[DataFinding]:
    running = Appointment.objects.in_office(timezone.localdate())
    for pairing in _current(eye).exclude(appointment__in=running).order_by("pk"):
        yield _of_pairing(pairing, _("Term to %s.") % pairing.appointment.ends_on)


@rule(
    Level.WARNING,
    gettext_lazy("An officer's present post is at the enterprise that the record names"),
)
def present_post_is_at_the_enterprise(eye: Eye) -> Iterator[DataFinding]:
    present = Post.objects.filter(officer=OuterRef("pk"), ends_on=None)
    there = present.filter(enterprise=OuterRef("enterprise"))
    apart = eye.on(Officer).filter(Exists(present), ~Exists(there)).select_related("enterprise")
    for officer in apart.order_by("officer_code"):
        yield DataFinding(
            str(officer), "officers:officer_detail", officer.pk, str(officer.enterprise or "")
        )


@rule(Level.WARNING, gettext_lazy("Every paired village is in the programme"))
def paired_village_is_in_programme(eye: Eye) -> Iterator[DataFinding]:
    for pairing in _current(eye).filter(village__in_programme=False).order_by("pk"):
        yield _of_pairing(pairing)


@rule(Level.WARNING, gettext_lazy("Every paired village has raised a demand this year"))
def paired_village_has_demand(eye: Eye) -> Iterator[DataFinding]:
    this_year = Demand.objects.filter(
        village=OuterRef("village"), raised_on__year=timezone.localdate().year
    )
    for pairing in _current(eye).exclude(Exists(this_year)).order_by("village__code"):
        yield DataFinding(str(pairing.village), "villages:village_detail", pairing.village_id)


@rule(Level.WARNING, gettext_lazy("No demand waits longer than 30 days without being taken up"))
def demand_is_taken_up(eye: Eye) -> Iterator[DataFinding]:
    long_ago = timezone.localdate() - timedelta(days=WAITING_DAYS)
    waiting = (
        eye.on(Demand)
        .filter(state=Demand.State.OPEN, raised_on__lt=long_ago)
        .select_related("village")
    )
    for demand in waiting.order_by("raised_on", "pk").iterator():
        note = _("Raised on %s.") % demand.raised_on
        yield DataFinding(f"{demand.village} {demand}", "villages:demand_detail", demand.pk, note)


@rule(Level.WARNING, gettext_lazy("Every active pairing has a signed plan that runs today"))
def pairing_has_signed_plan(eye: Eye) -> Iterator[DataFinding]:
    today = timezone.localdate()
    running = Plan.objects.in_force().filter(
        pairing=OuterRef("pk"), starts_on__lte=today, ends_on__gte=today
    )
    for pairing in _current(eye).exclude(Exists(running)).order_by("village__code"):
        yield _of_pairing(pairing)


@rule(
    Level.WARNING,
    gettext_lazy("Every demand that was taken up more than 30 days ago has a promise"),
)
def demand_has_promise(eye: Eye) -> Iterator[DataFinding]:
    long_ago = timezone.localdate() - timedelta(days=WAITING_DAYS)
    promised = (
        Promise.objects.in_force()
        .filter(demands=OuterRef("pk"))
        .exclude(state=Promise.State.BROKEN)
    )
    handled = eye.on(Demand).filter(state__in=[Demand.State.TAKEN_UP, Demand.State.DELIVERING])
    without = (
        handled.filter(raised_on__lt=long_ago).exclude(Exists(promised)).select_related("village")
    )
    for demand in without.order_by("raised_on", "pk").iterator():
        yield DataFinding(f"{demand.village} {demand}", "villages:demand_detail", demand.pk)


@rule(Level.WARNING, gettext_lazy("No promise is past due"))
def promise_is_in_time(eye: Eye) -> Iterator[DataFinding]:
    late = eye.on(Promise).overdue(timezone.localdate()).select_related("village")
    for promise in late.order_by("due_on", "pk").iterator():
        note = _("Due on %s.") % promise.due_on
        yield DataFinding(
            f"{promise.village} {promise}", "pairings:promise_detail", promise.pk, note
        )


@rule(
    Level.WARNING,
    gettext_lazy("Every town with a pairing has a meeting, or a reason for none, in each quarter"),
)
def quarter_has_meeting(eye: Eye) -> Iterator[DataFinding]:
    done = {*Meeting.State} - {Meeting.State.DRAFT, Meeting.State.OPEN}
    recorded = set(eye.on(Meeting).filter(state__in=done).values_list("town", "quarter"))
    quarters = _past_quarters()
    owed: set[tuple[Town, str]] = set()
    ran = eye.on(Pairing).filter(state__in=[Pairing.State.ACTIVE, Pairing.State.ENDED])
    for pairing in ran.select_related("village__town", "officer"):
        for quarter in quarters:
            if (
                pairing.starts_on <= quarter.end
                and (pairing.ends_on or quarter.end) >= quarter.start
            ):
                owed.add((pairing.village.town, quarter.code))
    for town, code in sorted(owed, key=lambda slot: (slot[1], slot[0].code)):
        if (town.pk, code) not in recorded:
            yield DataFinding(f"{town} {code}", "pairings:meeting_list")


@rule(Level.WARNING, gettext_lazy("Every overdue action point has been discussed since it was due"))
def overdue_action_point_is_spoken_of(eye: Eye) -> Iterator[DataFinding]:
    since = ActionPointUpdate.objects.filter(
        action_point=OuterRef("pk"), happened_on__gte=OuterRef("due_on")
    )
    silent = (
        eye.on(ActionPoint)
        .overdue(timezone.localdate())
        .exclude(Exists(since))
        .select_related("meeting__town")
    )
    for point in silent.order_by("due_on", "pk"):
        note = _("Due on %s.") % point.due_on
        yield DataFinding(
            f"{point.meeting} {point}", "pairings:action_point_detail", point.pk, note
        )


def _past_quarters() -> list[Period]:
    quarters = [quarter_of(timezone.localdate()).previous()]
    while len(quarters) < QUARTERS_BACK:
        quarters.append(quarters[-1].previous())
    return quarters


@rule(Level.WARNING, gettext_lazy("No title is older than the pairing of its village"))
def title_follows_pairing(eye: Eye) -> Iterator[DataFinding]:
    pairings = Pairing.objects.filter(
        village=OuterRef("village"), state__in=[Pairing.State.ACTIVE, Pairing.State.ENDED]
    )
    before = ~Exists(pairings.filter(starts_on__lte=OuterRef("awarded_on")))
    titles = eye.on(Title).filter(Exists(pairings), before).select_related("village", "town")
    for title in titles.order_by("pk"):
        yield DataFinding(
            str(title),
            "villages:village_detail",
            title.village_id,
            _("Awarded on %s.") % title.awarded_on,
        )


@rule(
    Level.WARNING,
    gettext_lazy("Every paired village has its collective income of the latest two years"),
)
def baseline_is_known(eye: Eye) -> Iterator[DataFinding]:
    entered = eye.on(VillageYear).filter(operating_income__isnull=False)
    year = entered.aggregate(latest=Max("year"))["latest"] or timezone.localdate().year - 1
    incomes = VillageYear.objects.filter(
        village=OuterRef("village"), operating_income__isnull=False
    )
    both = Exists(incomes.filter(year=year)), Exists(incomes.filter(year=year - 1))
    for pairing in _current(eye).exclude(*both).order_by("village__code"):
        note = f"{year - 1}–{year}"
        yield DataFinding(str(pairing.village), "villages:village_detail", pairing.village_id, note)


@rule(
    Level.WARNING,
    gettext_lazy(
        "No income is 10, 100 or 10,000 times that of the year before: a likely unit error"
    ),
)
def income_has_the_right_unit(eye: Eye) -> Iterator[DataFinding]:
    rows = eye.on(VillageYear).select_related("village").order_by("village", "year")
    last: Any = None
    for row in rows:
        if last and (last.village_id, last.year + 1) == (row.village_id, row.year):
            for name in ("operating_income", "subsidy_income", "household_income"):
                before, now = getattr(last, name), getattr(row, name)
                if before and now and magnitude_jump(now, [before]):
                    note = f"{Quantity(before, '元')} → {Quantity(now, '元')}"
                    yield DataFinding(str(row), "villages:village_detail", row.village_id, note)
        last = row


@rule(Level.ERROR, gettext_lazy("No more excellent grades in a round than its quota allows"))
def excellents_are_within_quota(eye: Eye) -> Iterator[DataFinding]:
    excellent = Q(
        evaluations__in=Evaluation.objects.graded().filter(grade=Evaluation.Grade.EXCELLENT)
    )
    rounds = Round.objects.annotate(
        people=Count("evaluations", distinct=True),
        excellents=Count("evaluations", filter=excellent, distinct=True),
    )
    row: Any
    for row in rounds.filter(pk__in=eye.on(Round).values("pk")).order_by("pk"):
        allowed = row.people * row.excellent_quota // 100
        if row.excellents > allowed:
            note = _("%(found)d of %(allowed)d.") % {"found": row.excellents, "allowed": allowed}
            yield DataFinding(str(row), "evaluations:round_detail", row.pk, note)
