"""Rules over contributions, metrics and reports."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import F, Prefetch, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jingyan.quantity import Quantity
from pairings.models import Contribution, Metric, Outcome, Project
from reports import places, summary
from reports.checks.registry import DataFinding, Eye, Level, rule
from reports.figures import fingerprint
from reports.figures.reading import cents
from reports.models import Figure, Issue

WAITING_DAYS = 30
_DEAD = (Contribution.State.RETURNED, Contribution.State.WITHDRAWN)
_GIFTS = ("donations", "site_donations")


def _of_fact(row: Any, note: str = "") -> DataFinding:
    return DataFinding(str(row), "pairings:contribution_detail", row.pk, note)


def _alive(eye: Eye) -> Any:
    return eye.on(Contribution).exclude(state__in=_DEAD)


@rule(Level.ERROR, gettext_lazy("No contribution is dated in the future"))
def fact_has_happened(eye: Eye) -> Iterator[DataFinding]:
    for row in (
        _alive(eye).filter(happened_on__gt=timezone.localdate()).order_by("happened_on", "pk")
    ):
        yield _of_fact(row, str(row.happened_on))


@rule(
    Level.ERROR,
    gettext_lazy("No project has more money paid in than agreed, unless a note explains it"),
)
def paid_in_is_within_agreed(eye: Eye) -> Iterator[DataFinding]:
    over = {sums["contribution__project"]: sums for sums in _overpaid(eye)}
    facts = _alive(eye).filter(project__in=over).select_related("project")
    explained = set(facts.exclude(note="").values_list("project", flat=True))
    paid = facts.filter(outcomes__metric__code="funds_attracted").order_by("pk")
    last = {fact.project_id: fact for fact in paid if fact.project_id not in explained}
    for pk, fact in last.items():
        sums = (Quantity(Decimal(over[pk][name]) / 100, "元") for name in ("paid", "agreed"))
        yield _of_fact(fact, f"{fact.project.code}: {' > '.join(map(str, sums))}")


def _overpaid(eye: Eye) -> Any:
    """The visible projects with more paid in than agreed; both sums exact, in hundredths."""
    alive = Outcome.objects.filter(contribution__project__in=eye.on(Project)).exclude(
        contribution__state__in=_DEAD
    )
    funds = alive.filter(metric__code__in=("funds_agreed", "funds_attracted")).order_by()

    def total(code: str) -> Sum:
        return cents("value", filter=Q(metric__code=code))

    sums = funds.values("contribution__project").annotate(
        agreed=total("funds_agreed"), paid=total("funds_attracted")
    )
    return sums.filter(paid__gt=F("agreed"))


@rule(Level.WARNING, gettext_lazy("Every donation has a receipt, or a note that says why not"))
def donation_has_receipt(eye: Eye) -> Iterator[DataFinding]:
    gifts = _alive(eye).filter(outcomes__metric__code__in=_GIFTS, receipt_no="", note="")
    for row in gifts.distinct().order_by("pk").iterator():
        yield _of_fact(row)


@rule(Level.WARNING, gettext_lazy("No contribution has a part that is larger than its whole"))
def part_is_within_whole(eye: Eye) -> Iterator[DataFinding]:
    beside = "contribution__outcomes__"
    parts = eye.on(Outcome).filter(
        **{f"{beside}metric__code": F("metric__parent__code"), f"{beside}value__lt": F("value")}
    )
    larger = parts.annotate(whole=F(f"{beside}value")).exclude(contribution__state__in=_DEAD)
    for outcome in (
        larger.select_related("contribution", "metric").order_by("contribution_id", "pk").iterator()
    ):
        yield _of_fact(
            outcome.contribution, f"{outcome} > {Quantity(outcome.whole, outcome.metric.unit)}"
        )


@rule(
    Level.WARNING,
    gettext_lazy("No contribution waits longer than 30 days for verification or confirmation"),
)
def fact_is_verified(eye: Eye) -> Iterator[DataFinding]:
    long_ago = timezone.now() - timedelta(days=WAITING_DAYS)
    waiting = Q(
        state__in=[Contribution.State.REPORTED, Contribution.State.TOWN_VERIFIED],
        entered_at__lt=long_ago,
    )
    for row in eye.on(Contribution).filter(waiting).order_by("entered_at", "pk").iterator():
        yield _of_fact(row, _("Entered on %s.") % timezone.localdate(row.entered_at))


@rule(Level.ERROR, gettext_lazy("Every metric says what counts"))
def metric_is_defined(eye: Eye) -> Iterator[DataFinding]:
    for metric in Metric.objects.filter(definition="").order_by("code", "version"):
        yield DataFinding(metric.reference, "reports:dashboard")


@rule(
    Level.ERROR,
    gettext_lazy("The figures of every report match its fingerprint"),
)
def report_is_as_issued(eye: Eye) -> Iterator[DataFinding]:
    figures = Prefetch("figures", Figure.objects.select_related("metric"))
    for issue in (
        eye.on(Issue).select_related("town", "village").prefetch_related(figures).order_by("pk")
    ):
        if fingerprint(issue.figures.all()) != issue.sha256:
            yield DataFinding(str(issue), "reports:issue_detail", issue.pk)


@rule(
    Level.ERROR,
    gettext_lazy("The dashboard's summary agrees with the contributions"),
    thorough=True,
)
def summary_tells_the_facts(eye: Eye) -> Iterator[DataFinding]:
    place = places.of_user(eye.user) if eye.user else places.Place()
    for difference in summary.differences(within=place if place.town else None):
        yield DataFinding(str(difference), "reports:dashboard")
