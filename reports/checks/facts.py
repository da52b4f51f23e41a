"""Rules over contributions, metrics and reports."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import F, OuterRef, Prefetch, Q, Subquery, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jingyan.quantity import Quantity, quantize
from pairings.models import Contribution, Metric, Outcome, Project
from reports.checks.registry import Eye, Finding, Level, rule
from reports.figures import fingerprint
from reports.models import Figure, Issue

WAITING_DAYS = 30
_DEAD = (Contribution.State.RETURNED, Contribution.State.WITHDRAWN)
_GIFTS = ("donations", "site_donations")


def _of_fact(row: Any, note: str = "") -> Finding:
    return Finding(str(row), "pairings:contribution_detail", row.pk, note)


def _alive(eye: Eye) -> Any:
    return eye.on(Contribution).exclude(state__in=_DEAD)


@rule(Level.ERROR, gettext_lazy("No fact lies in the future"))
def fact_has_happened(eye: Eye) -> Iterator[Finding]:
    for row in _alive(eye).filter(happened_on__gt=timezone.localdate()).order_by("pk"):
        yield _of_fact(row, str(row.happened_on))


@rule(Level.ERROR, gettext_lazy("No project has more money paid in than agreed, unless a note explains it"))
def paid_in_is_within_agreed(eye: Eye) -> Iterator[Finding]:
    over = {project.pk: project for project in _with_funds(eye) if project.paid > project.agreed}
    facts = _alive(eye).filter(project__in=over)
    explained = set(facts.exclude(note="").values_list("project", flat=True))
    paid = facts.filter(outcomes__metric__code="funds_attracted").order_by("pk")
    last = {fact.project_id: fact for fact in paid if fact.project_id not in explained}
    for pk, fact in last.items():
        project = over[pk]
        yield _of_fact(fact, f"{project.code}: {Quantity(project.paid, '元')} > {Quantity(project.agreed, '元')}")


def _with_funds(eye: Eye) -> Iterator[Any]:
    """The projects with both sums, exact."""
    alive = Outcome.objects.filter(contribution__project=OuterRef("pk")).exclude(contribution__state__in=_DEAD)

    def total(code: str) -> Subquery:
        sums = alive.filter(metric__code=code).order_by().values("contribution__project").annotate(sum=Sum("value"))
        return Subquery(sums.values("sum"))

    projects = eye.on(Project).annotate(agreed=total("funds_agreed"), paid=total("funds_attracted"))
    for project in projects.filter(agreed__isnull=False, paid__isnull=False).order_by("code"):
        project.agreed, project.paid = quantize(project.agreed), quantize(project.paid)
        yield project


@rule(Level.WARNING, gettext_lazy("Every donation has a receipt, or a note that says why not"))
def donation_has_receipt(eye: Eye) -> Iterator[Finding]:
    gifts = _alive(eye).filter(outcomes__metric__code__in=_GIFTS, receipt_no="", note="")
    for row in gifts.distinct().order_by("pk"):
        yield _of_fact(row)


@rule(Level.WARNING, gettext_lazy("In no fact is a part larger than its whole"))
def part_is_within_whole(eye: Eye) -> Iterator[Finding]:
    whole = Outcome.objects.filter(
        contribution=OuterRef("contribution"), metric__code=OuterRef("metric__parent__code")
    ).values("value")[:1]
    parts = eye.on(Outcome).filter(metric__parent__isnull=False).annotate(whole=Subquery(whole))
    larger = parts.filter(whole__lt=F("value")).exclude(contribution__state__in=_DEAD)
    for outcome in larger.select_related("contribution", "metric").order_by("contribution", "pk"):
        yield _of_fact(outcome.contribution, f"{outcome} > {Quantity(outcome.whole, outcome.metric.unit)}")


@rule(Level.WARNING, gettext_lazy("No fact waits longer than 30 days for verification or confirmation"))
def fact_is_verified(eye: Eye) -> Iterator[Finding]:
    long_ago = timezone.now() - timedelta(days=WAITING_DAYS)
    waiting = Q(state__in=[Contribution.State.REPORTED, Contribution.State.TOWN_VERIFIED], entered_at__lt=long_ago)
    for row in eye.on(Contribution).filter(waiting).order_by("entered_at", "pk"):
        yield _of_fact(row, _("Entered on %s.") % timezone.localdate(row.entered_at))


@rule(Level.ERROR, gettext_lazy("Every metric says what counts"))
def metric_is_defined(eye: Eye) -> Iterator[Finding]:
    for metric in Metric.objects.filter(definition="").order_by("code", "version"):
        yield Finding(metric.reference, "reports:dashboard")


@rule(Level.ERROR, gettext_lazy("The figures of every report are those that its fingerprint was taken of"))
def report_is_as_issued(eye: Eye) -> Iterator[Finding]:
    figures = Prefetch("figures", Figure.objects.select_related("metric"))
    for issue in eye.on(Issue).select_related("town", "village").prefetch_related(figures).order_by("pk"):
        if fingerprint(issue.figures.all()) != issue.sha256:
            yield Finding(str(issue), "reports:issue_detail", issue.pk)
