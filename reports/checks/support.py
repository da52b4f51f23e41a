"""Rules over liaisons, hand-overs, work funds and related parties."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Town
from jingyan.quantity import Quantity, quantize
from pairings.models import (
    FundAllocation,
    FundUse,
    HandOver,
    Liaison,
    Pairing,
    RelatedParty,
    WorkFund,
)
from reports.checks.registry import DataFinding, Eye, Level, rule

SIGNED_WITHIN = timedelta(days=30)


@rule(Level.WARNING, gettext_lazy("Every town with an active pairing has exactly one liaison"))
def town_has_liaison(eye: Eye) -> Iterator[DataFinding]:
    paired = Pairing.objects.current().filter(village__town=OuterRef("pk"))
    filled = Liaison.objects.current().filter(town=OuterRef("pk"))
    for town in eye.on(Town).filter(Exists(paired), ~Exists(filled)).order_by("code"):
        yield DataFinding(str(town), "pairings:liaison_list")


@rule(Level.WARNING, gettext_lazy("Every liaison has a log-in for their own town"))
def liaison_can_log_in(eye: Eye) -> Iterator[DataFinding]:
    for row in eye.on(Liaison).current().select_related("town", "user").order_by("pk"):
        if not row.user.is_active or row.user.town_id != row.town_id:
            yield DataFinding(str(row), "pairings:liaison_detail", row.pk)


@rule(Level.WARNING, gettext_lazy("Every hand-over is signed by both within 30 days"))
def hand_over_is_signed(eye: Eye) -> Iterator[DataFinding]:
    late = eye.on(HandOver).waiting().filter(opened_on__lt=timezone.localdate() - SIGNED_WITHIN)
    for row in late.select_related("town", "pairing__village").order_by("opened_on", "pk"):
        yield DataFinding(str(row), "pairings:hand_over_detail", row.pk, str(row.opened_on))


@rule(Level.ERROR, gettext_lazy("No budget line is allocated beyond its amount"))
def allocated_is_within_budget(eye: Eye) -> Iterator[DataFinding]:
    for fund in eye.on(WorkFund).with_totals().order_by("pk"):
        if quantize(fund.allocated) > fund.amount:
            note = f"{Quantity(quantize(fund.allocated), '元')} > {Quantity(fund.amount, '元')}"
            yield DataFinding(str(fund), "pairings:work_fund_detail", fund.pk, note)


@rule(Level.ERROR, gettext_lazy("No pair has spent more than was allocated to it"))
def spent_is_within_allocated(eye: Eye) -> Iterator[DataFinding]:
    rows = (
        eye.on(FundAllocation)
        .with_used()
        .select_related("fund", "pairing__village", "pairing__officer")
    )
    for row in rows.order_by("pk"):
        if row.balance < 0:
            note = f"{Quantity(quantize(row.used), '元')} > {Quantity(row.amount, '元')}"
            yield DataFinding(str(row), "pairings:support_detail", row.pairing_id, note)


@rule(Level.WARNING, gettext_lazy("Every expense is within the dates of its pairing"))
def use_lies_within_its_pairing(eye: Eye) -> Iterator[DataFinding]:
    for use in eye.on(FundUse).counted().select_related("allocation__pairing").order_by("pk"):
        pairing = use.allocation.pairing
        if use.used_on < pairing.starts_on or (pairing.ends_on and use.used_on > pairing.ends_on):
            yield DataFinding(str(use), "pairings:fund_use_detail", use.pk, str(use.used_on))


@rule(
    Level.WARNING,
    gettext_lazy("No officer is paired with a village in which a related party is declared"),
)
def paired_officer_is_no_related_party(eye: Eye) -> Iterator[DataFinding]:
    current = RelatedParty.objects.standing(timezone.localdate())
    declared = current.filter(officer=OuterRef("officer"), village=OuterRef("village"))
    for row in (
        eye.on(Pairing)
        .current()
        .filter(Exists(declared))
        .select_related("officer", "village")
        .order_by("pk")
    ):
        yield DataFinding(
            str(row), "pairings:support_detail", row.pk, _("The interest is declared.")
        )
